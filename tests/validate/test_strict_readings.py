"""The strict readings: what frictionless lets through, named by a check of our own."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.model import Dataset
from pipelines.state import State
from pipelines.validate import Checked, check_table, render, validate
from tests.validate.conftest import CSV, DECLARATION

NOW = dt.datetime(2024, 5, 31, 9, 0, tzinfo=dt.UTC)
ID = {"name": "id", "type": "integer"}

Read = Callable[..., Checked]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Check a text: read("v\\n1\\n", [field], checks=[…], source={…}, primaryKey=…)."""

    def check(
        text: str | bytes,
        fields: list[dict[str, Any]],
        *,
        checks: list[dict[str, Any]] | None = None,
        source: dict[str, Any] | None = None,
        **schema: Any,
    ) -> Checked:
        place = {"type": "file", "url": "https://www.hel.fi/a.csv", **(source or CSV)}
        declared = {**DECLARATION, "source": place, "checks": checks or []}
        dataset = Dataset.model_validate(declared)
        raw = tmp_path / "raw"
        raw.write_bytes(text.encode() if isinstance(text, str) else text)
        descriptor = {"fields": fields, **schema}
        validation = validate(dataset, descriptor, raw)
        assert validation.report["valid"], validation.summary
        state = State(tmp_path / "state")
        return check_table(dataset, descriptor, raw, validation, state, NOW)

    return check


def failed(checked: Checked) -> list[tuple[str, str | None, list[int], int]]:
    """Return (check, field, rows, count) of each entry of the report."""
    return [
        (entry["check"], entry["field"], entry["rows"], entry["count"])
        for entry in checked.validation.summary["checks"]
    ]


def cells(*values: str) -> str:
    quoted = (value.replace('"', '""') for value in values)
    return "id,v\n" + "".join(f'{number},"{value}"\n' for number, value in enumerate(quoted))


@pytest.mark.parametrize(
    ("field", "values", "check", "rows"),
    [
        ({"type": "integer"}, ["5", " 5 ", "1_000", "-7", "+3", "٣"], "lenient-number", [3, 4, 7]),
        ({"type": "number"}, ["5.", "1e5", ".5", "1_000.5", " 2"], "lenient-number", [5, 6]),
        (
            {"type": "number", "decimalChar": ",", "groupChar": " "},
            ["1 000,5", "-2,5", "1_0"],
            "lenient-number",
            [4],
        ),
        ({"type": "integer"}, ["0", "10", "007", "-01", "0"], "leading-zeros", [4, 5]),
        ({"type": "number"}, ["0.5", "00.5", "0"], "leading-zeros", [3]),
        (
            {"type": "number", "decimalChar": ",", "groupChar": "."},
            ["1.500", "1.5", "15", "1.234.567,8", "12.34", "1234.567"],
            "group-mark",
            [3, 6, 7],
        ),
        (
            {"type": "date", "format": "any"},
            ["2024-05-31", "1.2.2024", "12"],
            "guessed-date",
            [3, 4],
        ),
        ({"type": "date"}, ["2020-01-05", "2020-1-5"], "loose-date", [3]),
        ({"type": "yearmonth"}, ["2020-01", "20-1"], "loose-date", [3]),
        ({"type": "date", "format": "%d.%m.%Y"}, ["1.5.2020"], None, []),
        (
            {"type": "string", "constraints": {"pattern": "cat|dog"}},
            ["cat", "category", "dog", "dog\n", ""],
            "whole-pattern",
            [3, 5],
        ),
        (
            {"type": "string", "constraints": {"pattern": r"(?=a)\w+"}},
            ["ab", "a"],
            None,
            [],
        ),
        (
            {"type": "string", "format": "uri"},
            ["https://hel.fi/a?b#c", "http://", "mailto:a@hel.fi", "urn:x:1", ""],
            "loose-format",
            [3],
        ),
        (
            {"type": "string", "format": "uuid"},
            [
                "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "3f2504e04f8941d39a0c0305e82c3301",
                "3F2504E0-4F89-41D3-9A0C-0305E82C3301",
            ],
            "loose-format",
            [3],
        ),
        ({"type": "string", "format": "binary"}, ["YWI=", "***"], "loose-format", [3]),
        (
            {"type": "string", "categories": ["a", "b"]},
            ["a", "c", "", "b"],
            "declared-categories",
            [3],
        ),
        (
            {"type": "integer", "categories": [{"value": 1, "label": "yksi"}]},
            ["1", "2"],
            "declared-categories",
            [3],
        ),
    ],
)
def test_each_reading(
    read: Read, field: dict[str, Any], values: list[str], check: str | None, rows: list[int]
) -> None:
    checked = read(cells(*values), [ID, {"name": "v", **field}])
    expected = [(check, "v", rows, len(rows))] if check else []
    assert failed(checked) == expected


