"""How Parquet and GeoPackage are read: their own columns, with their own types."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import format_named
from pipelines.model import FileSource, FormatName

UTC_MOMENT = dt.datetime(2024, 2, 29, 10, 30, tzinfo=dt.UTC)


def read(path: Path, **options: Any) -> list[list[Any]]:
    name = FormatName(path.suffix[1:])
    source = FileSource(type="file", url="https://www.hel.fi/x", format=name, **options)
    return list(format_named(name).read(path, source, ["other", "fields"]))


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    path = tmp_path / "a.gpkg"
    table = pa.table(
        {
            "nimi": ["Töölö", None],
            "geometry": pa.array(
                [shapely.to_wkb(shapely.Point(25496000, 6672000)), None], "binary"
            ),
            "määrä": [5, 6],
        }
    )
    pyogrio.write_arrow(
        table,
        path,
        layer="puut",
        driver="GPKG",
        geometry_name="geometry",
        geometry_type="Point",
        crs="EPSG:3879",
    )
    return path


def test_parquet_keeps_its_columns_and_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {
        "b": [Decimal("1.50"), None],
        "a": [dt.date(2024, 2, 29), None],
        "t": pa.array([UTC_MOMENT, None], pa.timestamp("ns", tz="UTC")),
        "n": [{"x": [1, 2]}, None],
        "d": pa.array(["01", None]).dictionary_encode(),
    }
    pq.write_table(pa.table(columns), path)
    assert read(path) == [
        ["b", "a", "t", "n", "d"],
        [Decimal("1.50"), dt.date(2024, 2, 29), UTC_MOMENT, '{"x":[1,2]}', "01"],
        [None] * 5,
    ]


def test_parquet_finer_than_a_microsecond_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"t": pa.array([1], pa.timestamp("ns"))}), path)
    with pytest.raises(NotTheDeclaredFile, match="lose data"):
        read(path)


@pytest.mark.parametrize("name", ["a.parquet", "a.gpkg"])
def test_another_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<html>404</html>" * 10)
    options = {"layer": "puut"} if name.endswith("gpkg") else {}
    with pytest.raises(NotTheDeclaredFile, match=name):
        read(tmp_path / name, **options)


def test_a_layer_comes_with_its_geometry_as_text_in_its_own_coordinates(layer: Path) -> None:
    assert read(layer, layer="puut") == [
        ["nimi", "määrä", "geometry"],
        ["Töölö", 5, '{"type":"Point","coordinates":[25496000.0,6672000.0]}'],
        [None, 6, None],
    ]


def test_an_unknown_layer_is_refused_with_those_that_exist(layer: Path) -> None:
    with pytest.raises(NotTheDeclaredFile, match="no layer `trees`; there are `puut`"):
        read(layer, layer="trees")


def test_a_cut_off_layer_is_refused(layer: Path) -> None:
    layer.write_bytes(layer.read_bytes()[:20_000])
    with pytest.raises(NotTheDeclaredFile, match=r"a\.gpkg"):
        read(layer, layer="puut")
