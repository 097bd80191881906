"""What a format cannot hold is refused by column and row, and the value is never shown."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.errors import ConversionFailed
from pipelines.formats import format_named
from pipelines.model import FormatName
from tests.formats.tables import for_format

XLSX, JSON, GPKG, CSV = FormatName.XLSX, FormatName.JSON, FormatName.GPKG, FormatName.CSV


def refusal(name: FormatName, columns: dict[str, Any], folder: Path) -> str:
    kind = format_named(name)
    assert kind.write is not None
    with pytest.raises(ConversionFailed) as caught:
        kind.write(for_format(name, pa.table(columns)), folder / f"a.{kind.extension}")
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        (JSON, [1.5, float("nan")], "JSON has no NaN or infinity"),
        (FormatName.GEOJSON, [1.5, float("inf")], "GEOJSON has no NaN or infinity"),
        (GPKG, [1.5, float("nan")], "GPKG has no NaN or infinity"),
        (XLSX, [1.5, float("-inf")], "XLSX has no NaN or infinity"),
        (XLSX, [2**53, 2**53 + 1], "Excel rounds whole numbers above 2^53"),
        (XLSX, [0, -(2**63)], "Excel rounds whole numbers above 2^53"),
        (XLSX, ["x", ""], "a sheet cannot tell an empty text from no value"),
        (XLSX, ["x" * 32_767, "x" * 32_768], "a cell holds at most 32,767 characters"),
        # each of these is two of the units that Excel counts
        (XLSX, ["😀" * 16_383, "😀" * 16_384], "a cell holds at most 32,767 characters"),
        (XLSX, ["x", "\uffff"], "no character of XML"),
        (XLSX, [Decimal("0.1"), Decimal("1234567890123456.7")], "more than 15 digits"),
        (GPKG, [Decimal("0.1"), Decimal("1234567890123456.7")], "more than 15 digits"),
        (GPKG, ["x", "a\0b"], "SQLite ends a text at a NUL"),
    ],
)
def test_a_value_that_a_format_cannot_hold(
    name: FormatName, values: list[Any], reason: str, tmp_path: Path
) -> None:
    message = refusal(name, {"id": ["1", "2"], "arvo": values}, tmp_path)
    # two rows of data stand in rows 2 and 3 of a sheet: the second is the bad one
    assert message.startswith(f"a.{name.value}: column `arvo`, row 3: ")
    assert reason in message


def test_a_refused_value_is_not_shown(tmp_path: Path) -> None:
    message = refusal(XLSX, {"nimi": ["Maija Meikäläinen " * 2000]}, tmp_path)
    assert "column `nimi`, row 2" in message
    assert "Maija" not in message


def test_a_sheet_has_an_end(tmp_path: Path) -> None:
    long = refusal(XLSX, {"id": pa.nulls(1_048_576, pa.int64())}, tmp_path)
    assert "1,048,576 rows" in long
    wide = refusal(XLSX, {f"c{i}": [i] for i in range(16_385)}, tmp_path)
    assert "16,385 columns" in wide


def test_null_in_the_only_column_of_a_csv_is_refused(tmp_path: Path) -> None:
    message = refusal(CSV, {"id": ["1", None]}, tmp_path)
    assert "row 3: null in a table of one column is an empty line" in message


def test_a_decimal_with_many_zeros_is_not_many_digits(tmp_path: Path) -> None:
    kind = format_named(XLSX)
    table = pa.table({"a": pa.array([Decimal("1234567890.5000000")], pa.decimal128(20, 7))})
    assert kind.write is not None
    assert kind.read_back is not None
    kind.write(table, tmp_path / "a.xlsx")
    assert kind.read_back(tmp_path / "a.xlsx", table.schema).equals(table)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (CSV, (b"5", b"x")),
        (JSON, (b"},\n", b"}\n")),
        (JSON, (b"\n]\n", b"\n")),
        (JSON, (b'"day":"2024-02-29"', b'"day":"2024-02-30"')),
        (JSON, (b'"id":5', b'"id":"5"')),
        (JSON, (b'"id":5', b'"ID":5')),
        (FormatName.GEOJSON, (b'"Point"', b'"Spot"')),
    ],
)
def test_a_damaged_file_does_not_read_back(
    name: FormatName, damage: tuple[bytes, bytes], tmp_path: Path
) -> None:
    kind = format_named(name)
    columns = {"id": [4, 5], "day": [dt.date(2024, 2, 29), None]}
    table = for_format(name, pa.table(columns))
    path = tmp_path / f"a.{kind.extension}"
    assert kind.write is not None
    assert kind.read_back is not None
    kind.write(table, path)
    whole = path.read_bytes()
    assert damage[0] in whole
    path.write_bytes(whole.replace(*damage, 1))
    with pytest.raises(ConversionFailed, match=f"a.{name.value}: does not read back"):
        kind.read_back(path, table.schema)


@pytest.mark.parametrize("name", [FormatName.PARQUET, XLSX, GPKG])
def test_a_cut_off_file_does_not_read_back(name: FormatName, tmp_path: Path) -> None:
    kind = format_named(name)
    table = for_format(name, pa.table({"id": list(range(1000))}))
    path = tmp_path / f"a.{kind.extension}"
    assert kind.write is not None
    assert kind.read_back is not None
    kind.write(table, path)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(ConversionFailed):
        kind.read_back(path, table.schema)


def test_a_layers_own_id_gives_way_to_a_column_of_that_name(tmp_path: Path) -> None:
    kind = format_named(GPKG)
    table = for_format(GPKG, pa.table({"FID": [7, 7], "_fid": ["a", None]}))
    assert kind.write is not None
    assert kind.read_back is not None
    kind.write(table, tmp_path / "a.gpkg")
    assert kind.read_back(tmp_path / "a.gpkg", table.schema).equals(table)


def test_columns_that_differ_in_case_only_are_refused_by_geopackage(tmp_path: Path) -> None:
    assert "a.gpkg: GeoPackage cannot hold it" in refusal(
        GPKG, {"Nimi": [1], "nimi": [2]}, tmp_path
    )
