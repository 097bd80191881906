"""The fields of DCAT-AP 3.0.1 by the names that ckanext-dcat reads, beside HRI's own.

What is declared wins; the places and the days that the data hold are said where nothing is
declared. What does not belong here: HRI's fields (metadata), and what a portal knows (portal).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from pipelines.formats import format_named
from pipelines.model import ApiSource, Dataset, FormatName
from pipelines.publish import vocabularies as words
from pipelines.publish.citation import citation
from pipelines.publish.edition import Box, Editions

Fields = dict[str, Any]


def package_fields(dataset: Dataset, editions: Editions) -> Fields:
    """Return the package's fields, absent ones as None; `editions` may still be empty."""
    first, last = _days(dataset, editions)
    coverage = dataset.coverage.geographical
    return {
        "identifier": dataset.id,
        "version": dataset.version,
        "issued": dataset.released.isoformat(),
        "language": [words.language_uri(language) for language in dataset.languages],
        "citation": citation(dataset),
        "temporal_start": first and first.isoformat(),
        "temporal_end": last and last.isoformat(),
        "spatial": _rectangle(edition.box for edition in editions.values()),
        "spatial_text": ", ".join(coverage),
        "spatial_uri": words.PLACES.get(coverage[0]) if len(coverage) == 1 else None,
        "in_series": [dataset.series.name] if dataset.series else None,
    }


def _days(dataset: Dataset, editions: Editions) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day: as declared, or else of the data.

    A declared start without an end means that the data go on.
    """
    declared = dataset.coverage.temporal
    if declared is not None and (declared.start or declared.end):
        return declared.start, declared.end
    firsts = [edition.first_day for edition in editions.values() if edition.first_day]
    lasts = [edition.last_day for edition in editions.values() if edition.last_day]
    return min(firsts, default=None), max(lasts, default=None)


def _rectangle(boxes: Iterable[Box | None]) -> str | None:
    """Return the rectangle around all boxes as GeoJSON, counter-clockwise from the south-west."""
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    west, south = min(box[0] for box in known), min(box[1] for box in known)
    east, north = max(box[2] for box in known), max(box[3] for box in known)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def file_fields(dataset: Dataset, name: FormatName) -> Fields:
    """Return what DCAT says of a file besides its addresses."""
    return {
        "format_uri": words.file_type_uri(name),
        "media_type_uri": words.media_type_uri(name),
        "mimetype": format_named(name).media_type,
        "license": words.LICENCES.get(dataset.licence),
        "rights": words.LICENCE_PAGES.get(dataset.licence),
        "language": [words.language_uri(language) for language in dataset.languages],
        "issued": dataset.released.isoformat(),
    }


def addresses(home: str, resource: str, file_name: str) -> Fields:
    """Return where a file is shown and where it is fetched; `home` is its package's address."""
    page = f"{home}/resource/{resource}"
    return {"access_url": page, "download_url": f"{page}/download/{file_name}"}


def access_services(dataset: Dataset, source: ApiSource, resource: str) -> str:
    """Return the API as a data service, in the JSON text that ckanext-dcat reads.

    Its `uri` derives from the permanent id: a service without one could not be counted.
    """
    service = {
        "uri": f"urn:uuid:{resource}",
        "title": dataset.title.translations(),
        "description": dataset.description.translations(),
        "endpoint_url": [source.endpoint],
        "endpoint_description": source.documentation,
        "license": words.LICENCES.get(dataset.licence),
        "access_rights": words.PUBLIC,
        "theme": [words.theme_uri(theme) for theme in dataset.themes],
    }
    told = {name: value for name, value in service.items() if value}
    return json.dumps([told], ensure_ascii=False, sort_keys=True)
