"""The declared steps: what each does to a row, what it counts, and that none hides a fault."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from pipelines.errors import NotTheDeclaredFile
from pipelines.model import Dataset, Step, columns_before
from pipelines.validate import Validation, validate
from pipelines.validate.steps import Prepared, prepare
from tests.validate.conftest import CSV, DECLARATION

STEPS = TypeAdapter(list[Step])
Rows = list[list[Any]]


def declared(text: str) -> list[Step]:
    return STEPS.validate_python(YAML(typ="safe").load(text))


def done(text: str, rows: Rows, header_row: int = 1) -> tuple[Rows, Prepared]:
    prepared = prepare([list(row) for row in rows], declared(text), header_row)
    return list(prepared), prepared


def counted(prepared: Prepared) -> list[tuple[int, int, int]]:
    return [(each["rows"], each["cells"], each["dropped"]) for each in prepared.counts]


MARKS = "{column: nimi, has_word: [Oy, Ab, ry, kaupunki]}"


@pytest.mark.parametrize(
    ("step", "rows", "expected", "counts"),
    [
        ("{type: drop, columns: [b]}", [["a", "b", "c"], [1, 2, 3]], [["a", "c"], [1, 3]],
         (1, 1, 0)),
        ("{type: drop, columns: [b, a]}", [["a", "b", " b "], [1, 2, 3]], [[], []], (1, 3, 0)),
        ("{type: keep, where: {column: a, equals: x}}", [["a"], ["x"], ["X"], ["x "], ["x"]],
         [["a"], ["x"], ["x"]], (0, 0, 2)),
        ("{type: keep, where: {column: a, in: [x, '5', 'true']}}",
         [["a"], ["x"], [5], [True], [False], [None]], [["a"], ["x"], [5], [True], [None]],
         (0, 0, 1)),
        ("{type: keep, where: {column: a, matches: '0[0-9]+'}}",
         [["a"], ["091"], ["91"], ["091x"]], [["a"], ["091"]], (0, 0, 2)),
        ("{type: keep, where: {column: a, empty: false}}", [["a", "b"], [" ", "x"], ["1", "x"]],
         [["a", "b"], ["1", "x"]], (0, 0, 1)),
        ("{type: keep, where: {column: a, at_least: 10}}",
         [["a"], ["10"], ["9,99"], [Decimal("10.5")], ["1 000"], ["?"], [9]],
         [["a"], ["10"], [Decimal("10.5")], ["1 000"], ["?"]], (0, 0, 2)),
        ("{type: keep, where: {not: {column: a, at_most: 3}}}",
         [["a"], ["3"], ["4"], ["−5"], ["x"]], [["a"], ["4"], ["x"]], (0, 0, 2)),
        ("{type: keep, where: {all: [{column: a, equals: x}, {any: [{column: b, equals: y}, "
         "{column: b, equals: z}]}]}}",
         [["a", "b"], ["x", "y"], ["x", "z"], ["x", "x"], ["y", "y"]],
         [["a", "b"], ["x", "y"], ["x", "z"]], (0, 0, 2)),
        ("{type: redact, columns: [b]}", [["a", "b"], ["x", "y"], ["x", ""], ["x", None]],
         [["a", "b"], ["x", ""], ["x", ""], ["x", None]], (1, 1, 0)),
        ("{type: redact, columns: [a, b], replacement: '*', where: {column: a, equals: x}}",
         [["a", "b"], ["x", "y"], ["y", "x"]], [["a", "b"], ["*", "*"], ["y", "x"]], (1, 2, 0)),
        ("{type: redact, columns: [b], where: {column: a, at_least: 5}}",
         [["a", "b"], ["4", "y"], ["ei", "x"]], [["a", "b"], ["4", "y"], ["ei", ""]], (1, 1, 0)),
        ("{type: recode, columns: [a, b], values: {'1': yksi, K: 'true'}}",
         [["a", "b"], ["1", "K"], [1, "k"], ["11", ""]],
         [["a", "b"], ["yksi", "true"], ["yksi", "k"], ["11", ""]], (2, 3, 0)),
        ("{type: pad, columns: [a], width: 3}", [["a"], ["91"], [91], ["1234"], ["091"]],
         [["a"], ["091"], ["091"], ["1234"], ["091"]], (2, 2, 0)),
        ("{type: normalise, columns: [a], form: number}",
         [["a"], ["1\u00a0234,50"], ["\u22125"], ["12 34"], ["1,2,3"], [7], ["1 234 567"]],
         [["a"], ["1234.50"], ["-5"], ["12 34"], ["1,2,3"], [7], ["1234567"]], (3, 3, 0)),
        ("{type: normalise, columns: [a], form: date}",
         [["a"], ["1.3.2015"], ["31.12.2015"], ["30.2.2015"], ["2015-03-01"], ["1.3.15"]],
         [["a"], ["2015-03-01"], ["2015-12-31"], ["30.2.2015"], ["2015-03-01"], ["1.3.15"]],
         (2, 2, 0)),
        ("{type: normalise, columns: [a], form: spaces}",
         [["a"], [" Mannerheimin\u00a0 tie\n1 "], ["x"]], [["a"], ["Mannerheimin tie 1"], ["x"]],
         (1, 1, 0)),
        ("{type: rename, columns: {a: b, b: a}}", [["a", " b"], [1, 2]], [["b", "a"], [1, 2]],
         (0, 0, 0)),
        ("{type: derive, column: c, value: {join: [{column: a}, {column: b}], separator: ', '}}",
         [["a", "b"], ["Tie 1", "Espoo"], ["", "Espoo"]],
         [["a", "b", "c"], ["Tie 1", "Espoo", "Tie 1, Espoo"], ["", "Espoo", "Espoo"]],
         (2, 2, 0)),
        ("{type: derive, column: a, value: {extract: '([0-9]{4})$', from: {column: a}}}",
         [["a"], ["1.3.2015"], ["eilen"]], [["a"], ["2015"], [""]], (2, 2, 0)),
        ("{type: derive, column: c, value: {when: {column: a, equals: '1'}, then: yksi,"
         " else: {column: a}}}",
         [["a"], ["1"], ["2"]], [["a", "c"], ["1", "yksi"], ["2", "2"]], (2, 2, 0)),
        ("{type: derive, column: c, value: {calculate: divide, of: [{column: a}, '3'],"
         " decimals: 2}}",
         [["a"], ["10"], ["1\u00a0000,5"], ["x"]],
         [["a", "c"], ["10", "3.33"], ["1\u00a0000,5", "333.50"], ["x", "x"]], (3, 3, 0)),
        ("{type: derive, column: c, value: {calculate: subtract, of: [{column: a}, '0.1']}}",
         [["a"], ["0.3"]], [["a", "c"], ["0.3", "0.2"]], (1, 1, 0)),
    ],
)  # fmt: skip
def test_each_step(step: str, rows: Rows, expected: Rows, counts: tuple[int, int, int]) -> None:
    found, prepared = done(f"[{step}]", rows)
    assert found == expected
    assert counted(prepared) == [counts]


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("Rakennus Korhonen Oy", True),
        ("RAKENNUS OY", True),
        ("Oy Rakennus", True),
        ("Rakennus-Oy", True),
        ("Sähkö\u00a0Ab", True),
        ("Espoon kaupunki", True),
        ("Oyj", False),
        ("Myöhä Harry", False),
        ("Matti Korhonen", False),
        ("Tmi Korhonen", False),
        ("Kaupunkilainen", False),
    ],
)
def test_a_legal_form_is_a_whole_word_in_any_case(name: str, stays: bool) -> None:
    rows, _ = done(f"[{{type: redact, columns: [nimi], where: {{not: {MARKS}}}}}]",
                   [["nimi"], [name]])  # fmt: skip
    assert rows[1] == [name if stays else ""]


def test_steps_are_done_in_their_order_and_name_columns_as_they_are_by_then() -> None:
    rows, prepared = done(
        """
        - {type: rename, columns: {Kunta: kunta}}
        - {type: pad, columns: [kunta], width: 3}
        - {type: keep, where: {column: kunta, equals: '091'}}
        - {type: drop, columns: [kunta]}
        """,
        [["id", "Kunta"], ["1", "91"], ["2", "49"], ["3", "091"]],
    )
    assert rows == [["id"], ["1"], ["3"]]
    assert counted(prepared) == [(0, 0, 0), (2, 2, 0), (0, 0, 1), (2, 2, 0)]
    assert prepared.counts[2] == {"step": 3, "type": "keep", "rows": 0, "cells": 0, "dropped": 1}


def test_rows_are_still_named_as_in_the_agencys_file() -> None:
    rows = [["otsikko"], [], ["a"], ["k"], ["e"], ["e"], ["k"], ["k"], ["e"], ["k"]]
    found, prepared = done("[{type: keep, where: {column: a, equals: k}}]", rows, header_row=3)
    assert found == [["otsikko"], [], ["a"], ["k"], ["k"], ["k"], ["k"]]
    assert [prepared.row_of(number) for number in range(1, 8)] == [1, 2, 3, 4, 7, 8, 10]
    row_of = prepared.rows_of_table()
    assert [row_of(position) for position in range(4)] == [4, 7, 8, 10]
    row_of = prepared.rows_of_table(invalid=[4, 8])
    assert [row_of(position) for position in range(2)] == [7, 10]
    assert prepared.dropped_rows == 3


@given(st.lists(st.booleans(), max_size=40))
def test_any_rows_left_out_leave_the_others_their_numbers(kept: list[bool]) -> None:
    rows = [["a", "n"], *([("k" if keep else "e"), str(n)] for n, keep in enumerate(kept, 2))]
    found, prepared = done("[{type: keep, where: {column: a, equals: k}}]", rows)
    named = [prepared.row_of(number) for number in range(2, len(found) + 1)]
    assert named == [int(row[1]) for row in found[1:]]


@given(st.lists(st.sampled_from("kei"), max_size=40))
def test_any_rows_that_the_validator_leaves_out_are_stepped_over(rows: list[str]) -> None:
    numbered = list(enumerate(rows, 2))
    _, prepared = done(
        "[{type: keep, where: {column: a, in: [k, i]}}]", [["a"], *([row] for row in rows)]
    )
    row_of = prepared.rows_of_table([number for number, row in numbered if row == "i"])
    valid = [number for number, row in numbered if row == "k"]
    assert [row_of(position) for position in range(len(valid))] == valid


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([], []),
        (["1"], ["1"]),
        (["1", "2"], ["1"]),
        (["1", "2", "3", "4"], ["1", "3", "", "4"]),
        (["", "", ""], ["", "", ""]),
        ([None, None, None], [None, None, ""]),
    ],
)
def test_a_row_of_the_wrong_width_and_an_empty_one_stay_so(
    row: list[Any], expected: list[Any]
) -> None:
    steps = """
    - {type: keep, where: {column: a, equals: x}}
    - {type: redact, columns: [a, c], replacement: '*'}
    - {type: drop, columns: [b]}
    - {type: derive, column: d, value: uusi}
    """
    found, prepared = done(steps, [["a", "b", "c"], row])
    assert found == [["a", "c", "d"], expected]
    assert [sum(counts) for counts in counted(prepared)] == [0, 0, 0, 0]


def test_a_file_with_an_empty_header_row_is_left_to_the_validator() -> None:
    found, _ = done("[{type: derive, column: a, value: x}]", [[], [], ["1"]])
    assert found == [["a"], [""], ["", "1"]]


def test_an_empty_file_stays_one() -> None:
    assert done("[{type: drop, columns: [a]}]", [])[0] == []


@given(
    st.lists(st.sampled_from(["", "x", "5"]), max_size=6),
    st.permutations(
        [
            "{type: drop, columns: [c]}",
            "{type: derive, column: d, value: uusi}",
            "{type: redact, columns: [a]}",
            "{type: rename, columns: {b: e}}",
        ]
    ),
)
def test_no_steps_make_a_whole_row_of_a_ragged_one(row: list[str], steps: list[str]) -> None:
    (header, found), _ = done("\n".join(f"- {step}" for step in steps), [["a", "b", "c"], row])
    assert (len(found) > len(header)) == (len(row) > 3)
    assert (len(found) < len(header)) == (len(row) < 3)


@pytest.mark.parametrize(
    ("step", "message", "remedy"),
    [
        ("{type: drop, columns: [Toimitaja]}", "step 2 (drop): the file has no column `Toimitaja`",
         "did you mean `Toimittaja`?"),
        ("{type: keep, where: {not: {column: xyz, empty: true}}}",
         "step 2 (keep): the file has no column `xyz`", "correct the step"),
        ("{type: derive, column: z, value: {join: [{column: gone}]}}",
         "step 2 (derive): the file has no column `gone`", "correct the step"),
        ("{type: keep, where: {column: kaksi, equals: x}}",
         "step 2 (keep): the file has 2 columns `kaksi`", "name its columns apart"),
    ],
)  # fmt: skip
def test_a_column_that_is_not_there_is_named_with_the_nearest(
    step: str, message: str, remedy: str
) -> None:
    rows = [["Toimittaja", "gone", "kaksi", "kaksi"], ["a", "b", "c", "d"]]
    with pytest.raises(NotTheDeclaredFile) as raised:
        done(f"[{{type: drop, columns: [gone]}}, {step}]", rows)
    assert message in raised.value.message
    assert remedy in raised.value.remedy


def test_the_columns_that_the_file_must_have() -> None:
    steps = declared(
        """
        - {type: keep, where: {column: PublicityClass, equals: Julkinen}}
        - {type: rename, columns: {Title: otsikko}}
        - {type: derive, column: vuosi, value: {extract: '^[0-9]{4}', from: {column: pvm}}}
        - {type: drop, columns: [PublicityClass, Contact]}
        """
    )
    fields = ["otsikko", "pvm", "vuosi"]
    assert columns_before(steps, fields) == ["Title", "pvm", "vuosi", "PublicityClass", "Contact"]


def dataset(steps: str, **source: Any) -> Dataset:
    place = {"type": "file", "url": "https://www.hel.fi/a"}
    found = YAML(typ="safe").load(steps)
    return Dataset.model_validate(
        {**DECLARATION, "source": {**place, **(source or CSV)}, "steps": found}
    )


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Validation]:
    def checked(steps: str, text: str, fields: list[str], **more: Any) -> Validation:
        raw = tmp_path / "raw"
        raw.write_text(text, encoding="utf-8")
        source = more.pop("source", {})
        kinds = [dict(zip(("name", "type"), field.split(":"), strict=True)) for field in fields]
        return validate(dataset(steps, **source), {"fields": kinds, **more}, raw)

    return checked


def test_the_report_names_the_rows_of_the_file(
    check: Callable[..., Validation], places: Callable[..., Any]
) -> None:
    text = "id,kieli\n1,sv\n2,fi\nx,sv\ny,fi\n1,sv\n2,fi\n"
    validation = check(
        "[{type: keep, where: {column: kieli, equals: fi}}, {type: drop, columns: [kieli]}]",
        text,
        ["id:integer"],
        primaryKey="id",
    )
    # A key that could not be read is a missing one for frictionless.
    keys = [["primary-key", 5, None], ["primary-key", 7, None]]
    assert places(validation) == [["type-error", 5, 1], *keys]
    errors = validation.report["tasks"][0]["errors"]
    assert "the same as in the row at position 3" in errors[2]["note"]
    assert 'Row at position "7"' in errors[2]["message"]
    key = next(g for g in validation.summary["groups"] if g["type"] == "primary-key")
    assert (key["rows"], key["samples"][1]["same_as"]) == ([[5, 5], [7, 7]], 3)
    assert validation.rows == 3


def test_own_checks_name_the_rows_of_the_file(check: Callable[..., Validation]) -> None:
    steps = "[{type: keep, where: {column: id, at_least: 1}}]"
    validation = check(steps, f"id\n0\n0\n5\n{10**20}\n", ["id:integer"])
    (found,) = validation.summary["checks"]
    assert (found["check"], found["row"]) == ("integer-range", 5)


def test_a_file_without_the_column_is_refused(check: Callable[..., Validation]) -> None:
    with pytest.raises(NotTheDeclaredFile, match=r"step 1 \(pad\): the file has no column `kunta`"):
        check("[{type: pad, columns: [kunta], width: 3}]", "id\n1\n", ["id:string"])


def test_only_public_decisions_leave(check: Callable[..., Validation]) -> None:
    """As Ahjo answers: documents of several classes, some that hold personal data."""
    steps = """
    - type: keep
      where:
        all:
          - {column: PublicityClass, equals: Julkinen}
          - {column: PersonalData, empty: true}
    - {type: redact, columns: [Decided], where: {column: Decided, equals: '2100-01-01'}}
    - {type: rename, columns: {NativeId: id, Title: title, Decided: decided}}
    - {type: drop, columns: [PublicityClass, PersonalData]}
    """
    documents = """[
      {"NativeId": "{A1}", "Title": "Puisto", "PublicityClass": "Julkinen",
       "Decided": "2015-03-01"},
      {"NativeId": "{A2}", "Title": "Salainen", "PublicityClass": "Salassa pidettävä",
       "SecurityReasons": ["JulkL 24"], "Decided": "2015-03-02"},
      {"NativeId": "{A3}", "Title": "Valitus: Korhonen", "PublicityClass": "Julkinen",
       "PersonalData": "Sisältää henkilötietoja", "Decided": "2015-03-03"},
      {"NativeId": "{A4}", "Title": "Luokaton", "Decided": "2015-03-04"},
      {"NativeId": "{A5}", "Title": "Katu", "PublicityClass": "Julkinen",
       "Decided": "2100-01-01"}]"""
    validation = check(
        steps, documents, ["id:string", "title:string", "decided:date"], source={"format": "json"}
    )
    assert validation.table is not None, validation.summary
    assert validation.table.column("id").to_pylist() == ["{A1}", "{A5}"]
    assert validation.table.column("title").to_pylist() == ["Puisto", "Katu"]
    assert validation.table.column("decided").null_count == 1
    assert [each["dropped"] for each in validation.prepared.counts] == [3, 0, 0, 0]


def test_a_derived_column_of_objects_stands_where_the_schema_has_it(
    check: Callable[..., Validation],
) -> None:
    steps = """
    - type: derive
      column: vuosi
      value: {extract: '^[0-9]{4}', from: {column: paivitetty}}
    - {type: drop, columns: [paivitetty]}
    """
    text = '[{"id": 1, "paivitetty": "2015-03-01T10:00", "nimi": "Kurvi"}]'
    fields = ["id:integer", "vuosi:year", "nimi:string"]
    validation = check(steps, text, fields, source={"format": "json"})
    assert validation.table is not None, validation.summary
    assert validation.table.to_pylist() == [{"id": 1, "vuosi": 2015, "nimi": "Kurvi"}]


def test_contact_persons_are_never_kept(check: Callable[..., Validation]) -> None:
    units = """[{"id": 1, "name_fi": "Kirjasto", "connections":
      [{"section_type": "PHONE_OR_EMAIL", "contact_person": "Anna Korhonen"}]}]"""
    validation = check(
        "[{type: drop, columns: [connections]}]",
        units,
        ["id:integer", "name_fi:string"],
        source={"format": "json"},
    )
    assert validation.table is not None
    assert validation.table.to_pylist() == [{"id": 1, "name_fi": "Kirjasto"}]
    assert "Korhonen" not in str(validation.summary) + str(validation.report)


def test_a_foreign_key_into_the_table_itself_reads_the_file_twice(
    check: Callable[..., Validation], places: Callable[..., Any]
) -> None:
    validation = check(
        "[{type: keep, where: {column: on, equals: '1'}}]",
        "id,yla,on\n1,,1\n2,1,0\n3,9,1\n4,1,1\n",
        ["id:integer", "yla:integer", "on:string"],
        foreignKeys=[{"fields": "yla", "reference": {"resource": "", "fields": "id"}}],
    )
    assert places(validation) == [["foreign-key", 4, None]]
    assert [each["dropped"] for each in validation.prepared.counts] == [1]
