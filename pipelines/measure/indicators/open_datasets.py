"""Open datasets: the publishers' own, active, public datasets that are not withdrawn.

What does not belong here: APIs, which never add to the datasets.
"""

from __future__ import annotations

import datetime as dt

from pipelines.measure.indicators import Indicator
from pipelines.measure.marks import Package, is_api, is_open


def _things(package: Package, day: dt.date) -> set[str]:
    return {package["id"]} if is_open(package, day) and not is_api(package) else set()


INDICATOR = Indicator("open_datasets", definition_version=1, things=_things)
