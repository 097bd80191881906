"""`normalise`: another written form of the same value; what is not of that form stays as it is.

What does not belong here: types, which are the schema's: a number stays a text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pipelines.model.step import Normalise
from pipelines.validate.steps.bound import Bound, Count
from pipelines.validate.steps.cells import plain_number
from pipelines.validate.steps.header import Header
from pipelines.validate.steps.rewriting import rewriting

FINNISH_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


def bind(step: Normalise, header: Header, count: Count) -> Bound:
    """Return the step at the columns' places. Raises NotTheDeclaredFile."""
    form = FORMS[step.form]

    def normalised(cell: Any) -> Any:
        return form(cell) if isinstance(cell, str) else cell

    return rewriting(step.columns, header, count, normalised)


def _spaces(text: str) -> str:
    return " ".join(text.split())


def _number(text: str) -> str:
    return plain_number(text) or text


@lru_cache(maxsize=65_536)
def _date(text: str) -> str:
    found = FINNISH_DATE.fullmatch(text.strip())
    if not found:
        return text
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return text


FORMS: dict[str, Callable[[str], str]] = {"spaces": _spaces, "number": _number, "date": _date}
