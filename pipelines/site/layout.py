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

STYLESHEET = "style.css"


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
    for name in ("number", "share", "day", "moment"):
        found.filters[name] = getattr(language, name)
    return found


def page(
    template: str, path: str, language_code: language.LanguageCode, title: str, **facts: Any
) -> str:
    """Return a page as HTML.

    `path` is its address below the language's folder, such as `datasets/x.html`.
    """
    depth = path.count("/") + 1
    return (
        environment()
        .get_template(template)
        .render(
            language=language_code,
            languages=language.NAMES,
            title=title,
            path=path,
            root="../" * depth,
            **facts,
        )
    )


def stylesheet() -> str:
    """Return the site's one stylesheet."""
    return files("pipelines.site").joinpath("templates", STYLESHEET).read_text(encoding="utf-8")
