"""The typed table: each Table Schema type, exact to the digit, or refused by a named check."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from pipelines.validate import Validation, capture

Check = Callable[..., Validation]

ID = {"name": "id", "type": "integer"}


def column(validation: Validation) -> tuple[pa.DataType, list[Any]]:
    assert validation.table is not None, validation.summary
    values = validation.table.column("v")
    return values.type, values.to_pylist()


def csv_of(*cells: str) -> str:
    quoted = (cell.replace('"', '""') for cell in cells)
    return "id,v\n" + "".join(f'{number},"{cell}"\n' for number, cell in enumerate(quoted))


@pytest.mark.parametrize(
    ("field", "cells", "kind", "values"),
    [
        ({"type": "string"}, ["00100", " a ", ""], pa.string(), ["00100", " a ", None]),
        ({"type": "integer"}, ["007", "-9223372036854775808"], pa.int64(), [7, -(2**63)]),
        ({"type": "boolean"}, ["true", "0", ""], pa.bool_(), [True, False, None]),
        (
            {"type": "boolean", "trueValues": ["K"], "falseValues": ["E"]},
            ["K", "E"],
            pa.bool_(),
            [True, False],
        ),
        ({"type": "date"}, ["2024-02-29"], pa.date32(), [dt.date(2024, 2, 29)]),
        (
            {"type": "date", "format": "%d.%m.%Y"},
            ["29.2.2024"],
            pa.date32(),
            [dt.date(2024, 2, 29)],
        ),
        ({"type": "time"}, ["13:45:00.25"], pa.time64("us"), [dt.time(13, 45, 0, 250_000)]),
        ({"type": "year"}, ["0999", "2024"], pa.int64(), [999, 2024]),
        ({"type": "yearmonth"}, ["2024-5"], pa.string(), ["2024-05"]),
        ({"type": "duration"}, ["P1Y2M", "PT90M"], pa.string(), ["P1Y2M", "PT1H30M"]),
        ({"type": "geopoint"}, ["24.9384000, 60.1699"], pa.string(), ["24.9384000,60.1699"]),
        ({"type": "object"}, ['{"b": 1, "a": "ä"}'], pa.string(), ['{"b":1,"a":"ä"}']),
        ({"type": "array"}, ["[1, 2.50]"], pa.string(), ["[1,2.5]"]),
        (
            {"type": "list", "itemType": "date"},
            ["2024-02-29,2024-03-01"],
            pa.string(),
            ['["2024-02-29","2024-03-01"]'],
        ),
        ({"type": "any"}, ["007", ""], pa.string(), ["007", None]),
        (
            {"type": "geojson"},
            ['{"type": "Point", "coordinates": [24.9, 60.2]}'],
            pa.string(),
            ['{"type":"Point","coordinates":[24.9,60.2]}'],
        ),
    ],
)
def test_each_type(
    check_csv: Check, field: dict[str, Any], cells: list[str], kind: pa.DataType, values: list[Any]
) -> None:
    validation = check_csv(csv_of(*cells), [ID, {"name": "v", **field}])
    assert column(validation) == (kind, values)


def test_numbers_are_floats_while_no_digit_is_lost(check_csv: Check) -> None:
    number = {"name": "v", "type": "number"}
    kept = check_csv(csv_of("0.1", "60.1699", "1e3", "12.50", ""), [ID, number])
    assert column(kept) == (pa.float64(), [0.1, 60.1699, 1000.0, 12.5, None])


def test_numbers_become_decimals_where_a_float_would_lose_a_digit(check_csv: Check) -> None:
    number = {"name": "v", "type": "number"}
    exact = check_csv(csv_of("0.10", "9007199254740993", "-1.125", ""), [ID, number])
    assert column(exact) == (
        pa.decimal128(38, 3),
        [Decimal("0.10"), Decimal("9007199254740993"), Decimal("-1.125"), None],
    )


def test_a_late_long_number_turns_the_whole_column(
    check_csv: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "CHUNK", 2)
    number = {"name": "v", "type": "number"}
    exact = check_csv(csv_of("0.1", "2", "3.25", "12345678901234567.5", "4"), [ID, number])
    assert column(exact) == (
        pa.decimal128(38, 2),
        [Decimal(text) for text in ("0.1", "2", "3.25", "12345678901234567.5", "4")],
    )


def test_times_with_offsets_are_kept_in_utc_and_others_stay_local(check_csv: Check) -> None:
    moment = {"name": "v", "type": "datetime"}
    aware = check_csv(csv_of("", "2024-06-01T12:00:00+03:00", "2024-06-01T12:00:00Z"), [ID, moment])
    assert column(aware) == (
        pa.timestamp("us", tz="UTC"),
        [
            None,
            dt.datetime(2024, 6, 1, 9, tzinfo=dt.UTC),
            dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC),
        ],
    )
    naive = check_csv(csv_of("2024-06-01T12:00:00.5"), [ID, moment])
    assert column(naive) == (pa.timestamp("us"), [dt.datetime(2024, 6, 1, 12, 0, 0, 500_000)])


def test_an_offset_after_a_chunk_of_nothing(
    check_csv: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "CHUNK", 2)
    moment = {"name": "v", "type": "datetime"}
    aware = check_csv(csv_of("", "", "2024-06-01T12:00:00Z"), [ID, moment])
    assert column(aware)[1] == [None, None, dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)]


@pytest.mark.parametrize(
    ("kind", "cells", "check", "row"),
    [
        ("integer", ["1", "9223372036854775808"], "integer-range", 3),
        ("number", ["1", "2", "NaN"], "not-finite", 4),
        ("number", ["-INF"], "not-finite", 2),
        ("number", ["0.5", "1" * 39], "number-precision", 3),
        ("number", ["1" * 30, "0." + "1" * 20], "number-precision", 2),
        ("datetime", ["2024-06-01T12:00:00", "2024-06-01T12:00:00Z"], "mixed-time-zones", 3),
        ("time", ["12:00:00", "12:00:00+03:00"], "time-with-offset", 3),
        ("object", ['{"a": NaN}'], "not-finite", 2),
        ("object", ['{"a": "\\ud800"}'], "broken-text", 2),
    ],
)
def test_what_no_distribution_could_carry_is_refused_at_its_row(
    check_csv: Check, kind: str, cells: list[str], check: str, row: int
) -> None:
    validation = check_csv(csv_of(*cells), [ID, {"name": "v", "type": kind}])
    (found,) = validation.summary["checks"]
    assert (found["check"], found["field"], found["row"]) == (check, "v", row)
    assert validation.report["valid"] is True, "our own checks never change frictionless' verdict"
    assert (validation.valid, validation.table) == (False, None)


def test_a_misfit_in_a_later_chunk_keeps_its_row(
    check_csv: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "CHUNK", 2)
    fields = [ID, {"name": "v", "type": "integer"}]
    validation = check_csv(csv_of("1", "2", "3", str(2**63), str(2**64)), fields)
    assert [check["row"] for check in validation.summary["checks"]] == [5]


def test_a_table_without_rows_keeps_its_types(check_csv: Check) -> None:
    fields = [ID, {"name": "v", "type": "number"}, {"name": "t", "type": "datetime"}]
    validation = check_csv("id,v,t\n", fields)
    assert validation.table is not None
    assert validation.table.schema == pa.schema(
        {"id": pa.int64(), "v": pa.float64(), "t": pa.timestamp("us")}
    )
