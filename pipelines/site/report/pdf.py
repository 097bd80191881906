"""The report as PDF/UA-1: tagged, with its language and title, and the same bytes every time.

The template gets the report as JSON, so that no text is ever read as markup; fonts are typst's
own, whatever the machine has. What does not belong here: what the report says.
"""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files

import typst

from pipelines.site.report.document import Document

TEMPLATE = "report.typ"


def to_pdf(document: Document, made_at: dt.datetime) -> bytes:
    """Return the PDF; `made_at` stands in it as the day on which it was made."""
    day = made_at.astimezone(dt.UTC).date().isoformat()
    told = json.dumps({**document.to_json(), "made": day}, ensure_ascii=False)
    source = files("pipelines.site").joinpath("templates", TEMPLATE).read_bytes()
    compiler = typst.Compiler(font_paths=typst.Fonts(include_system_fonts=False))
    found = compiler.compile(
        input=source,
        format="pdf",
        sys_inputs={"document": told},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    assert isinstance(found, bytes)  # noqa: S101 - a PDF is one file
    return found
