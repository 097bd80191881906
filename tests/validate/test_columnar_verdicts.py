"""The columnar engine by hand-worked values: errors, keys, limits, counts, and what falls back."""

import datetime as dt
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import NotTheDeclaredFile
from pipelines.validate import Validation, convert_resource, validate_resource
from pipelines.validate.columnar import pieces
from pipelines.validate.columnar.patterns import translated

Check = Callable[..., dict[str, Any]]
V2 = "https://datapackage.org/profiles/2.0/dataresource.json"


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Validate bytes or a text as a resource: check("a\\n1\\n", [fields], schema={…}, …)."""

    def validated(
        content: str | bytes,
        fields: list[dict[str, Any]],
        *,
        schema: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        **resource: Any,
    ) -> dict[str, Any]:
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "t.csv").write_bytes(raw)
        descriptor = {
            "name": "t",
            "path": "t.csv",
            "encoding": "utf-8",
            "schema": {"fields": fields, **(schema or {})},
            **resource,
        }
        return validate_resource(descriptor, str(tmp_path), **(options or {}))

    return validated


def field(kind: str, name: str = "a", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def places(report: dict[str, Any]) -> list[list[Any]]:
    assert report["stats"]["engine"] == "columnar", report["stats"]
    return [
        [error["type"], error.get("rowNumber"), error.get("fieldNumber")]
        for error in report["tasks"][0]["errors"]
    ]


@pytest.mark.parametrize(
    ("spec", "cells", "wrong_rows"),
    [
        (field("integer"), [" 5 ", "1_000", "٣", "1.0", "x", "9223372036854775808"], [5, 6]),
        (field("integer", constraints={"minimum": 10**20}), ["1", "1" + "0" * 20], [2]),
        (field("number"), ["1e5", "5.", "NaN", "1_000.5", "1,5", "0x10"], [6, 7]),
        (
            field("number", constraints={"maximum": 90}),
            ["90", "90.0000000000000001", "89.9999999999999999", "1e400"],
            [3, 5],
        ),
        (
            field("number", constraints={"maximum": "0.12345678901234567891"}),
            ["0.1234567890123", "0.12345678901234567891", "0.12345678901234567892"],
            [4],
        ),
        (field("number", decimalChar=","), ["1,5", "1.5", "1,,5"], [3, 4]),
        (field("date"), ["2020-1-5", "2020-02-29", "2020-02-30", "0000-01-01"], [4, 5]),
        (
            field("datetime"),
            ["2020-01-01T00:00:00Z", "2020-01-01T24:00:00Z", "2020-01-01T00:00:60Z"],
            [4],
        ),
        (
            field("datetime", constraints={"minimum": "2020-01-01T00:00:00Z"}),
            ["2020-01-01T02:00:00+02:00", "2020-01-01T01:59:59+02:00", "2020-01-01T00:00:00Z"],
            [3],
        ),
        (field("boolean", trueValues=["k"], falseValues=["e"]), ["k", "e", "K", "true"], [4, 5]),
        (
            field("string", constraints={"pattern": "cat|dog", "maxLength": 8}),
            ["category", "hotdog", "dog", "categories"],
            [3, 5],
        ),
        (field("string", constraints={"enum": ["å", "ö"]}), ["å", "Å", "ö"], [3]),
        (field("string", format="uuid"), ["123e4567e89b12d3a456426614174000", "x"], [3]),
    ],
)
def test_cells_by_type_and_constraint(
    check: Check, spec: dict[str, Any], cells: list[str], wrong_rows: list[int]
) -> None:
    report = check("a\n" + "".join(f'"{cell}"\n' for cell in cells), [spec], **{"$schema": V2})
    assert [row for _, row, _ in places(report)] == wrong_rows


def test_a_missing_value_that_looks_like_a_value_is_missing(check: Check) -> None:
    spec = field("integer", constraints={"required": True, "minimum": -100})
    report = check(
        "a,b\n-99,x\n-9,x\n", [spec, field("string", "b")], schema={"missingValues": ["-99"]}
    )
    assert places(report) == [["constraint-error", 2, 1]]


def test_a_column_of_nothing_but_wrong_numbers(check: Check) -> None:
    report = check("a,b\nx,1\ny,1\n", [field("number"), field("integer", "b")])
    assert places(report) == [["type-error", 2, 1], ["type-error", 3, 1]]


def test_errors_of_a_row_stand_in_frictionless_order(check: Check) -> None:
    """A unique field is read before the others, so its errors come first."""
    fields = [
        field("integer"),
        field("string", "b", constraints={"unique": True, "minLength": 2}),
        field("integer", "c"),
    ]
    report = check("a,b,c\n1,q,1\nx,q,y\n1,q,1,z\n1\n", fields, schema={"primaryKey": "a"})
    assert places(report) == [
        ["constraint-error", 2, 2],
        ["constraint-error", 3, 2],
        ["type-error", 3, 1],
        ["type-error", 3, 3],
        ["unique-error", 3, 2],
        ["primary-key", 3, None],
        ["constraint-error", 4, 2],
        ["extra-cell", 4, 4],
        ["unique-error", 4, 2],
        ["primary-key", 4, None],
        ["missing-cell", 5, 2],
        ["missing-cell", 5, 3],
        ["primary-key", 5, None],
    ]


def test_keys_are_compared_as_values_over_all_blocks(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "BLOCK", 8)
    spec = field("number", constraints={"unique": True})
    cells = [
        "1",
        "2",
        "NaN",
        "1.00",
        "NaN",
        "01",
        "1e0",
        "0.1",
        "0.10000000000000000000",
        "INF",
        "INF",
    ]
    report = check("a\n" + "".join(f"{cell}\n" for cell in cells), [spec])
    assert [
        (row, error["note"][-3:].strip(" n"))
        for (_, row, _), error in zip(places(report), report["tasks"][0]["errors"], strict=True)
    ] == [(5, "2"), (7, "5"), (8, "7"), (10, "9"), (12, "11")]


def test_a_composite_key_is_null_only_where_all_its_parts_are(check: Check) -> None:
    fields = [field("integer"), field("string", "b"), field("string", "c")]
    text = "a,b,c\n1,,x\n1,,x\n,,x\n,q,x\n,q,x\n1,q,x\n"
    report = check(text, fields, schema={"primaryKey": ["a", "b"]})
    assert places(report) == [["primary-key", row, None] for row in (3, 4, 6)]


def test_foreign_keys_to_another_table(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("id\n1\n02\n", encoding="utf-8")
    areas = {"name": "areas", "path": "areas.csv", "schema": {"fields": [field("integer", "id")]}}
    key = {"fields": "a", "reference": {"resource": "areas", "fields": "id"}}
    mine = {
        "name": "t",
        "path": "t.csv",
        "schema": {"fields": [field("integer"), field("string", "b")], "foreignKeys": [key]},
    }
    (tmp_path / "t.csv").write_text("a,b\n01,x\n2,y\n3,z\n,w\n", encoding="utf-8")
    report = validate_resource(mine, str(tmp_path), package={"resources": [mine, areas]})
    assert places(report) == [["foreign-key", 4, None]]
    assert report["tasks"][0]["errors"][0]["fieldCells"] == ["3"]


def test_row_numbers_are_records_below_header_comments_and_blanks(check: Check) -> None:
    text = 'notes\na,b\n"1\n1",x\n#,\n,\nx,y\n'
    dialect = {"headerRows": [2], "commentChar": "#", "skipBlankRows": True}
    fields = [field("string", constraints={"minLength": 2}), field("string", "b")]
    assert places(check(text, fields, dialect=dialect)) == [["constraint-error", 6, 1]]


def test_a_late_wrong_byte_ends_the_table_where_frictionless_ends(check: Check) -> None:
    good = b"".join(b"%d,x\n" % number for number in range(50_000))
    report = check(b"a,b\nq,x\n" + good + b"1,\xff\n", [field("integer"), field("string", "b")])
    first, last = report["tasks"][0]["errors"]
    assert (first["type"], first["rowNumber"], last["type"]) == ("type-error", 2, "encoding-error")


def test_other_encodings(check: Check) -> None:
    spec = field("string", constraints={"enum": ["ä"]})
    for codec in ("iso-8859-1", "utf-16", "utf-8-sig"):
        report = check("a\nä\nö\n".encode(codec), [spec], encoding=codec)
        assert places(report) == [["constraint-error", 3, 1]]


def test_counts_cover_the_whole_table_however_few_errors_are_listed(check: Check) -> None:
    text = "a,b\n" + "x,1\n1,y\n1,1,1\n" * 1_000
    report = check(text, [field("integer"), field("integer", "b")], options={"limit_errors": 3})
    assert places(report) == [["type-error", 2, 1], ["type-error", 3, 2], ["extra-cell", 4, 3]]
    assert report["tasks"][0]["warnings"] == ["reached error limit: 3"]
    assert (report["stats"]["rows"], report["stats"]["invalid_rows"]) == (3_000, 3_000)
    assert report["stats"]["counts"] == [
        {"type": "type-error", "fieldNumber": 1, "count": 1_000},
        {"type": "type-error", "fieldNumber": 2, "count": 1_000},
        {"type": "extra-cell", "fieldNumber": 3, "count": 1_000},
    ]


def test_the_last_row_that_is_wanted_has_all_its_errors(check: Check) -> None:
    limits = {"limit_errors": 1, "limit_rows": 1}
    report = check("a,q\nx,y\n", [field("integer"), field("integer", "b")], options=limits)
    assert [kind for kind, _, _ in places(report)] == [
        "incorrect-label",
        "type-error",
        "type-error",
    ]
    assert report["tasks"][0]["warnings"] == ["reached row limit: 1"]


def test_a_report_on_a_million_bad_rows_is_small_and_fast(check: Check) -> None:
    numbers = np.arange(1_000_000).astype("U7")
    text = "a,b\n" + "\n".join(np.char.add(numbers, ",bad" + "").tolist()) + "\n"
    begun = time.process_time()
    report = check(text, [field("integer"), field("integer", "b")])
    assert time.process_time() - begun < 10, "frictionless takes a minute and more"
    assert report["stats"]["invalid_rows"] == 1_000_000
    assert len(report["tasks"][0]["errors"]) == 1_000
    assert len(json.dumps(report)) < 1_000_000


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ({"path": "t.json", "type": "table"}, "format json"),
        ({"data": [["a"], [1]]}, "inline data"),
        ({"schema": {"fields": [field("array")], "primaryKey": "a"}}, "key of type array"),
        (
            {"schema": {"fields": [field("integer", constraints={"minimum": "x"})]}},
            "bound that cannot be compared: minimum",
        ),
        ({"checklist": {"checks": [{"type": "duplicate-row"}]}}, "checks of the checklist"),
        ({"path": "t.txt", "type": "text"}, "not a table"),
    ],
)
def test_what_falls_back_and_why(tmp_path: Path, resource: dict[str, Any], reason: str) -> None:
    (tmp_path / "t.csv").write_text('a\n"[1]"\n', encoding="utf-8")
    (tmp_path / "t.json").write_text('[{"a": 1}]', encoding="utf-8")
    (tmp_path / "t.txt").write_text("a", encoding="utf-8")
    checklist = resource.pop("checklist", None)
    place = {} if "data" in resource else {"path": "t.csv"}
    descriptor = {"name": "t", "schema": {"fields": [field("any")]}, **place, **resource}
    report = validate_resource(descriptor, str(tmp_path), checklist=checklist)
    assert report["stats"]["engine"] == "frictionless"
    assert report["stats"]["fallback"].startswith(reason)


def test_a_cell_that_frictionless_fails_on_is_a_report(check: Check) -> None:
    spec = field("time", constraints={"minimum": "10:00:00"})
    report = check("a\n10:00:00Z\n", [spec])
    assert (report["valid"], report["stats"]["engine"]) == (False, "frictionless")
    assert "can't compare" in report["errors"][0]["note"]


@pytest.mark.parametrize(
    "descriptor",
    [
        {},
        {"name": "t", "path": "gone.csv"},
        {"name": "t", "path": 5},
        {"name": "t", "path": "../t.csv"},
        {
            "name": "t",
            "path": "t.csv",
            "schema": {"fields": [field("string", constraints={"pattern": "("})]},
        },
        [],
    ],
)
def test_a_bad_descriptor_is_a_report(tmp_path: Path, descriptor: Any) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n", encoding="utf-8")
    report = validate_resource(descriptor, str(tmp_path))
    assert report["valid"] is False
    assert report["errors"] or report["tasks"][0]["errors"]


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        ("[A-Z]{2}-[0-9]{4}", ["AB-1234"], ["AB-12345", "ab-1234", "AB-1234\n"]),
        ("cat|dog", ["category", "dog"], ["hotdog", "x"]),
        (r"\d+", ["12"], ["٣", ""]),
        (r"[^,\n]*", ["a b", ""], ["a,b"]),
        (r"(?:x|y)\.z?", ["x.", "y.z"], ["xz"]),
    ],
)
def test_translated_patterns(pattern: str, accepted: list[str], refused: list[str]) -> None:
    made = translated(pattern)
    assert made is not None
    assert pl.Series(accepted).str.contains(made).all()
    assert not pl.Series(refused).str.contains(made).any()


@pytest.mark.parametrize(
    "pattern", [r"(?i)a", r"\D", r"[^\w]", r"(a)\1", r"(?=a)a", "(", "a{2000}"]
)
def test_patterns_left_to_python(pattern: str) -> None:
    assert translated(pattern) is None


def test_the_table_holds_the_valid_rows_and_invalid_names_the_others(
    check_csv: Callable[..., Validation],
) -> None:
    text = "id,v\n1,0.5\n2,x\n3,1e2\n3,7\n4\n5,\n"
    fields = [field("integer", "id"), field("number", "v")]
    validation = check_csv(text, fields, primaryKey="id")
    assert validation.report["stats"]["engine"] == "columnar"
    assert validation.invalid.tolist() == [3, 5, 6]
    assert (validation.rows, validation.invalid_rows) == (6, 3)
    assert validation.table is not None
    assert validation.table.schema == pa.schema({"id": pa.int64(), "v": pa.float64()})
    assert validation.table.to_pylist() == [
        {"id": 1, "v": 0.5},
        {"id": 3, "v": 100.0},
        {"id": 5, "v": None},
    ]


def test_columns_stand_in_the_order_of_the_schema(check_csv: Callable[..., Validation]) -> None:
    fields = [field("integer", "a"), field("date", "b"), field("string", "c")]
    validation = check_csv("c,a\nx,1\n", fields, fieldsMatch="superset")
    assert validation.report["stats"]["engine"] == "columnar"
    assert validation.table is not None
    assert validation.table.to_pylist() == [{"a": 1, "b": None, "c": "x"}]


def test_rows_are_kept_apart_from_faults_that_are_nobody_s(
    check_csv: Callable[..., Validation],
) -> None:
    validation = check_csv("a,q\n1,x\n", [field("integer"), field("string", "b")])
    assert (validation.valid, validation.table) == (False, None)


def test_the_reader_s_strictness_holds_for_the_columnar_engine(
    check_csv: Callable[..., Validation],
) -> None:
    fields = [field("string"), field("string", "b")]
    for text, place in [
        ("a,b\n1,x\ufffd\n", "record 2, byte 7"),
        ("a,b\n1,\0\n", "record 2, byte 6"),
        ('a,b\n1,"x\n2,y\n', "opens in record 2"),
    ]:
        with pytest.raises(NotTheDeclaredFile, match=place):
            check_csv(text, fields)


def permits(path: Path, *cells: str) -> dict[str, Any]:
    path.write_text("id,v,t\n" + "".join(f"{cell}\n" for cell in cells), encoding="utf-8")
    fields = [field("integer", "id"), field("number", "v"), field("datetime", "t")]
    schema = {"fields": fields, "primaryKey": "id"}
    return {"name": "permits", "path": path.name, "schema": schema}


def test_valid_rows_become_parquet_while_the_rest_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "BLOCK", 16)
    moment = "2024-06-01T12:00:00+03:00"
    cells = [f"1,0.5,{moment}", f"2,x,{moment}", f"1,2,{moment}", f"3,,{moment}"]
    resource = permits(tmp_path / "p.csv", *cells)
    report, written = convert_resource(resource, str(tmp_path), tmp_path / "p.parquet")
    assert (written, report["stats"]["invalid_rows"]) == (True, 2)
    utc = dt.datetime(2024, 6, 1, 9, tzinfo=dt.UTC)
    assert pq.read_table(tmp_path / "p.parquet").to_pylist() == [
        {"id": 1, "v": 0.5, "t": utc},
        {"id": 3, "v": None, "t": utc},
    ]


@pytest.mark.parametrize(
    "last", ["2,9007199254740993,2024-06-01T12:00:00Z", "2,1,2024-06-01T12:00:00"]
)
def test_no_parquet_of_a_column_that_changes_its_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    monkeypatch.setattr(pieces, "BLOCK", 16)
    resource = permits(tmp_path / "p.csv", "1,0.5,2024-06-01T12:00:00Z", last)
    report, written = convert_resource(resource, str(tmp_path), tmp_path / "p.parquet")
    assert (written, report["valid"]) == (False, True)
    assert not (tmp_path / "p.parquet").exists()
