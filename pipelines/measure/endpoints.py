"""When two endpoint URLs are one API: the normal form by which APIs are told apart.

1. Scheme and host in small letters, without a user, a password or the scheme's default port.
2. No query and no fragment: one WFS is one API however many layers it has.
3. No slash at the end, and no version there either: `/v1` and `/v4` are versions of one API. A
   version elsewhere in the path stays.

The path keeps its letters: servers tell small and capital ones apart. What is no http or https URL
is no endpoint. What does not belong here: which packages are APIs (marks).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipelines.measure.marks import Package

DEFAULT_PORTS = {"http": ":80", "https": ":443"}
VERSION = re.compile(r"/v\d+(\.\d+)*$", re.I)


def endpoints(package: Package) -> set[str]:
    """Return the normal forms of the endpoints that an API's entry names.

    They stand in `endpoint_url`, or in the `url` of a resource of the format API.
    """
    forms = {normal_form(_endpoint(resource)) for resource in package.get("resources") or ()}
    return {form for form in forms if form}


def normal_form(url: str) -> str | None:
    """Return the endpoint's normal form, or None where the text is no http or https URL."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.netloc:
        return None
    host = parts.netloc.rpartition("@")[2].lower().removesuffix(DEFAULT_PORTS[parts.scheme])
    path = VERSION.sub("", parts.path.rstrip("/")).rstrip("/")
    return f"{parts.scheme}://{host}{path}"


def _endpoint(resource: Package) -> str:
    url = resource.get("endpoint_url")
    if not url and str(resource.get("format")).upper() == "API":
        url = resource.get("url")
    return url or ""
