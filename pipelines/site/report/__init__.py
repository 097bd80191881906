"""The half-year report: what it says in three languages, as a page and as a PDF.

`composition` makes a `document` of an edition's facts, `page` and `pdf` its files. The facts come
as plain records, and the same facts make the same bytes.
What does not belong here: finding the facts (measure), and numbering editions (orchestration).
"""

from __future__ import annotations

from pipelines.site.report.composition import Imprint, compose
from pipelines.site.report.listing import list_editions
from pipelines.site.report.page import to_html
from pipelines.site.report.pdf import to_pdf

__all__ = ["Imprint", "compose", "list_editions", "to_html", "to_pdf"]
