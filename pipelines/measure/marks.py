"""What a package of the catalogue is: a dataset, an open API, a series, or none of them.

The marks are those that publishing leaves, hri.fi's own, and ckanext-harvest's and -showcase's.
What does not belong here: whose it is (register) and when it was open (entries).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pipelines.measure.days import day_in_helsinki

Package = Mapping[str, Any]

API_COLLECTION = "rajapinnat"
HARVESTED = ("harvest_source_id", "harvest_object_id")
DATASTORE = re.compile(r"/api/(?:\d+/)?action/datastore_")
MAP_SERVICE = re.compile(r"(/(?:wfs|wms|wmts|wcs|ows)(?=/|$)).*", re.I)
VERSION = re.compile(r"/(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)+)(?=/|$)", re.I)
DEFAULT_PORTS = {"http": 80, "https": 443}


def value_of(package: Package, field: str) -> Any:
    """Return a field's value, from the schema's field or, where it has none, from the extras."""
    if package.get(field) not in (None, "", []):
        return package[field]
    extras = {extra["key"]: extra["value"] for extra in package.get("extras", [])}
    return extras.get(field)


def is_own(package: Package) -> bool:
    """Tell whether a package is a public dataset or API of the catalogue's own.

    A withdrawn one is too: it was open until that day.
    """
    return (
        package.get("type", "dataset") == "dataset"
        and package.get("state", "active") == "active"
        and not package.get("private")
        and not any(value_of(package, mark) for mark in HARVESTED)
    )


def is_series(package: Package) -> bool:
    """Tell whether a package is a public series, which holds datasets and is none itself."""
    return (
        package.get("type") == "dataset_series"
        and package.get("state", "active") == "active"
        and not package.get("private")
    )


def day_of(package: Package, field: str) -> dt.date | None:
    """Return the day (in Helsinki) that a field holds; None for what is no date or moment."""
    text = str(value_of(package, field) or "")
    try:
        if len(text) <= len("2026-11-24"):
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    # CKAN's own moments carry no zone and are UTC.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return day_in_helsinki(aware)


def is_api(package: Package) -> bool:
    """Tell whether a package is the entry of an open API."""
    return API_COLLECTION in listed(package, "collections")


def listed(package: Package, field: str) -> list[str]:
    """Return a field's values, whether it holds a list or one text."""
    value = value_of(package, field) or []
    return [value] if isinstance(value, str) else [str(each) for each in value]


def needs_key(package: Package) -> bool:
    """Tell whether an API is open only to those who have asked for a key."""
    return str(value_of(package, "api_key_required")).lower() == "true"


def endpoints(package: Package) -> Iterator[str]:
    """Yield the normalised endpoint URLs of an API's entry; what is no URL is no endpoint."""
    for resource in package.get("resources", []):
        url = normalised(str(resource.get("endpoint_url") or ""))
        if url is not None:
            yield url


def normalised(url: str) -> str | None:
    """Return the URL by which an API is told from another; None for what is not a URL.

    Scheme and host in small letters, no default port, query, fragment or closing slash; and only
    what stands before the first version segment (`/v1`, `/v4.2`, `/2.0`), for the versions of one
    API, and its collections, are one API. A map service ends at its own name, for its layers are
    no APIs. What CKAN's DataStore offers for every table is no API of the city's.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    shown_port = f":{port}" if port not in (None, DEFAULT_PORTS[scheme]) else ""
    if DATASTORE.search(parts.path):
        return None
    path = VERSION.split(MAP_SERVICE.sub(r"\1", parts.path), maxsplit=1)[0]
    return f"{scheme}://{host}{shown_port}{path.rstrip('/')}"
