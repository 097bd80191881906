"""The packages of a catalogue as they stand, and what their fields say whichever schema they have.

What does not belong here: which declaration they fit (matching), and what becomes of them
(drafting).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from pipelines.catalogue import PAGE, Ckan
from pipelines.model import FormatName
from pipelines.publish.metadata import DESCRIPTOR_NAME
from pipelines.publish.portal import flat
from pipelines.publish.vocabularies import DESCRIPTOR_LABEL

Record = dict[str, Any]

API_FORMATS = frozenset(
    [
        "api",
        "rest",
        "json-api",
        "odata",
        "graphql",
        "wfs",
        "wms",
        "wmts",
        "soap",
        "ogc api",
        "gtfs-rt",
    ]
)
FORMAT_NAMES = {
    "comma separated values": "csv",
    "text/csv": "csv",
    "excel": "xlsx",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "vnd.oasis.opendocument.spreadsheet": "ods",
    "geo json": "geojson",
    "geo+json": "geojson",
    "geopackage": "gpkg",
    "geopackage+sqlite3": "gpkg",
    "jsonl": "ndjson",
    "apache parquet": "parquet",
}
"""Words for a format that stand on portals → its name here, all in small letters."""
READABLE = frozenset(name.value for name in FormatName)


@dataclass(frozen=True)
class HandMade:
    """A catalogue's packages, flat: each field under its own name."""

    url: str
    packages: tuple[Record, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """The packages by their ids."""
        return {package["id"]: package for package in self.packages}


def read_packages(ckan: Ckan) -> HandMade:
    """Return all packages that the token's user sees, hidden ones too.

    They come a thousand a call, with their resources. Raises CatalogueUnavailable,
    CatalogueRefused.
    """
    found: list[Record] = []
    while True:
        answer = ckan.read(
            "package_search",
            q="*:*",
            sort="id asc",
            rows=PAGE,
            start=len(found),
            include_private=True,
        )
        found += answer["results"]
        if len(found) >= answer["count"] or not answer["results"]:
            return HandMade(ckan.url, tuple(flat(package) for package in found))


def format_of(resource: Mapping[str, Any]) -> str:
    """Return the resource's format in small letters, as here; of its file's name where unsaid."""
    if file_name_of(resource).casefold() == DESCRIPTOR_NAME:
        return DESCRIPTOR_LABEL.casefold()
    said = str(resource.get("format") or resource.get("mimetype") or "").strip().casefold()
    if said.startswith("http"):
        said = re.split(r"[/#]", said.rstrip("/"))[-1]
    said = FORMAT_NAMES.get(said, said.removeprefix("."))
    said = FORMAT_NAMES.get(said.rpartition("/")[2], said.rpartition("/")[2])
    return said or file_name_of(resource).rpartition(".")[2].casefold()


def file_name_of(resource: Mapping[str, Any]) -> str:
    """Return the last part of the resource's URL."""
    return unquote(urlsplit(str(resource.get("url") or "")).path).rpartition("/")[2]


def is_uploaded(resource: Mapping[str, Any], catalogue: str) -> bool:
    """Tell whether the file lies in the catalogue itself."""
    url = str(resource.get("url") or "")
    return resource.get("url_type") == "upload" or (
        url.startswith(f"{catalogue}/dataset/") and "/download/" in url
    )


def translations(record: Mapping[str, Any], field: str, plain: str) -> dict[str, str]:
    """Return {language: text} of a translated field; the plain field's text as Finnish."""
    value = record.get(field)
    texts = value if isinstance(value, dict) else {}
    told = {at: str(texts[at]).strip() for at in ("fi", "sv", "en") if texts.get(at)}
    told = {language: text for language, text in told.items() if text}
    only = str(record.get(plain) or "").strip()
    return told or ({"fi": only} if only else {})


def resource_name(resource: Mapping[str, Any]) -> dict[str, str]:
    """Return the resource's name by language."""
    return translations(resource, "name_translated", "name")


def same_address(url: object) -> str:
    """Return a URL so that two that lead to the same place are equal."""
    parts = urlsplit(str(url or "").strip())
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.casefold()}{parts.path.rstrip('/')}{query}"
