"""The site's page of all reports, in each language: every edition with its files, newest first.

What does not belong here: the reports themselves (page, pdf).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.site import SiteFiles, layout
from pipelines.site.language import LANGUAGES
from pipelines.site.report.speech import Speech

PATH = "reports.html"


def list_editions(site: SiteFiles, editions: Sequence[dict[str, Any]]) -> None:
    """Write the page in every language.

    An edition is {as_of, edition, final, sealed, files: {name: {path, sha256}}}, the newest first.
    """
    site.write(layout.STYLESHEET, layout.stylesheet())
    for language in LANGUAGES:
        speech = Speech(language)
        title = speech.say("reports")
        facts = {"editions": editions, "speech": speech}
        text = layout.page("reports.html.j2", PATH, language, title, **facts)
        site.write(f"{language}/{PATH}", text)
