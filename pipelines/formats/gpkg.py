"""GeoPackage: one layer of an SQLite file.

What does not belong here: coordinate systems; the table's geometry is already WGS 84 (`convert`).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely

from pipelines.errors import ConversionFailed, NotTheDeclaredFile
from pipelines.formats import GEOMETRY, Format, arrow_records, doubles, lexical, places, refusals
from pipelines.model import FormatName, Reading

BATCH = 16_384
"""Rows that the reader holds in memory at once."""
SQLITE, APPLICATIONS = b"SQLite format 3\0", (b"GPKG", b"GP10", b"GP11")
"""How a GeoPackage begins, and what stands at byte 68."""
LAYER = "data"
CLOCK, CHANGED = "OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z"
ENVELOPE_BYTES = (0, 32, 48, 48, 64)
"""Bytes of the bounding box by its code in the geometry's header."""


def read(path: Path, source: Reading, fields: list[str]) -> Iterator[list[Any]]:  # noqa: ARG001
    """Yield the layer's own column names, then its features in the order of their ids.

    The geometry comes last, as compact GeoJSON text in a column `geometry`, its coordinates as they
    stand in the file. Raises NotTheDeclaredFile: not a GeoPackage, or without that layer.
    """
    _refuse_other_files(path)
    layer = source.layer or ""
    try:
        _refuse_other_layers(path, layer)
        with pyogrio.raw.open_arrow(path, layer=layer, batch_size=BATCH, use_pyarrow=True) as (
            _,
            batches,
        ):
            yield [*_attributes(batches.schema), GEOMETRY]
            for batch in batches:
                yield from arrow_records.records(_with_text(batch))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException) as e:
        raise NotTheDeclaredFile(f"{path.name}: not a whole GeoPackage ({e})") from None


def _refuse_other_files(path: Path) -> None:
    """Look before GDAL does, which opens many formats, some of which name further files."""
    with path.open("rb") as stream:
        head = stream.read(72)
    if not head.startswith(SQLITE) or head[68:72] not in APPLICATIONS:
        raise NotTheDeclaredFile(
            f"{path.name}: not a GeoPackage",
            remedy="check what the declared `url` answers, and the declared `format`",
        )


def _refuse_other_layers(path: Path, layer: str) -> None:
    layers = [str(name) for name, _ in pyogrio.list_layers(path)]
    if layer not in layers:
        raise NotTheDeclaredFile(
            f"{path.name}: there is no layer `{layer}`; there are "
            + ", ".join(f"`{name}`" for name in layers),
            remedy="declare one of them as `layer`",
        )


def _attributes(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if not _is_geometry(field)]


def _is_geometry(field: pa.Field) -> bool:
    return (field.metadata or {}).get(b"ARROW:extension:name") in (b"geoarrow.wkb", b"ogc.wkb")


def _with_text(batch: pa.RecordBatch) -> pa.RecordBatch:
    names = _attributes(batch.schema)
    places = [batch.column(i) for i, field in enumerate(batch.schema) if _is_geometry(field)]
    wkb = places[0].to_numpy(zero_copy_only=False) if places else [None] * batch.num_rows
    text = pa.array(shapely.to_geojson(shapely.from_wkb(wkb)), pa.string())
    return pa.RecordBatch.from_arrays(
        [*(batch.column(name) for name in names), text], names=[*names, GEOMETRY]
    )


