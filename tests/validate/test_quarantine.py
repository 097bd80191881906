"""The quarantine: each invalid row as it came, with number and reasons, safe in a spreadsheet."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import os
import stat
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from pipelines.validate import StewardReport, Validation, quarantine
from pipelines.validate.phrasing import Phrases
from pipelines.validate.reasons import Reasons

Tell = Callable[..., StewardReport]

TIME = {"name": "aika", "type": "integer", "constraints": {"maximum": 2359}}
NAME = {"name": "nimi", "type": "string", "constraints": {"required": True}}
FRONT = ["Row number", "Why the row is invalid", "Columns where an apostrophe was put before a"]


def rows_of(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel needs the BOM"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))


@pytest.fixture
def rows_written(tmp_path: Path) -> Callable[..., list[list[str]]]:
    def written(told: StewardReport, language: str = "en") -> list[list[str]]:
        path = tmp_path / "quarantine.csv"
        count = told.write_quarantine(path, language)
        rows = rows_of(path)
        assert count == len(rows) - 1
        return rows

    return written


Written = Callable[..., list[list[str]]]


def test_the_invalid_rows_with_number_and_reasons(tell_csv: Tell, rows_written: Written) -> None:
    text = 'aika,nimi\n1,a\nx,"b\n""c"""\n2,ä\n9999,\n\n3\n4,d,e\n'
    assert rows_written(tell_csv(text, [TIME, NAME], primaryKey="aika")) == [
        [*FRONT[:2], f"{FRONT[2]} formula", "aika", "nimi"],
        [
            "3",
            "column `aika`: a whole number is expected (integer, at most 2359);"
            " the key (`aika`) is empty, or another row has the same",
            "",
            "x",
            'b\n"c"',
        ],
        [
            "5",
            "column `aika`: the value is too large: at most 2359 is expected;"
            " column `nimi`: the cell is empty, and a value is mandatory",
            "",
            "9999",
            "",
        ],
        ["6", "the row is empty; the key (`aika`) is empty, or another row has the same", ""],
        [
            "7",
            "column `nimi`: the cell is empty, and a value is mandatory;"
            " the row has fewer cells than there are columns",
            "",
            "3",
        ],
        ["8", "the row has more cells than there are columns", "", "4", "d", "e"],
    ]


def test_the_reasons_are_in_the_steward_s_language(tell_csv: Tell, rows_written: Written) -> None:
    told = tell_csv("aika,nimi\nx,a\n", [TIME, NAME])
    reason = "sarake `aika`: odotetaan kokonaislukua (integer, enintään 2359)"
    assert rows_written(told, "fi")[1][:3] == ["2", reason, ""]
    assert rows_written(told, "sv")[0][0] == "Radnummer"


def test_a_formula_gets_an_apostrophe_and_its_column_is_named(
    tell_csv: Tell, rows_written: Written
) -> None:
    text = 'aika,nimi\n=1+1,"@x"\n-5x,"a;=2,+3"\nx,-1.5\n+358401234567y,+358401234567\n'
    rows = rows_written(tell_csv(text, [TIME, NAME]))
    assert [row[2:] for row in rows[1:]] == [
        ["aika, nimi", "'=1+1", "'@x"],
        ["aika, nimi", "'-5x", "a;'=2,'+3"],
        ["", "x", "-1.5"],
        ["aika", "'+358401234567y", "+358401234567"],
    ]


SIGNS = st.text(st.sampled_from("=+-@'\";,\t\r\n 1a＝"), max_size=8)


@given(st.one_of(SIGNS, st.text(st.characters(exclude_categories=["Cs"]), max_size=20)))
def test_protection_is_undone_exactly_and_leaves_no_formula(cell: str) -> None:
    safe = quarantine.protected(cell)
    assert quarantine.unprotected(safe) == cell
    is_number = cell.lstrip("+-").replace(",", "").replace(".", "").isdigit()
    assert safe[:1] not in ("=", "+", "-", "@", "＝") or is_number


