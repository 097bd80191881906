"""Open APIs that need a key: distinct endpoints, in a column of their own beside `open_apis`.

What does not belong here: the APIs that need none (open_apis).
"""

from __future__ import annotations

import datetime as dt

from pipelines.measure.endpoints import endpoints
from pipelines.measure.indicators import Indicator
from pipelines.measure.marks import Package, is_api, is_open, needs_key


def _things(package: Package, day: dt.date) -> set[str]:
    with_key = is_open(package, day) and is_api(package) and needs_key(package)
    return endpoints(package) if with_key else set()


INDICATOR = Indicator("open_apis_with_key", definition_version=1, things=_things)
