"""The indicators: one file for each of the programme's list, found by its name.

A file says what its cases are and gives `INDICATORS`; those that are shown together share it.
What does not belong here: adding up (tally), and where facts come from (evidence).
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from pipelines.measure.tally import Indicator


@cache
def indicators() -> dict[str, Indicator]:
    """Return all indicators by id, in the order of their numbers."""
    found: list[Indicator] = []
    for module in pkgutil.iter_modules(__path__):
        found += importlib.import_module(f"{__name__}.{module.name}").INDICATORS
    return {str(each.id): each for each in sorted(found, key=_place)}


def _place(indicator: Indicator) -> tuple[int, str]:
    digits = "".join(sign for sign in indicator.number if sign.isdigit())
    return int(digits), indicator.number
