"""A dataset's `datapackage.json`: a Data Package (v2) that describes the published files.

The schema of the CSV file is that of what is published, not of what the agency sent: there, missing
values, decimal marks and formats of dates are the pipeline's own. The other files hold the same
rows, and are named with their sizes and checksums.
What does not belong here: uploading it (files).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.formats import format_named
from pipelines.model import Dataset, FormatName
from pipelines.publish import dcat, metadata
from pipelines.publish import vocabularies as words
from pipelines.publish.edition import Edition, Editions, File, last_change

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
OF_THE_SOURCE = (
    "bareNumber",
    "decimalChar",
    "falseValues",
    "format",
    "groupChar",
    "missingValues",
    "trueValues",
)
"""Properties of a field that say how the agency writes its values."""
UNCOUNTED = (FormatName.PARQUET, FormatName.XLSX)
"""frictionless reads these past its counter of bytes, and would call every size wrong."""
FIRST = ("name", "type", "title", "titles", "description", "fields", "fi", "sv", "en")
"""How people read a schema; the other properties follow by the alphabet."""
TYPES_WITH_FORMATS = ("date", "datetime", "time", "boolean", "integer", "number")

Json = dict[str, Any]


def descriptor(dataset: Dataset, editions: Editions, home: str) -> str:
    """Return the descriptor's text; `home` is the address of the dataset's package."""
    known = [(part, editions[part.id]) for part in dataset.parts() if part.id in editions]
    package = {
        "$schema": PROFILE,
        "name": dataset.name,
        "id": dataset.id,
        "version": dataset.version,
        "title": dataset.title.fi,
        "description": dataset.description.fi,
        "homepage": home,
        "created": metadata.data_dates(last_change(editions))["data_changed"],
        "keywords": dataset.keywords.fi,
        "contributors": [{"title": dataset.contact.name, "roles": ["contact"]}],
        "licenses": [_licence(dataset)],
        "resources": [each for part, edition in known for each in _files(part, edition, home)],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _licence(dataset: Dataset) -> Json:
    page = words.LICENCE_PAGES.get(dataset.licence)
    licence = {"name": dataset.licence.value, "title": words.LICENCE_NAMES[dataset.licence]}
    return licence | ({"path": page} if page else {})


def _files(part: Dataset, edition: Edition, home: str) -> Iterator[Json]:
    for distribution in part.distributions:
        file = edition.files.get(distribution.format)
        if file is not None:
            yield _file(part, edition, distribution.format, file, home)


def _file(part: Dataset, edition: Edition, name: FormatName, file: File, home: str) -> Json:
    kind = format_named(name)
    served = metadata.file_name(part, name)
    described = {
        "$schema": RESOURCE_PROFILE,
        "name": f"{part.id.replace('/', '-')}-{kind.extension}",
        "title": f"{part.title.fi} ({words.FORMAT_LABELS[name]})",
        "path": dcat.addresses(home, part.resource_id(name), served)["download_url"],
        "format": kind.extension,
        "mediatype": kind.media_type,
        **({} if name in UNCOUNTED else {"bytes": file.path.stat().st_size}),
        "hash": f"sha256:{file.sha256}",
    }
    if name is FormatName.CSV:
        dialect = {"delimiter": ",", "lineTerminator": "\r\n"}
        table = {"type": "table", "encoding": "utf-8", "dialect": dialect}
        described |= {**table, "schema": published_schema(edition.schema)}
    return described


def published_schema(schema: Mapping[str, Any]) -> Json:
    """Return the Table Schema of the published CSV file from that of the agency's file.

    Its properties are in one order: a schema that the state kept has another than the declared one.
    """
    kept = {key: value for key, value in schema.items() if key not in ("missingValues", "$schema")}
    fields = [_published_field(field) for field in schema["fields"]]
    return dict(_in_order({**kept, "fields": fields, "missingValues": [""]}))


def _in_order(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    places = {name: place for place, name in enumerate(FIRST)}
    names = sorted(value, key=lambda name: (places.get(name, len(FIRST)), name))
    return {name: _in_order(value[name]) for name in names}


def _published_field(field: Mapping[str, Any]) -> Json:
    rewritten = field.get("type") in TYPES_WITH_FORMATS
    dropped = OF_THE_SOURCE if rewritten else ("missingValues",)
    return {key: value for key, value in field.items() if key not in dropped}
