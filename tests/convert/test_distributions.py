"""All declared files of a dataset, proven equal; one that cannot be made leaves its siblings."""

import csv
import dataclasses
import hashlib
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.convert import Conversion, convert
from pipelines.errors import ConversionFailed
from pipelines.formats import format_named, places
from pipelines.model import WRITTEN_FORMATS, Dataset, FileSource, FormatName

REAL = Path(os.environ.get("HRI_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
TRAFFIC = REAL / "agency" / "hki_liikennemaarat.csv"
ALL = [name.value for name in WRITTEN_FORMATS]


def dataset(formats_wanted: list[str], **changed: Any) -> Dataset:
    declared = {
        "id": "liikennemaarat",
        "name": "helsingin-liikennemaarat",
        "publisher": "kymp",
        "title": {"fi": "Liikennemäärät"},
        "description": {"fi": "Laskennat."},
        "keywords": {"fi": ["liikenne"]},
        "themes": ["TRAN"],
        "licence": "CC-BY-4.0",
        "frequency": "annual",
        "contact": {"name": "Kaupunkiympäristö", "email": "avoindata@hel.fi"},
        "released": "2020-01-01",
        "access": {},
        "coverage": {"geographical": ["Helsinki"]},
        "source": {
            "type": "file",
            "url": "https://www.hel.fi/liikenne.csv",
            "format": "csv",
            "encoding": "iso-8859-1",
            "delimiter": ";",
        },
        "schema": "liikenne.json",
        "geometry": {"crs": "EPSG:3879", "x": "x_gk25", "y": "y_gk25"},
        "distributions": formats_wanted,
    }
    return Dataset.model_validate({**declared, **changed})


SMALL = pa.table(
    {
        "nimi": ["007", "Töölö"],
        "x_gk25": [25496747.0, None],
        "y_gk25": [6673226.0, 6673226.0],
    }
)


def test_every_declared_file_stands_in_the_folder_with_its_checksum(tmp_path: Path) -> None:
    done = convert(dataset(["csv", "geojson"]), SMALL, tmp_path / "new")
    assert [made.format.value for made in done.distributions] == ["csv", "geojson"]
    csv_file, geojson_file = done.distributions
    assert csv_file.path == tmp_path / "new" / "helsingin-liikennemaarat.csv"
    content = (
        b"nimi,x_gk25,y_gk25\r\n007,25496747,6673226\r\nT\xc3\xb6\xc3\xb6l\xc3\xb6,,6673226\r\n"
    )
    assert csv_file.path.read_bytes() == content
    assert csv_file.sha256 == hashlib.sha256(content).hexdigest()
    assert (csv_file.bytes, csv_file.rows) == (len(content), 2)
    assert b'"geometry":null}' in geojson_file.path.read_bytes()
    assert done.failure is None
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        "helsingin-liikennemaarat.csv",
        "helsingin-liikennemaarat.geojson",
    ]


def test_a_format_that_cannot_hold_the_table_leaves_its_siblings(tmp_path: Path) -> None:
    table = SMALL.append_column("id", pa.array([1, 2**60]))
    done = convert(dataset(ALL), table, tmp_path)
    assert list(done.failures) == [FormatName.XLSX]
    assert [made.format.value for made in done.distributions] == [
        "csv",
        "parquet",
        "json",
        "geojson",
        "gpkg",
    ]
    assert not list(tmp_path.glob("*.xlsx"))
    assert "helsingin-liikennemaarat.xlsx: column `id`, row 3" in str(done.failure)


def test_places_that_cannot_be_right_withhold_only_the_maps(tmp_path: Path) -> None:
    swapped = {"crs": "EPSG:3879", "x": "y_gk25", "y": "x_gk25"}
    done = convert(dataset(ALL, geometry=swapped), SMALL, tmp_path)
    assert set(done.failures) == {FormatName.GEOJSON, FormatName.GPKG}
    assert "the axes look swapped" in str(done.failures[FormatName.GPKG])
    assert len(done.distributions) == 4


def test_an_older_file_stays_when_the_new_one_fails(tmp_path: Path) -> None:
    [made] = convert(dataset(["xlsx"]), SMALL, tmp_path).distributions
    convert(dataset(["xlsx"]), SMALL.append_column("id", pa.array([1, 2**60])), tmp_path)
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256


@pytest.mark.parametrize(
    ("column", "altered", "place"),
    [
        ("nimi", ["7", "Töölö"], "column `nimi`, row 2"),
        ("nimi", ["007", None], "column `nimi`, row 3"),
        ("y_gk25", [6673226.0, 6673226.1], "column `y_gk25`, row 3"),
    ],
)
def test_a_file_that_reads_back_otherwise_is_refused_and_not_left(
    column: str, altered: list[Any], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = SMALL.column_names.index(column)
    wrong = SMALL.set_column(position, column, pa.array(altered, SMALL.schema.field(column).type))
    kind = format_named(FormatName.CSV)
    assert kind.write is not None
    write = kind.write
    careless = dataclasses.replace(kind, write=lambda _, path: write(wrong, path))
    monkeypatch.setattr("pipelines.formats.csv.FORMAT", careless)
    done = convert(dataset(["csv", "json"]), SMALL, tmp_path)
    message = str(done.failures[FormatName.CSV])
    assert f"helsingin-liikennemaarat.csv: does not read back equal: {place}" in message
    assert "Töölö" not in message
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


def traffic_table() -> pa.Table:
    """The city's real file, typed as its schema would: texts, and whole numbers."""
    source = FileSource(
        type="file",
        url="https://www.hel.fi/x.csv",
        format=FormatName.CSV,
        encoding="iso-8859-1",
        delimiter=";",
    )
    header, *records = format_named(FormatName.CSV).read(TRAFFIC, source, [])
    columns = dict(zip(header, zip(*records, strict=True), strict=True))
    texts = {"piste", "nimi"}
    return pa.table(
        {
            name: pa.array(cells, pa.string())
            if name in texts
            else pa.array([int(cell) if cell else None for cell in cells], pa.int64())
            for name, cells in columns.items()
        }
    )


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Conversion]:
    if not TRAFFIC.exists():
        pytest.skip(f"the city's real traffic counts are not at {TRAFFIC} (set HRI_REAL_DATA)")
    table = traffic_table()
    return table, convert(dataset(ALL), table, tmp_path_factory.mktemp("traffic"))


def test_the_citys_traffic_counts_are_whole_in_every_format(
    traffic: tuple[pa.Table, Conversion],
) -> None:
    _, done = traffic
    assert done.failure is None
    assert [made.format.value for made in done.distributions] == ALL
    assert {made.rows for made in done.distributions} == {19_152}
    with done.distributions[0].path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == 19_153
    with TRAFFIC.open(encoding="iso-8859-1", newline="") as stream:
        assert rows == list(csv.reader(stream, delimiter=";"))
    assert any("Ä" in row[1] or "Ö" in row[1] for row in rows)


def test_the_citys_traffic_counts_stand_in_helsinki(traffic: tuple[pa.Table, Conversion]) -> None:
    table, done = traffic
    schema = table.schema.append(pa.field("geometry", pa.binary()))
    for made in done.distributions[-2:]:
        kind = format_named(made.format)
        assert kind.read_back is not None
        points = places.from_column(kind.read_back(made.path, schema).column("geometry"))
        assert len(points) == 19_152
        assert all(24.78 < point.x < 25.26 and 60.09 < point.y < 60.30 for point in points)


def test_a_format_that_is_only_read_is_never_written() -> None:
    with pytest.raises(ValueError, match="never published"):
        dataset(["ods"])


def test_failures_are_the_runs_error_together(tmp_path: Path) -> None:
    table = SMALL.append_column("id", pa.array([float("nan"), 1.0]))
    done = convert(dataset(["csv", "json", "xlsx"]), table, tmp_path)
    assert isinstance(done.failure, ConversionFailed)
    assert "JSON has no NaN" in str(done.failure)
    assert "XLSX has no NaN" in str(done.failure)
