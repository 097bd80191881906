"""Open APIs: the distinct endpoints, in normal form, that anybody may call without a key.

What does not belong here: the APIs that need one (open_apis_with_key).
"""

from __future__ import annotations

import datetime as dt

from pipelines.measure.endpoints import endpoints
from pipelines.measure.indicators import Indicator
from pipelines.measure.marks import Package, is_api, is_open, needs_key


def _things(package: Package, day: dt.date) -> set[str]:
    free = is_open(package, day) and is_api(package) and not needs_key(package)
    return endpoints(package) if free else set()


INDICATOR = Indicator("open_apis", definition_version=1, things=_things)