def test_the_verdict_is_frictionless_own_whatever_is_found(read: Read) -> None:
    checked = read(cells("1_000"), [ID, {"name": "v", "type": "integer"}])
    validation = checked.validation
    assert (validation.valid, validation.summary["valid"]) == (True, True)
    assert validation.summary["errors"] == 0
    assert validation.table is not None
    assert validation.table.column("v").to_pylist() == [1000]


def test_what_is_missing_is_not_read(read: Read) -> None:
    field = {"name": "v", "type": "integer"}
    assert failed(read(cells("1", " ", "-"), [ID, field], missingValues=["", " ", "-"])) == []
    own = {**field, "missingValues": ["ei _tietoa"]}
    assert failed(read(cells("1", "ei _tietoa"), [ID, own])) == []


def test_bare_numbers_may_have_signs_around_them(read: Read) -> None:
    field = {"name": "v", "type": "number", "bareNumber": False}
    assert failed(read(cells("95 %", "€5"), [ID, field])) == []


def test_a_key_with_an_empty_part(read: Read) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    checked = read("a,b\n1,x\n1,\n", fields, primaryKey=["a", "b"])
    assert failed(checked) == [("key-part-missing", "b", [3], 1)]


def test_unique_keys_of_the_schema(read: Read) -> None:
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    text = "a,b\n1,x\n01,x\n2,\n2,\n1,y\n"
    checked = read(text, fields, uniqueKeys=[["a", "b"]])
    assert failed(checked) == [
        ("leading-zeros", "a", [3], 1),
        ("unique-keys", "a", [3], 1),
    ]


def test_a_quoted_line_feed_does_not_move_the_rows(read: Read) -> None:
    text = 'v,id\n1,"a\nb"\n1_0,"c"\n'
    fields = [{"name": "v", "type": "integer"}, {"name": "id", "type": "string"}]
    assert failed(read(text, fields)) == [("lenient-number", "v", [3], 1)]


def test_any_dialect_is_read_as_declared(read: Read) -> None:
    text = "selite;;\n'määrä ';nimi\n1_0;'Å;Ä'\n2,5;Ö\n".encode("iso-8859-15")
    source = {
        "format": "csv",
        "encoding": "iso-8859-15",
        "delimiter": ";",
        "quote": "'",
        "decimal": ",",
        "header_row": 2,
    }
    fields = [{"name": "määrä", "type": "number"}, {"name": "nimi", "type": "string"}]
    assert failed(read(text, fields, source=source)) == [("lenient-number", "määrä", [3], 1)]


def test_labels_are_stripped_as_frictionless_does(read: Read) -> None:
    text = "\ufeffid, v \n1,1_1\n2,1_0\n"
    checked = read(text, [ID, {"name": "v", "type": "integer"}])
    assert failed(checked) == [("lenient-number", "v", [2, 3], 2)]


def test_texts_among_json_values_are_read_too(read: Read) -> None:
    text = '[{"id": 1, "v": 1}, {"id": 2, "v": "0012"}, {"id": 3, "v": null}]'
    checked = read(text, [ID, {"name": "v", "type": "integer"}], source={"format": "json"})
    assert failed(checked) == [("leading-zeros", "v", [3], 1)]


def test_rows_are_named_in_the_file_where_the_file_was_read(read: Read) -> None:
    checked = read(cells("1_1"), [ID, {"name": "v", "type": "integer"}])
    elsewhere = checked.results.entries({"fields": [ID]}, lambda position: 100 + position)
    assert [entry["rows"] for entry in elsewhere] == [[2]]


def test_a_reading_is_turned_off_or_made_blocking(read: Read) -> None:
    field = {"name": "v", "type": "integer"}
    off = [{"check": "leading-zeros", "severity": "off"}]
    assert failed(read(cells("007"), [ID, field], checks=off)) == []
    strict = [{"check": "leading-zeros", "severity": "blocking"}]
    checked = read(cells("007"), [ID, field], checks=strict)
    assert [each.check.name for each in checked.results.blocking] == ["leading-zeros"]
    assert read(cells("007"), [ID, field]).results.blocking == []


def test_a_million_lenient_cells_make_a_short_entry(read: Read) -> None:
    text = "v\n" + "1_0\n" * 60_000
    (entry,) = failed(read(text, [{"name": "v", "type": "integer"}]))
    assert entry[2:] == (list(range(2, 22)), 60_000)


def test_the_report_says_it_in_each_language(read: Read) -> None:
    field = {"name": "v", "type": "integer", "titles": {"fi": "Arvo", "sv": "Värde"}}
    summary = read(cells("1_000"), [ID, field]).validation.summary
    assert (
        "Row 2, column `v`: the number is written in a way that other programs do not read"
        " (such as 1_000).\nHow to mend: Write the number at the source with digits alone.\n"
    ) in render(summary, "en")
    assert "Rivi 2, sarake `v` (Arvo): luku on kirjoitettu tavalla" in render(summary, "fi")
    assert "Rad 2, kolumn `v` (Värde): talet är skrivet så" in render(summary, "sv")
