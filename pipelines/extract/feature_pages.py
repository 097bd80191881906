"""One page of a map layer, as it came: which features it holds, each as a line of GeoJSON.

GeoJSON is taken as it stands, every digit of it; GML is read by GDAL, which knows in which systems
the northing comes first, and its properties are texts, so that no zero in front is lost.
What does not belong here: asking for pages (wfs), and keeping their features (features).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import objects
from pipelines.model import WfsSource

BATCH = 4_096
HEAD_BYTES = 4_096
PASSING_ID = re.compile(r"^fid-+[0-9a-f_-]+$", re.I)
"""GeoServer's ids where a table has no primary key: new ones in each answer."""
FEATURE_COLLECTION = re.compile(rb"<(?:\w+:)?FeatureCollection\b")
MEMBER = re.compile(rb"<(?:\w+:)?(?:member|featureMembers?)\b")
END = re.compile(rb"(</(?:\w+:)?FeatureCollection\s*>|/>)\s*$")
NO_NETWORK = {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO", "EXPOSE_GML_ID": "YES"}
AS_TEXT = "GML_FIELDTYPES"


def features(path: Path, source: WfsSource) -> Iterator[tuple[str, str]]:
    """Yield (id, one line of GeoJSON) of each feature of a page.

    Raises NotTheDeclaredFile: no feature collection, another coordinate system than asked for, or
    features that nothing tells apart.
    """
    for feature in (_from_gml if source.is_gml else _from_geojson)(path, source):
        identifier, lasting = _identity(path, source, feature)
        if not lasting:
            feature = {name: value for name, value in feature.items() if name != "id"}
        yield identifier, objects.compact(feature)


def _identity(path: Path, source: WfsSource, feature: dict[str, Any]) -> tuple[str, bool]:
    """Return the id that tells the feature apart, and whether its own id lasts."""
    own = feature.get("id")
    lasting = own is not None and not PASSING_ID.match(str(own))
    if source.key is None:
        if not lasting:
            raise NotTheDeclaredFile(
                f"{path.name}: the features of {source.layer} have no lasting ids",
                remedy="declare a property that no two features share as `source.key`",
            )
        return str(own), True
    value = (feature.get("properties") or {}).get(source.key)
    if value is None:
        raise NotTheDeclaredFile(
            f"{path.name}: a feature of {source.layer} has no `{source.key}`, the declared key",
            remedy="declare a property that every feature has as `source.key`",
        )
    return str(value), lasting


def _from_geojson(path: Path, source: WfsSource) -> Iterator[dict[str, Any]]:
    collection = objects.document(path)
    found = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NotTheDeclaredFile(
            f"{path.name}: JSON came that is no FeatureCollection",
            remedy="declare the service's own name of GeoJSON as `source.output`",
        )
    _check_system(path, source, collection.get("crs"))
    yield from found


def _check_system(path: Path, source: WfsSource, crs: Any) -> None:
    """Compare the system that GeoServer names beside the features with the one asked for."""
    named = re.search(r"(EPSG:+\d+|CRS84)", json.dumps(crs, default=str))
    if named is None:
        return
    answered = named.group(1).replace("::", ":").replace("CRS84", "EPSG:4326")
    if answered != source.srs:
        raise NotTheDeclaredFile(
            f"{path.name}: the coordinates are in {answered}, and {source.srs} was asked for",
            remedy=f"declare `source.srs: {answered}` and the same as `geometry.crs`",
        )


def _from_gml(path: Path, source: WfsSource) -> Iterator[dict[str, Any]]:
    text = path.read_bytes()
    # Looked at before GDAL does, which opens many formats, some of which name further files.
    if not FEATURE_COLLECTION.search(text[:HEAD_BYTES]):
        raise NotTheDeclaredFile(
            f"{path.name}: no GML feature collection came",
            remedy="see what the service answers; most have GeoJSON: leave `output` out",
        )
    # GDAL takes what it finds in a document that is cut off, and says nothing.
    if not END.search(text[-HEAD_BYTES:]):
        raise NotTheDeclaredFile(
            f"{path.name}: the GML is cut off: its last tag is missing",
            remedy="it is tried again at the next run; where it lasts, tell the agency",
        )
    if not MEMBER.search(text):
        return
    try:
        with (
            _properties_as_texts(),
            pyogrio.raw.open_arrow(path, batch_size=BATCH, use_pyarrow=True, **NO_NETWORK) as found,
        ):
            meta, batches = found
            _check_system(path, source, {"name": meta["crs"]})
            for batch in batches:
                yield from _features_of(batch)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException) as e:
        raise NotTheDeclaredFile(f"{path.name}: not a whole GML document ({e})") from None


@contextmanager
def _properties_as_texts() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option(AS_TEXT)
    pyogrio.set_gdal_config_options({AS_TEXT: "ALWAYS_STRING"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({AS_TEXT: before})


def _features_of(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    wkb = [field.name for field in batch.schema if pa.types.is_binary(field.type)]
    for row in batch.to_pylist():
        shapes = [shapely.from_wkb(row.pop(name)) for name in wkb]
        place = shapely.to_geojson(shapes[0]) if shapes and shapes[0] is not None else None
        yield {
            "type": "Feature",
            "id": row.pop("gml_id", None),
            "geometry": json.loads(place) if place else None,
            "properties": row,
        }
