"""Packages as people made them by hand, in the fields of hri.fi.

What does not belong here: anything that only a real CKAN can prove (end_to_end).
"""

from __future__ import annotations

from typing import Any

from pipelines.adoption import HandMade

PORTAL = "https://portal.example.org"


def identifier(number: int) -> str:
    """Return an id as CKAN gives it."""
    return f"0a0f6c1e-0000-4000-8000-{number:012d}"


def resource(number: int, url: str, kind: str, name: str = "", **more: Any) -> dict[str, Any]:
    """Return a resource; of an address inside the portal, an uploaded one."""
    uploaded = {"url_type": "upload"} if url.startswith(PORTAL) else {}
    named = {"name_translated": {"fi": name or kind}}
    return {"id": identifier(number), "url": url, "format": kind, **named, **uploaded, **more}


def package(
    name: str, *resources: dict[str, Any], number: int = 100, **more: Any
) -> dict[str, Any]:
    """Return a package that tells everything, unless `more` says otherwise."""
    return {
        "id": identifier(number),
        "name": name,
        "type": "dataset",
        "title_translated": {"fi": "Raitiotiet", "sv": "Spårvägar", "en": ""},
        "notes_translated": {"fi": "Verkko: kiskot.\r\n\r\n# ei otsikko", "sv": "Nät."},
        "keywords": {"fi": ["raitiotiet", "H1"], "sv": ["spårvägar"]},
        "groups": [{"name": "liikenne-ja-matkailu", "title": "Liikenne ja matkailu"}],
        "license_id": "CC-BY-4.0",
        "update_frequency": {"fi": ["Kerran kuukaudessa"]},
        "maintainer": "Liikenne: raitiotiet",
        "maintainer_email": "hri@hel.fi",
        "date_released": "2015-03-02T00:00:00",
        "geographical_coverage": ["Helsinki"],
        "time_series_start": "2011",
        "time_series_end": "2014",
        "organization": {"name": "liikenne", "title": "Liikenne"},
        "external_urls": ["https://www.hel.fi/trams", "ei osoite"],
        "metadata_created": "2015-03-01T10:00:00",
        "resources": list(resources),
        **more,
    }


def catalogue(*packages: dict[str, Any]) -> HandMade:
    """Return a catalogue of these packages."""
    return HandMade(PORTAL, packages)
