"""Declared steps and allowed columns: every fault with its line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.declared import TRAMS, Desk

FIRST = len(TRAMS.splitlines()) + 2
"""The line of the first step."""
GONE = "is no field of trams.json, and no later step uses, drops or renames it."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    "steps",
    [
        "- {type: drop, columns: [yhteyshenkilö]}",
        "- {type: keep, where: {column: nimi, empty: false}}",
        "- {type: rename, columns: {Nimi: nimi}}\n"
        "- {type: redact, columns: [nimi], where: {not: {column: nimi, has_word: [Oy]}}}",
        "- {type: recode, columns: [tila], values: {K: kyllä}}\n"
        "- {type: keep, where: {any: [{column: tila, equals: kyllä}]}}\n"
        "- {type: drop, columns: [tila]}",
        "- {type: derive, column: nimi, value: {join: [{column: a}, ' ', {column: b}]}}\n"
        "- {type: drop, columns: [a, b]}",
        "- {type: normalise, columns: [ita, pohjoinen], form: number}",
        "- {type: derive, column: ita, value: {calculate: divide, of: [{column: ita}, '3'],"
        " decimals: 1}}",
    ],
)
def test_sound_steps(desk: Desk, steps: str) -> None:
    indented = "".join(f"  {line}\n" for line in steps.splitlines())
    desk.write("trams.yaml", f"{TRAMS}steps:\n{indented}")
    assert desk.faults() == []
    assert desk.load().datasets["hel-trams"].steps


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ("- {type: drop, columns: [nimi]}",
         "0: steps.0.columns.0: 'nimi' is needed: it is a field of trams.json, or a later step's."),
        ("- {type: keep, where: {not: {column: nmi, empty: true}}}",
         f"0: steps.0.where.not.column: 'nmi' {GONE} Did you mean 'nimi'?"),
        ("- {type: drop, columns: [tila]}\n- {type: keep, where: {column: tila, equals: a}}",
         f"1: steps.1.where.column: 'tila' {GONE}"),
        ("- {type: rename, columns: {Nimi: nimii}}",
         f"0: steps.0.columns.Nimi: its new name 'nimii' {GONE} Did you mean 'nimi'?"),
        ("- {type: derive, column: itaa, value: x}",
         f"0: steps.0.column: 'itaa' {GONE} Did you mean 'ita'?"),
        ("- {type: drpo, columns: [x]}",
         "0: steps.0.type: one of 'drop', 'keep', 'redact', 'recode', 'pad', 'normalise', 'rename',"
         " 'derive' is expected. Did you mean 'drop'?"),
        ("- {columns: [x]}",
         "0: steps.0.type: this field is required: `drop`, `keep`, `redact` or another kind of"
         " step."),
        ("- type: pad\n  columns: [nimi]\n  widht: 5\n  width: 5",
         "2: steps.0.widht: no such field. Did you mean 'width'?"),
        ("- {type: keep, where: {column: nimi, matches: '('}}",
         "0: steps.0.where.matches: a regular expression is expected: missing ), unterminated"
         " subpattern at position 0."),
        ("- {type: keep, where: {column: nimi, equal: x}}",
         "0: steps.0.where: a condition is expected: `column` with equals, in, matches, has_word,"
         " empty, at_least or at_most; or all, any or not."),
        ("- {type: keep, where: {column: nimi, equals: 1}}",
         '0: steps.0.where.equals: text is expected (put numbers and dates in "quotes").'),
        ("- {type: derive, column: ita, value: {calculate: divide, of: [{column: ita}, '3']}}",
         "0: steps.0.value: divide needs `decimals`: a third has no end."),
        ("- {type: derive, column: ita, value: 5}",
         "0: steps.0.value: a value is expected: a text (numbers in \"quotes\"), or a group with"
         " column, join, extract, when or calculate."),
        ("- {type: normalise, columns: [ita], form: numero}",
         "0: steps.0.form: one of 'spaces', 'number' or 'date' is expected."
         " Did you mean 'number'?"),
    ],
)  # fmt: skip
def test_a_faulty_step(desk: Desk, steps: str, fault: str) -> None:
    indented = "".join(f"  {line}\n" for line in steps.splitlines())
    desk.write("trams.yaml", f"{TRAMS}steps:\n{indented}")
    line, _, message = fault.partition(":")
    assert desk.faults() == [f"trams.yaml:{FIRST + int(line)}:{message}"]
    assert "hel-trams" not in desk.load().datasets


def test_a_schema_that_allows_other_columns_allows_them_to_steps(desk: Desk) -> None:
    desk.change("trams.json", ('"fields"', '"fieldsMatch": "subset", "fields"'))
    desk.write("trams.yaml", f"{TRAMS}steps: [{{type: pad, columns: [muu], width: 5}}]\n")
    assert desk.faults() == []


def test_a_path_may_lead_to_a_column_that_a_step_drops(desk: Desk) -> None:
    json = (
        ("format: csv\n  encoding: utf-8\n  delimiter: \";\"\n",
         "format: json\n  columns: {luokka: a.b}\n"),
    )  # fmt: skip
    desk.change("trams.yaml", *json)
    (fault,) = desk.faults()
    assert "source.columns.luokka: 'luokka' is no field of trams.json" in fault
    text = (desk.datasets / "trams.yaml").read_text(encoding="utf-8")
    desk.write("trams.yaml", f"{text}steps: [{{type: drop, columns: [luokka]}}]\n")
    assert desk.faults() == []


def test_personal_data_may_stand_in_fields_only(desk: Desk) -> None:
    place = "    by: Tietosuojavastaava\n"
    desk.change("trams.yaml", (place, f"{place}    allowed: {{email: [nimi], phone: [nmi]}}\n"))
    assert desk.faults() == [
        "trams.yaml:21: access.privacy.allowed.phone.0: 'nmi' is no field of trams.json."
        " Did you mean 'nimi'?"
    ]


def test_an_identity_code_may_stand_nowhere(desk: Desk) -> None:
    place = "    by: Tietosuojavastaava\n"
    desk.change("trams.yaml", (place, f"{place}    allowed: {{hetu: [nimi]}}\n"))
    assert desk.faults() == ["trams.yaml:21: access.privacy.allowed.hetu: no such field."]


def test_an_api_has_no_steps(desk: Desk) -> None:
    desk.write("trams.yaml", TRAMS)
    text = (desk.datasets / "events.yaml").read_text(encoding="utf-8")
    desk.write("events.yaml", f"{text}steps: [{{type: drop, columns: [x]}}]\n")
    (fault,) = desk.faults()
    assert "steps: an API has no such field; remove it." in fault


def test_each_table_has_steps_of_its_own(desk: Desk) -> None:
    head, _, _ = TRAMS.partition("schema: trams.json")
    tables = """\
