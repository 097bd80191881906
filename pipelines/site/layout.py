"""The frame of every page: head, navigation, language links, foot; and the stylesheet.

A page is a template in `templates/` that extends `frame.html.j2`. Its address is the same in each
language but for the first folder: `fi/…`, `sv/…`, `en/…`.
What does not belong here: what stands on a page.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.site import language
from pipelines.site.wording import words

STYLESHEET = "style.css"
NAVIGATION = (
    ("index.html", "datasets"),
    ("indicators.html", "indicators"),
    ("reports.html", "reports"),
    ("checked/index.html", "checks"),
    ("withdrawn.html", "withdrawn"),
    ("successors.html", "successors"),
)
"""The pages that every page leads to: (address below the language's folder, name in wording)."""


@cache
def environment() -> Environment:
    """Return the templates; a name that a page was not given is an error."""
    found = Environment(
        loader=PackageLoader("pipelines.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in ("number", "share", "day", "moment", "size", "said"):
        found.filters[name] = getattr(language, name)
    return found


def page(
    template: str, path: str, language_code: language.LanguageCode, title: str, **facts: Any
) -> str:
    """Return a page as HTML.

    `path` is its address below the language's folder, such as `datasets/x.html`.
    """
    return rendered(
        template,
        language=language_code,
        languages=language.NAMES,
        navigation=NAVIGATION,
        title=title,
        path=path,
        root="../" * (path.count("/") + 1),
        w=words(language_code),
        **facts,
    )


def rendered(template: str, **names: Any) -> str:
    """Return what a template makes of the names."""
    return language.legal(environment().get_template(template).render(**names))


def stylesheet() -> str:
    """Return the site's one stylesheet."""
    return files("pipelines.site").joinpath("templates", STYLESHEET).read_text(encoding="utf-8")