@given(st.lists(st.lists(SIGNS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_is_read_back_is_what_came(records: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "q.csv"
        write(path, list(enumerate(records, start=2)))
        assert list(quarantine.read_back(path))[1:] == records


def write(path: Path, records: Any, report: dict[str, Any] | None = None) -> int:
    schema = Schema.from_descriptor({"fields": [TIME, NAME]})
    summary = {"format": "csv", "title": {"fi": "x"}, "dataset": "x", "reshaped": False}
    reasons = Reasons(schema, report or {"tasks": []})
    return quarantine.write(path, records, ["aika", "nimi"], reasons, Phrases(summary, "en"))


def test_rows_beyond_the_listed_errors_have_their_reasons_too(tell_csv: Tell) -> None:
    text = "aika,nimi\nx,a\n9999,\n\n3\n4,d,e\n5,f\n"
    whole = tell_csv(text, [TIME, NAME])
    listed = Reasons(schema_of(whole), whole.validation.report)
    unlisted = Reasons(schema_of(whole), {"tasks": []})
    records: list[tuple[int, list[str]]] = [
        (2, ["x", "a"]),
        (3, ["9999", ""]),
        (4, []),
        (5, ["3"]),
        (6, ["4", "d", "e"]),
    ]
    assert list(whole.validation.invalid) == [number for number, _ in records]
    for number, record in records:
        assert unlisted.of(number, record) == listed.of(number, record)


def schema_of(told: StewardReport) -> Schema:
    return Schema.from_descriptor(dict(told.schema))


def test_a_sound_row_that_breaks_a_rule_between_rows_is_given_a_reason() -> None:
    schema = Schema.from_descriptor({"fields": [TIME, NAME], "primaryKey": "aika"})
    (fault,) = Reasons(schema, {"tasks": []}).of(7, ["1", "a"])
    assert fault["type"] == "row-error"
    changed = Reasons(schema, {"tasks": []}, as_validated=False)
    assert [fault["type"] for fault in changed.of(7, ["x", ""])] == ["row-error"]


def test_ten_times_the_rows_need_no_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.validate.reasons.MEMORY", 100)

    def records(count: int) -> Any:
        return ((number, [f"x{number}", ""]) for number in range(2, count + 2))

    def peak(count: int) -> int:
        tracemalloc.start()
        assert write(tmp_path / "q.csv", records(count)) == count
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(8_000) < 1.2 * peak(800)


def test_only_its_owner_may_read_it(tell_csv: Tell, tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("file modes are POSIX's")
    told = tell_csv("aika,nimi\nx,a\n", [TIME, NAME])
    for path in (tmp_path / "new.csv", tmp_path / "old.csv"):
        if path.stem == "old":
            path.touch(mode=0o644)
        told.write_quarantine(path, "fi")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_workbook_s_cells_are_written_as_people_see_them(
    check_xlsx: Callable[..., Validation], declared: Callable[..., Any], tmp_path: Path
) -> None:
    fields = [TIME, NAME, {"name": "pvm", "type": "date"}, {"name": "luku", "type": "number"}]
    rows: list[list[Any]] = [
        ["aika", "nimi", "pvm", "luku"],
        [1, "a", dt.date(2024, 5, 31), 0.5],
        [99999, None, dt.datetime(2024, 5, 31), True],
    ]
    validation = check_xlsx(rows, fields)
    subject = declared(format="xlsx", sheet="Data")
    told = StewardReport(subject, {"fields": fields}, tmp_path / "raw.xlsx", validation)
    told.write_quarantine(tmp_path / "q.csv", "en")
    assert rows_of(tmp_path / "q.csv")[1][3:] == ["99999", "", "2024-05-31", "true"]
    (sample, *_) = told.summary["groups"][0]["samples"]
    assert sample["record"] == ["99999", "", "2024-05-31", "true"]


def test_records_of_json_have_the_schema_s_columns(
    check_json: Callable[..., Validation], declared: Callable[..., Any], tmp_path: Path
) -> None:
    validation = check_json('[{"aika": 1, "nimi": "a"}, {"aika": "x", "muu": 1}]', [TIME, NAME])
    told = StewardReport(
        declared(format="json"), {"fields": [TIME, NAME]}, tmp_path / "raw.json", validation
    )
    told.write_quarantine(tmp_path / "q.csv", "en")
    header, row = rows_of(tmp_path / "q.csv")
    assert (header[3:], row[0], row[3:]) == (["aika", "nimi"], "2", ["x", ""])


STEPS = [
    {"type": "keep", "where": {"column": "julki", "equals": "k"}},
    {"type": "drop", "columns": ["julki", "salainen"]},
]
"""Steps that leave rows and columns of the file out before the schema sees it."""
STEPPED = "salainen,julki,aika,nimi\ns1,e,x,y\ns2,k,1,a\ns3,k,x,b\ns4,e,,\ns5,k,9999,\n"


def test_rows_are_quarantined_as_they_came_before_the_steps(
    tell_csv: Tell, rows_written: Written
) -> None:
    told = tell_csv(STEPPED, [TIME, NAME], steps=STEPS)
    header, *rows = rows_written(told)
    assert header[3:] == ["salainen", "julki", "aika", "nimi"]
    assert [(row[0], row[3:]) for row in rows] == [
        ("4", ["s3", "k", "x", "b"]),
        ("6", ["s5", "k", "9999", ""]),
    ]
    assert rows[0][1] == "column `aika`: a whole number is expected (integer, at most 2359)"
    samples = [sample for group in told.summary["groups"] for sample in group["samples"]]
    assert [(sample["row"], sample["record"][2]) for sample in samples] == [
        (4, "x"),
        (6, "9999"),
        (6, "9999"),
    ]


def test_rows_that_the_steps_changed_are_given_no_reason_that_may_be_false(
    tell_csv: Tell, rows_written: Written
) -> None:
    told = tell_csv(STEPPED, [TIME, NAME], steps=STEPS)
    found = {**told.validation.report, "tasks": []}
    unlisted = dataclasses.replace(told.validation, report=found)
    rows = rows_written(dataclasses.replace(told, validation=unlisted))
    assert [row[1] for row in rows[1:]] == ["the row has an error"] * 2
