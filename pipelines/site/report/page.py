"""The report as one self-contained page, which can be sent by mail or laid on a disk.

It has the site's look inside it and loads nothing. What does not belong here: what it says.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.site.language import NAMES, LanguageCode
from pipelines.site.layout import environment, stylesheet
from pipelines.site.report.document import Document
from pipelines.site.report.wording import WORDS


def to_html(document: Document, files: Mapping[LanguageCode, str], pdf: str) -> str:
    """Return the page; `files` are those of all languages beside it, `pdf` is its own."""
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            document=document,
            files=files,
            names=NAMES,
            pdf=pdf,
            words=WORDS[document.language],
            style=stylesheet(),
        )
    )
