"""What is written reads back equal, in every format, whatever stands in the cells."""

import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings

from pipelines.convert.comparison import first_difference
from pipelines.formats import format_named
from pipelines.model import WRITTEN_FORMATS, FormatName
from tests.formats.tables import DRAWN_TABLES, FIXED, for_format


def there_and_back(name: FormatName, table: pa.Table) -> pa.Table:
    kind = format_named(name)
    assert kind.write is not None
    assert kind.read_back is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind.extension}"
        kind.write(table, path)
        return kind.read_back(path, table.schema)


def unfit_for(name: FormatName, table: pa.Table) -> bool:
    """Tell whether the table holds what the format refuses (tested in test_limits)."""
    texts = [text for text in table.column("text").to_pylist() if text is not None]
    if name is FormatName.XLSX:
        return any(text == "" or "\ufffe" in text or "\uffff" in text for text in texts)
    return name is FormatName.GPKG and any("\0" in text for text in texts)


@pytest.mark.parametrize("name", WRITTEN_FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=DRAWN_TABLES)
def test_every_value_reads_back(name: FormatName, drawn: pa.Table) -> None:
    assume(not unfit_for(name, drawn))
    table = for_format(name, drawn)
    assert first_difference(table, there_and_back(name, table)) is None


@pytest.mark.parametrize("name", WRITTEN_FORMATS)
def test_a_table_without_rows_reads_back(name: FormatName) -> None:
    table = for_format(name, FIXED.slice(0, 0))
    back = there_and_back(name, table)
    assert back.schema == table.schema
    assert back.num_rows == 0


@pytest.mark.parametrize("name", WRITTEN_FORMATS)
def test_more_rows_than_a_batch_keep_their_order(name: FormatName) -> None:
    numbers = pa.table({"id": pa.array(range(20_000)), "code": [f"{i:07}" for i in range(20_000)]})
    table = for_format(name, numbers)
    assert there_and_back(name, table).equals(table)


@pytest.mark.parametrize("name", WRITTEN_FORMATS)
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (pa.date32(), [dt.date(1899, 12, 31), dt.date(2024, 1, 1), None]),
        (pa.date32(), [dt.date(1900, 3, 1), dt.date(9999, 12, 31)]),
        (pa.timestamp("us"), [dt.datetime(1900, 3, 1), dt.datetime(2024, 1, 1, 0, 0, 0, 1)]),
        (pa.timestamp("us", tz="UTC"), [dt.datetime(1970, 1, 1, 23, 59, 59, 999000, dt.UTC)]),
        (pa.time64("us"), [dt.time(0), dt.time(23, 59, 59, 999000)]),
        (pa.decimal128(38, 7), [Decimal("0.0000001"), Decimal("0E-7"), Decimal("-1.5000000")]),
        (pa.decimal128(5, 0), [Decimal("12345"), Decimal("-1")]),
        (pa.int64(), [2**53, -(2**53), 0]),
        (pa.float64(), [5e-324, 1.7976931348623157e308, 1e16, 0.30000000000000004]),
    ],
)
def test_edges_read_back(name: FormatName, kind: pa.DataType, values: list[Any]) -> None:
    columns = {"id": pa.array(range(len(values))), "value": pa.array(values, kind)}
    table = for_format(name, pa.table(columns))
    assert there_and_back(name, table).equals(table)


@pytest.mark.parametrize("name", [FormatName.CSV, FormatName.PARQUET])
def test_what_only_some_formats_can_hold_reads_back(name: FormatName) -> None:
    table = pa.table(
        {
            "empty": ["", None, "\0"],
            "ratio": [float("nan"), float("-inf"), None],
            "large": pa.array([2**63 - 1, -(2**63), None]),
            "exact": pa.array([Decimal("12345678901234567890.1234567"), None, None]),
        }
    )
    assert first_difference(table, there_and_back(name, table)) is None
