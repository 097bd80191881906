"""The bytes of the text formats, worked out by hand; and the same bytes for the same rows."""

import datetime as dt
import hashlib
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import python_calamine
import shapely

from pipelines.formats import format_named, places
from pipelines.model import WRITTEN_FORMATS, FormatName
from tests.formats.tables import FIXED, for_format

SMALL = pa.table(
    {
        "tunnus": ["007", 'a "b", c', "", None, "ä\r\né"],
        "arvo": pa.array([Decimal("1.50"), Decimal("-0.05"), None, None, Decimal("0.00")]),
        "määrä": pa.array([1, None, -3, None, 5]),
        "suhde": [0.1, 1.0, None, None, 1e-7],
        "auki": [True, False, None, None, True],
        "pvm": [dt.date(2024, 2, 29), None, None, None, dt.date(1850, 1, 1)],
        "aika": pa.array([dt.datetime(2024, 1, 1, 10, tzinfo=dt.UTC)] + [None] * 4),
    }
).cast(
    pa.schema(
        [
            ("tunnus", pa.string()),
            ("arvo", pa.decimal128(9, 2)),
            ("määrä", pa.int64()),
            ("suhde", pa.float64()),
            ("auki", pa.bool_()),
            ("pvm", pa.date32()),
            ("aika", pa.timestamp("us", tz="UTC")),
        ]
    )
)


def written(name: FormatName, table: pa.Table, folder: Path) -> Path:
    kind = format_named(name)
    assert kind.write is not None
    path = folder / f"a.{kind.extension}"
    kind.write(table, path)
    return path


def test_csv(tmp_path: Path) -> None:
    assert (
        written(FormatName.CSV, SMALL, tmp_path).read_bytes()
        == (
            "tunnus,arvo,määrä,suhde,auki,pvm,aika\r\n"
            "007,1.50,1,0.1,true,2024-02-29,2024-01-01T10:00:00Z\r\n"
            '"a ""b"", c",-0.05,,1,false,,\r\n'
            '"",,-3,,,,\r\n'
            ",,,,,,\r\n"
            '"ä\r\né",0.00,5,1e-7,true,1850-01-01,\r\n'
        ).encode()
    )


def test_json(tmp_path: Path) -> None:
    assert (
        written(FormatName.JSON, SMALL.slice(0, 2), tmp_path).read_bytes()
        == (
            "[\n"
            '{"tunnus":"007","arvo":1.50,"määrä":1,"suhde":0.1,"auki":true,"pvm":"2024-02-29",'
            '"aika":"2024-01-01T10:00:00Z"},\n'
            '{"tunnus":"a \\"b\\", c","arvo":-0.05,"määrä":null,"suhde":1,"auki":false,"pvm":null,'
            '"aika":null}\n'
            "]\n"
        ).encode()
    )


def test_geojson(tmp_path: Path) -> None:
    square = shapely.Polygon([(24.9, 60.1), (25, 60.1), (25, 60.2), (24.9, 60.1)])
    shapes = [shapely.Point(24.9410001, 60.17), None, square]
    table = pa.table({"id": ["01", "02", "03"], "geometry": places.to_column(shapes)})
    assert written(FormatName.GEOJSON, table, tmp_path).read_bytes() == (
        b'{"type":"FeatureCollection","features":[\n'
        b'{"type":"Feature","properties":{"id":"01"},'
        b'"geometry":{"type":"Point","coordinates":[24.9410001,60.17]}},\n'
        b'{"type":"Feature","properties":{"id":"02"},"geometry":null},\n'
        b'{"type":"Feature","properties":{"id":"03"},"geometry":{"type":"Polygon","coordinates":'
        b"[[[24.9,60.1],[25.0,60.1],[25.0,60.2],[24.9,60.1]]]}}\n"
        b"]}\n"
    )


def test_an_empty_array_is_json(tmp_path: Path) -> None:
    assert written(FormatName.JSON, SMALL.slice(0, 0), tmp_path).read_bytes() == b"[\n]\n"


def test_a_workbook_holds_real_types_and_texts_stay_texts(tmp_path: Path) -> None:
    texts = ["007", "=1+1", "https://www.hel.fi", "mailto:a@hel.fi", "1e5"]
    table = pa.table(
        {
            "text": texts,
            "day": [dt.date(2024, 2, 29)] * 5,
            "moment": pa.array(
                [dt.datetime(2024, 2, 29, 10, 30, tzinfo=dt.UTC)] * 5, pa.timestamp("us", tz="UTC")
            ),
            "old": [dt.date(1850, 1, 1)] * 5,
        }
    )
    path = written(FormatName.XLSX, table, tmp_path)
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_name("data").to_python()
    moment = dt.datetime(2024, 2, 29, 10, 30)
    assert rows == [["text", "day", "moment", "old"]] + [
        [text, dt.date(2024, 2, 29), moment, "1850-01-01"] for text in texts
    ]


def test_parquet_says_nothing_of_the_tools_tables(tmp_path: Path) -> None:
    table = SMALL.replace_schema_metadata({"pandas": "{}"})
    file = pq.ParquetFile(written(FormatName.PARQUET, table, tmp_path))
    assert b"pandas" not in (file.metadata.metadata or {})
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


PROGRAM = """
import sys
from pathlib import Path
from pipelines.formats import format_named
from pipelines.model import FormatName
from tests.formats.tables import FIXED, for_format
for name in sys.argv[2:]:
    kind = format_named(FormatName(name))
    kind.write(for_format(kind.name, FIXED), Path(sys.argv[1]) / f"other.{kind.extension}")
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixed table in every format, written by another process with another hash seed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), *(name.value for name in WRITTEN_FORMATS)],
        check=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": "7", "TZ": "America/New_York", "PATH": ""},
    )
    time.sleep(2.1)  # a time stamp (of a zip: two seconds) would now be another
    return folder


@pytest.mark.parametrize("name", WRITTEN_FORMATS)
def test_the_same_rows_are_the_same_bytes_in_another_process(
    name: FormatName, elsewhere: Path, tmp_path: Path
) -> None:
    here = written(name, for_format(name, FIXED), tmp_path)
    other = elsewhere / f"other.{here.suffix[1:]}"
    assert digest(here) == digest(other)


@pytest.mark.parametrize("name", WRITTEN_FORMATS)
def test_how_the_table_lies_in_memory_does_not_show(name: FormatName, tmp_path: Path) -> None:
    whole = for_format(name, FIXED)
    pieces = pa.concat_tables([whole.slice(0, 7), whole.slice(7, 1), whole.slice(8)])
    assert digest(written(name, whole, tmp_path)) == digest(written(name, pieces, tmp_path))


def digest(path: Path) -> str:
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    path.unlink()
    return content
