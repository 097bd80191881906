"""What a package of the catalogue is: a dataset, an open API, or neither.

The marks are those that publishing leaves, hri.fi's own, and ckanext-harvest's and -showcase's.
What does not belong here: whose it is and whether it counts (counting).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

Package = Mapping[str, Any]

API_COLLECTION = "rajapinnat"
HARVESTED = ("harvest_source_id", "harvest_object_id")
DEFAULT_PORTS = {"http": 80, "https": 443}


def value_of(package: Package, field: str) -> Any:
    """Return a field's value, from the schema's field or, where it has none, from the extras."""
    if package.get(field) not in (None, "", []):
        return package[field]
    extras = {extra["key"]: extra["value"] for extra in package.get("extras", [])}
    return extras.get(field)


def is_shown(package: Package) -> bool:
    """Tell whether a package stands in the catalogue as something of its own that can be used."""
    return (
        package.get("type", "dataset") == "dataset"
        and package.get("state", "active") == "active"
        and not package.get("private")
        and not value_of(package, "withdrawn_on")
        and not any(value_of(package, mark) for mark in HARVESTED)
    )


def is_api(package: Package) -> bool:
    """Tell whether a package is the entry of an open API."""
    collections = value_of(package, "collections") or []
    return API_COLLECTION in collections


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
    what stands before the first version segment (`/v1`, `/v4.2`), for the versions of one API, and
    its collections, are one API.
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
    path = re.split(r"/v\d+(?:\.\d+)*(?=/|$)", parts.path, maxsplit=1)[0]
    return f"{scheme}://{host}{shown_port}{path.rstrip('/')}"