tables:
  - name: stops
    member: stops.txt
    schema: trams.json
    steps: [{type: pad, columns: [nimi], width: 4}]
    distributions: [csv]
  - name: routes
    member: routes.txt
    schema: routes.json
    steps:
      - {type: drop, columns: [muu]}
      - {type: pad, columns: [nimi], width: 4}
    distributions: [csv]
"""
    desk.write("trams.yaml", head + tables)
    desk.write("routes.json", '{"fields": [{"name": "linja", "type": "string"}]}')
    line = len(head.splitlines()) + 12
    assert desk.faults() == [
        f"trams.yaml:{line}: tables.1.steps.1.columns.0: 'nimi' is no field of routes.json, and no"
        " later step uses, drops or renames it."
    ]
    desk.change("trams.yaml", ("      - {type: pad, columns: [nimi], width: 4}\n", ""))
    assert desk.faults() == []
    stops, routes = desk.load().datasets["hel-trams"].parts()
    assert [step.type for step in stops.steps] == ["pad"]
    assert [step.type for step in routes.steps] == ["drop"]


def test_a_dataset_of_several_tables_has_no_steps_itself(desk: Desk) -> None:
    head, _, _ = TRAMS.partition("schema: trams.json")
    table = "tables: [{name: stops, member: a, schema: trams.json, distributions: [csv]}]\n"
    desk.write("trams.yaml", f"{head}steps: [{{type: drop, columns: [x]}}]\n{table}")
    (fault,) = desk.faults()
    assert "steps: each of the `tables` declares its own; remove it." in fault
