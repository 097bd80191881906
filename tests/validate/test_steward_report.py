"""The report that a steward reads: where, what is expected, how to mend; no cell unless asked."""

import json
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from frictionless import Error

from pipelines.model import LANGUAGES
from pipelines.validate import StewardReport, Validation, public_summary, render, types
from pipelines.validate.capture import Finding
from pipelines.validate.grouping import Kind
from pipelines.validate.rendering import WORDINGS
from pipelines.validate.report import summarise

Check = Callable[..., Validation]
Tell = Callable[..., StewardReport]

TIME = {
    "name": "aika",
    "type": "integer",
    "constraints": {"minimum": 0, "maximum": 2359},
    "titles": {"fi": "Kellonaika", "sv": "Klockslag"},
}
STATE = {"name": "tila", "type": "string", "constraints": {"enum": ["avoin", "suljettu"]}}


def error_types(kind: type[Error] = Error) -> Iterator[type[Error]]:
    yield kind
    for child in kind.__subclasses__():
        yield from error_types(child)


def test_a_type_error_in_each_language(check_csv: Check) -> None:
    summary = check_csv("aika,tila\n0,avoin\nnolla,avoin\n", [TIME, STATE]).summary
    assert render(summary, "en") == (
        "Traffic counts (traffic-counts)\n"
        "File: raw.csv (https://www.hel.fi/liikenne.csv)\n"
        "The data are not valid.\n"
        "Rows: 2. Valid: 1. Invalid: 1. Errors: 1.\n"
        "\n"
        "Row 3, column `aika`: a whole number is expected (integer, 0–2359).\n"
        "How to mend: Mend the cell in the source file and send it again.\n"
        "\n"
        "To check the mended file (give its path):"
        " hri validate raw.csv --dataset traffic-counts --language en\n"
    )
    assert (
        "Rivi 3, sarake `aika` (Kellonaika): odotetaan kokonaislukua (integer, 0–2359).\n"
        "Näin korjaat: Korjaa solu lähdetiedostoon ja lähetä tiedosto uudelleen.\n"
    ) in render(summary, "fi")
    assert (
        "Rad 3, kolumn `aika` (Klockslag): ett heltal förväntas (integer, 0–2359).\n"
        "Så rättar du: Rätta cellen i källfilen och skicka filen på nytt.\n"
    ) in render(summary, "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_shown_only_when_asked_for(check_csv: Check, language: str) -> None:
    text = "aika,tila\nsalaisuus,toinen salaisuus\n1,avoin,kolmas salaisuus\nneljäs salaisuus\n"
    summary = check_csv(text, [TIME, STATE], primaryKey="aika").summary
    assert "salaisuus" not in render(summary, language)
    shown = render(summary, language, show_cells=True)
    assert all(word in shown for word in ("salaisuus", "toinen", "kolmas", "neljäs"))


def test_a_misspelt_value_gets_the_one_that_was_meant(check_csv: Check) -> None:
    text = "aika,tila\n1,Sulejttu\n2,jotain aivan muuta\n"
    written = render(check_csv(text, [TIME, STATE]).summary, "en")
    problem = "the value is not on the list; one of these is expected: avoin, suljettu."
    assert f"Row 2, column `tila`: {problem} Was `suljettu` meant?\n" in written
    assert f"Row 3, column `tila`: {problem}\n" in written


def test_many_errors_are_counted_and_their_rows_listed(check_csv: Check) -> None:
    cells = ["x"] * 4 + ["1"] + ["x"] * 2 + ["2", "x"]
    text = "aika,tila\n" + "".join(f"{cell},avoin\n" for cell in cells)
    validation = check_csv(text, [TIME, STATE])
    (group,) = validation.summary["groups"]
    assert group["count"] == 7
    assert group["rows"] == [[2, 5], [7, 8], [10, 10]]
    assert [sample["row"] for sample in group["samples"]] == [2, 3, 4, 5, 7]
    written = render(validation.summary, "fi")
    assert "Sarake `aika` (Kellonaika): virheitä 7\n" in written
    assert "Kaikki rivit: 2–5, 7–8, 10.\n" in written


def test_long_lists_of_rows_end_with_their_number(check_csv: Check) -> None:
    text = "aika,tila\n" + "x,avoin\n1,avoin\n" * 1_200
    written = render(check_csv(text, [TIME, STATE]).summary, "en")
    assert "The first 1,000 errors are listed; the counts cover the whole table.\n" in written
    assert "Rows: 2,400. Valid: 1,200. Invalid: 1,200. Errors: 1,200.\n" in written
    assert "All rows: 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 990 more.\n" in written


@dataclass
class Counted:
    """What an engine counted that lists fewer errors than it finds."""

    rows: int
    invalid_rows: int
    counts: Mapping[Kind, int]
    findings: list[Finding] = field(default_factory=list)


def test_counts_of_the_whole_table_go_beyond_the_list(check_csv: Check, declared: Any) -> None:
    text = "aika,tila\n" + "x,avoin\n" * 5 + "1,auki\n" * 3
    schema = {"fields": [TIME, STATE]}
    listed = check_csv(text, [TIME, STATE], limit_errors=2).report
    counts: dict[Kind, int] = {("type-error", 1): 5, ("constraint-error", 2): 3}
    summary = summarise(declared(), schema, Path("raw.csv"), listed, Counted(8, 8, counts))
    assert (summary["complete"], summary["errors"], summary["listed"]) == (True, 8, 2)
    assert [(each["field"], each["errors"]) for each in summary["columns"]] == [
        ("aika", 5),
        ("tila", 3),
    ]
    written = render(summary, "en")
    assert "The first 2 errors are listed; the counts cover the whole table.\n" in written
    assert "Errors by column:\n  Column `aika`: 5\n  Column `tila`: 3\n" in written
    assert "stopped" not in written
    assert public_summary(summary)["columns"][1] == {
        "field": "tila",
        "errors": 3,
        "kinds": {"constraint-error": 3},
    }


def test_a_row_of_a_wrong_length_is_one_fault_however_many_cells(check_csv: Check) -> None:
    text = "aika,tila,a,b,c\n1\n2,avoin,x,y,z,1,2,3\n3\n"
    more = [{"name": name, "type": "string"} for name in "abc"]
    summary = check_csv(text, [TIME, STATE, *more]).summary
    short, long = summary["groups"]
    assert (short["type"], short["count"], short["field"]) == ("missing-cell", 8, None)
    assert [sample["row"] for sample in short["samples"]] == [2, 4]
    assert (long["type"], long["count"]) == ("extra-cell", 3)
    assert [sample["row"] for sample in long["samples"]] == [3]
    assert [(each["field"], each["errors"]) for each in summary["columns"]] == [
        (None, 3),
        *((name, 2) for name in ("tila", "a", "b", "c")),
    ]
    written = render(summary, "en")
    assert "Row 4: the row has fewer cells than there are columns.\n" in written


def test_a_report_stays_small_however_wide_a_row_is(tell_csv: Tell) -> None:
    told = tell_csv("aika,tila\n" + ("1,avoin" + ",x" * 400 + "\n") * 3, [TIME, STATE])
    assert len(told.summary["groups"]) == 1
    assert told.summary["groups"][0]["samples"][0]["record"][199:] == ["x", "… (402)"]
    assert len(json.dumps(told.summary)) < 5_000


def test_a_check_may_bring_its_own_words(check_csv: Check) -> None:
    summary = check_csv("aika,tila\n1,avoin\n", [TIME, STATE]).summary
    own = {"fi": "rivejä puuttuu", "sv": "rader saknas", "en": "rows are missing"}
    remedy = {"fi": "Kysy.", "sv": "Fråga.", "en": "Ask."}
    place = {"check": "row-count", "field": None, "field_number": None, "row": None}
    told = {**summary, "checks": [{**place, "expected": {}, "problem": own, "remedy": remedy}]}
    assert "\nFilen: rader saknas.\nSå rättar du: Fråga.\n" in render(told, "sv")


def test_a_repeated_key_names_the_other_row(check_csv: Check) -> None:
    text = "aika,tila\n1,avoin\n2,avoin\n1,suljettu\n"
    written = render(check_csv(text, [TIME, STATE], primaryKey="aika").summary, "en")
    assert "Row 4: the key (`aika`) is empty, or another row has the same." in written
    assert "It is the same as in row 2.\n" in written


def test_a_fault_of_the_header_stands_at_the_header_s_row(check_csv: Check) -> None:
    text = "selite\naika,tlia\n1,avoin\n"
    written = render(check_csv(text, [TIME, STATE], source={"header_row": 2}).summary, "en")
    assert "Header row 2, column 2: the column's name is not the expected `tila`.\n" in written
    assert "tlia" not in written


def test_records_of_json_are_counted_without_a_header(check_json: Check) -> None:
    text = '[{"aika": 1, "tila": "avoin"}, {"aika": "x", "tila": "avoin"}]'
    written = render(check_json(text, [TIME, STATE]).summary, "en")
    assert "Record 2, column `aika`: a whole number is expected" in written


def test_a_workbook_s_columns_have_letters_and_numbers_as_text_a_remedy(check_xlsx: Check) -> None:
    code = {"name": "koodi", "type": "string"}
    written = render(check_xlsx([["aika", "koodi"], [1, "01"], [2, 1]], [TIME, code]).summary, "en")
    assert "Row 3, column B `koodi`: text is expected (string).\n" in written
    assert "How to mend: Format the column as text in the workbook" in written


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "date", "format": "%d.%m.%Y"}, "a date, such as 31.05.2024, is expected (date)"),
        ({"type": "number", "decimalChar": ","}, "a number, such as 12,5, is expected (number)"),
        (
            {"type": "boolean", "trueValues": ["K"], "falseValues": ["E"]},
            "one of the values K or E is expected (boolean)",
        ),
        (
            {"type": "integer", "constraints": {"minimum": 1, "required": True}},
            "a whole number is expected (integer, at least 1, never empty)",
        ),
        (
            {"type": "geopoint", "format": "array"},
            "a point (longitude first), such as [24.9384, 60.1699], is expected (geopoint)",
        ),
        (
            {"type": "string", "format": "email"},
            "an e-mail address, such as avoin.data@example.fi, is expected (string)",
        ),
    ],
)
def test_what_is_expected_follows_the_schema(
    check_csv: Check, field: dict[str, Any], expected: str
) -> None:
    summary = check_csv("aika,v\n1,???\n", [TIME, {"name": "v", **field}]).summary
    assert f"Row 2, column `v`: {expected}.\n" in render(summary, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_valid_data_are_said_to_be_valid(check_csv: Check, language: str) -> None:
    written = render(check_csv("aika,tila\n1,avoin\n", [TIME, STATE]).summary, language)
    words = {"fi": "kunnossa", "sv": "i sin ordning", "en": "are valid"}
    assert words[language] in written
    assert len(written.splitlines()) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_checks_have_a_place_and_a_remedy(check_csv: Check, language: str) -> None:
    summary = check_csv("aika,n\n1,NaN\n", [TIME, {"name": "n", "type": "number"}]).summary
    words = {"fi": ("Rivi 2", "tyhjäksi"), "sv": ("Rad 2", "tom"), "en": ("Row 2", "empty")}
    written = render(summary, language)
    assert all(word in written for word in (*words[language], "`n`", "`missingValues`"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_of_frictionless_is_without_wording(language: str) -> None:
    problems = WORDINGS[language].problems
    metadata = {kind.type for kind in error_types() if "MetadataError" in str(kind.__mro__)}
    of_tables = {kind.type for kind in error_types()} - metadata
    assert len(of_tables) > 35
    assert of_tables - problems.keys() == set()
    assert "metadata-error" in problems
    assert set(types.CHECKS) - problems.keys() == set()
    assert set(types.CHECKS) - WORDINGS[language].remedies.keys() == set()


@pytest.mark.parametrize(
    "part", ["labels", "kinds", "details", "constraints", "problems", "remedies"]
)
def test_all_languages_say_the_same_things(part: str) -> None:
    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    said = {
        language: {key: blanks(text) for key, text in getattr(wording, part).items()}
        for language, wording in WORDINGS.items()
    }
    assert said["fi"] == said["sv"] == said["en"]
