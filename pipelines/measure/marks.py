"""The marks by which a package in the catalogue is told to be a dataset, an API or neither.

The writer sets the same marks; where the catalogue's schema lacks a field, it stands in `extras`.
What does not belong here: which marks an indicator asks for (indicators), and whose a package is
(publishers).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

Package = Mapping[str, Any]
"""A package as CKAN's `package_search` shows it."""

API_COLLECTION = "rajapinnat"
HARVESTED = ("harvest_source_id", "harvest_object_id")


def field(package: Package, name: str) -> Any:
    """Return a field's value, from the package or else from its `extras`; None where absent."""
    if package.get(name) is not None:
        return package[name]
    extras = {extra["key"]: extra["value"] for extra in package.get("extras") or ()}
    return extras.get(name)


def is_open(package: Package, day: dt.date) -> bool:
    """Tell whether the package is a dataset or an API of its publisher's own, open on the day.

    Showcases and series are packages of other types. What is withdrawn later was open on the day.
    """
    return (
        package["type"] == "dataset"
        and package["state"] == "active"
        and not package["private"]
        and not any(field(package, mark) for mark in HARVESTED)
        and not _is_withdrawn(package, day)
    )


def is_api(package: Package) -> bool:
    """Tell whether the package is the entry of an API."""
    return API_COLLECTION in _listed(field(package, "collections"))


def needs_key(package: Package) -> bool:
    """Tell whether the API answers only those who have a key."""
    return str(field(package, "api_key_required")).lower() in ("true", "1")


def _is_withdrawn(package: Package, day: dt.date) -> bool:
    withdrawn_on = field(package, "withdrawn_on")
    return bool(withdrawn_on) and str(withdrawn_on)[:10] <= day.isoformat()


def _listed(value: Any) -> list[Any]:
    # Extras hold texts only: there, a list is its JSON.
    if isinstance(value, str):
        value = json.loads(value) if value.startswith("[") else [value]
    return list(value or ())