def write(table: pa.Table, path: Path) -> None:
    """Write one layer `data` with its spatial index.

    Decimals are doubles, a time, a moment without zone or one finer than a millisecond is ISO 8601
    text: GeoPackage has no type for them. Raises ConversionFailed: NaN, NUL, a rounded decimal.
    """
    refusals.refuse_not_finite(table, path)
    names = [name for name in table.column_names if name != GEOMETRY]
    columns = [_as_gpkg(table.column(name), path, name) for name in names]
    places_column = table.column(GEOMETRY)
    plain = pa.Table.from_arrays([*columns, places_column], names=[*names, GEOMETRY])
    options = {"GEOMETRY_NAME": GEOMETRY, "FID": _free_name(names)}
    try:
        with _fixed_clock():
            pyogrio.write_arrow(
                plain.combine_chunks(),
                path,
                layer=LAYER,
                driver="GPKG",
                geometry_name=GEOMETRY,
                geometry_type=_geometry_type(places_column),
                crs="EPSG:4326",
                layer_options=options,
            )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise ConversionFailed(f"{path.name}: GeoPackage cannot hold it ({error})") from None


@contextmanager
def _fixed_clock() -> Iterator[None]:
    """Let GDAL write the same time of change each time: the same rows are the same bytes."""
    before = pyogrio.get_gdal_config_option(CLOCK)
    pyogrio.set_gdal_config_options({CLOCK: CHANGED})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({CLOCK: before})


def _free_name(names: list[str]) -> str:
    """Return a name for the features' own id that no column has (SQLite ignores case)."""
    taken = {name.lower() for name in names}
    return next(name for name in (f"{'_' * length}fid" for length in count()) if name not in taken)


def _geometry_type(column: pa.ChunkedArray) -> str:
    kinds = {shape.geom_type for shape in places.from_column(column) if shape is not None}
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _as_gpkg(column: pa.ChunkedArray, path: Path, name: str) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind):
        refusals.refuse_where(
            pc.match_substring(column, "\0"), path, name, "SQLite ends a text at a NUL character"
        )
    if pa.types.is_decimal(kind):
        return doubles.from_decimals(column, path, name)
    if pa.types.is_time(kind):
        return lexical.text(column)
    if pa.types.is_timestamp(kind) and not (kind.tz and lexical.is_whole_milliseconds(column)):
        return lexical.text(column)
    return column


def read_back(path: Path, schema: pa.Schema) -> pa.Table:
    """Read what `write` wrote, by SQLite itself. Raises ConversionFailed."""
    names = ", ".join('"' + name.replace('"', '""') + '"' for name in schema.names)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            records = database.execute(f'SELECT {names} FROM "{LAYER}" ORDER BY rowid').fetchall()  # noqa: S608
        columns = list(zip(*records, strict=True)) or [()] * len(schema)
        arrays = [_column(cells, field) for cells, field in zip(columns, schema, strict=True)]
    except (sqlite3.Error, ValueError, TypeError, pa.ArrowException) as error:
        raise ConversionFailed(f"{path.name}: does not read back ({error!r})") from None
    return pa.Table.from_arrays(arrays, schema=schema)


def _column(cells: tuple[Any, ...], field: pa.Field) -> pa.Array:
    kind = field.type
    if pa.types.is_decimal(kind):
        cells = tuple(None if c is None else doubles.to_decimal(c, kind.scale) for c in cells)
    elif pa.types.is_time(kind):
        cells = tuple(None if c is None else dt.time.fromisoformat(c) for c in cells)
    elif pa.types.is_boolean(kind):
        cells = tuple(None if c is None else {0: False, 1: True}[c] for c in cells)
    elif pa.types.is_binary(kind):
        cells = tuple(None if c is None else _wkb(c) for c in cells)
    elif pa.types.is_temporal(kind):
        return pa.array(cells, pa.string()).cast(kind)
    return pa.array(cells, kind)


def _wkb(blob: bytes) -> bytes:
    """Return the WKB behind a GeoPackage geometry's header: 8 bytes and an envelope."""
    envelope = ENVELOPE_BYTES[blob[3] >> 1 & 0b111]
    return bytes(blob[8 + envelope :])


FORMAT = Format(
    name=FormatName.GPKG,
    extension="gpkg",
    media_type="application/geopackage+sqlite3",
    eu_file_type="GPKG",
    read=read,
    write=write,
    read_back=read_back,
)
