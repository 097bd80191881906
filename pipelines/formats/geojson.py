"""GeoJSON (RFC 7946): read and written as a FeatureCollection.

A row without a place is a feature with the geometry null; there is no `crs`, as the RFC demands.
What does not belong here: coordinate systems; the table's geometry is already WGS 84 (`convert`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import GEOMETRY, Format, json_rows, lexical, objects, places, refusals
from pipelines.model import FormatName, Reading


def read(path: Path, source: Reading, fields: list[str]) -> Iterator[list[Any]]:
    """Yield the fields' names, then each feature's properties by those names.

    The field `geometry` is the feature's geometry as compact GeoJSON text, or None. A file with one
    feature to a line, as `write_features` writes it, is read line by line; any other as a whole.
    Raises NotTheDeclaredFile: not JSON (with line and column), or not a FeatureCollection.
    """
    cells = objects.cells_of(path, source, fields)
    in_lines = _stands_in_lines(path)
    features = _lines(path) if in_lines else _features(path, objects.document(path))
    yield list(fields)
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise _not_features(path, f"item {number} of `features` is not a Feature")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise _not_features(path, f"feature {number}: `properties` is not an object")
        yield cells({**properties, GEOMETRY: feature.get("geometry")})


def _stands_in_lines(path: Path) -> bool:
    """Tell whether each line between the first and the last is an object of its own."""
    with path.open("rb") as stream:
        if stream.readline().rstrip() != FRAME.first.encode():
            return False
        last = FRAME.last.encode()
        for line in stream:
            text = line.rstrip()
            if text == last:
                return not stream.read(1 << 16).strip()
            if not (text.startswith(b"{") and text.endswith((b"}", b"},"))):
                return False
    return False


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        next(stream)
        for number, line in enumerate(stream, start=2):
            text = line.rstrip()
            if text == FRAME.last.encode():
                return
            yield objects.parse(path, text.removesuffix(b","), number)


def _features(path: Path, collection: Any) -> list[Any]:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise _not_features(path, "the document is not a FeatureCollection")
    features = collection.get("features")
    if not isinstance(features, list):
        raise _not_features(path, "`features` is not a list")
    return features


def _not_features(path: Path, what: str) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(
        f"{path.name}: {what}",
        remedy="check what the declared `url` answers; JSON that is not GeoJSON is `json`",
    )


def write_features(path: Path, features: Iterable[str]) -> None:
    """Write features that are GeoJSON texts of one line each, as they are, in UTF-8."""
    between = ""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(FRAME.first)
        for feature in features:
            stream.write(f"{between}\n{feature}")
            between = ","
        stream.write(f"\n{FRAME.last}\n")


def write(table: pa.Table, path: Path) -> None:
    """Write one feature to a line, in UTF-8. Raises ConversionFailed for NaN or INF."""
    refusals.refuse_not_finite(table, path)
    json_rows.write_lines(table, path, FRAME, _features_text)


def _features_text(batch: pa.RecordBatch) -> pa.Array:
    geometry = places.geojson(batch.column(GEOMETRY)).fill_null("null")
    properties = json_rows.rows(batch.drop_columns([GEOMETRY]))
    return lexical.joined(
        '{"type":"Feature","properties":', properties, ',"geometry":', geometry, "}"
    )


def read_back(path: Path, schema: pa.Schema) -> pa.Table:
    """Read what `write` wrote. Raises ConversionFailed."""
    return json_rows.read_lines(path, schema, FRAME, _row)


def _row(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = feature["geometry"]
    text = None if geometry is None else objects.compact(geometry)
    return {**feature["properties"], GEOMETRY: text}


FRAME = json_rows.Frame(first='{"type":"FeatureCollection","features":[', last="]}")
FORMAT = Format(
    name=FormatName.GEOJSON,
    extension="geojson",
    media_type="application/geo+json",
    eu_file_type="GEOJSON",
    read=read,
    write=write,
    read_back=read_back,
    labelled=False,
)
