"""The verdict: every kind of error, in every kind of file, at exactly its row and column."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import DeclarationError, InvalidData, NotTheDeclaredFile
from pipelines.model import Dataset
from pipelines.validate import Validation, render, require_valid, validate

Check = Callable[..., Validation]
Places = Callable[[Validation], list[list[Any]]]


def field(name: str, kind: str, **constraints: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "constraints": constraints}


ID, NAME = field("id", "integer"), field("name", "string")


@pytest.mark.parametrize(
    ("text", "fields", "schema", "expected"),
    [
        ("id,name\n1,a\nx,b\n", [ID, NAME], {}, ["type-error", 3, 1]),
        ("id\n5\n11\n", [field("id", "integer", maximum=10)], {}, ["constraint-error", 3, 1]),
        (
            "id,name\n1,a\n1,b\n",
            [field("id", "integer", unique=True), NAME],
            {},
            ["unique-error", 3, 1],
        ),
        ("id,name\n1,a\n2,b\n1,c\n", [ID, NAME], {"primaryKey": "id"}, ["primary-key", 4, None]),
        (
            "id,name\n1,\n2,1\n3,9\n",
            [ID, field("name", "integer")],
            {"foreignKeys": [{"fields": "name", "reference": {"resource": "", "fields": "id"}}]},
            ["foreign-key", 4, None],
        ),
        ("id,name\n1,a\n\n2,b\n", [ID, NAME], {}, ["blank-row", 3, None]),
        ("id,name\n1,a,b\n", [ID, NAME], {}, ["extra-cell", 2, 3]),
        ("id,name\n1\n", [ID, NAME], {}, ["missing-cell", 2, 2]),
        ("id,name,x\n1,a,b\n", [ID, NAME], {}, ["extra-label", None, 3]),
        ("id\n1\n", [ID, NAME], {}, ["missing-label", None, 2]),
        ("id,\n1,a\n", [ID, NAME], {}, ["blank-label", None, 2]),
        ("id,id\n1,a\n", [ID, NAME], {}, ["duplicate-label", None, 2]),
        ("id,nmae\n1,a\n", [ID, NAME], {}, ["incorrect-label", None, 2]),
        ("x,y\n1,a\n", [ID, NAME], {"fieldsMatch": "partial"}, ["unmatched-header", None, None]),
        ("", [ID, NAME], {}, ["source-error", None, None]),
        (
            'id,name\n1,"a\nb"\nx,c\n',
            [ID, NAME],
            {},
            ["type-error", 3, 1],
        ),  # the record's number, not the physical line's
    ],
)
def test_each_error_has_its_place(
    check_csv: Check,
    places: Places,
    declared: Callable[..., Dataset],
    text: str,
    fields: list[dict[str, Any]],
    schema: dict[str, Any],
    expected: list[Any],
) -> None:
    validation = check_csv(text, fields, **schema)
    assert places(validation) == [expected]
    assert not validation.valid
    with pytest.raises(InvalidData):
        require_valid(declared(), validation, "report")


@pytest.mark.parametrize(
    ("kind", "constraints", "cell"),
    [
        ("string", {"required": True}, ""),
        ("integer", {"minimum": 1}, "0"),
        ("number", {"exclusiveMinimum": 0}, "0"),
        ("date", {"exclusiveMaximum": "2024-01-01"}, "2024-01-01"),
        ("string", {"minLength": 2}, "a"),
        ("string", {"maxLength": 2}, "abc"),
        ("string", {"pattern": "[A-Z]{2}"}, "A1"),
        ("string", {"enum": ["auki", "kiinni"]}, "raollaan"),
    ],
)
def test_each_constraint_is_named_in_the_report(
    check_csv: Check, kind: str, constraints: dict[str, Any], cell: str
) -> None:
    version = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
    fields = [ID, field("v", kind, **constraints)]
    validation = check_csv(f"id,v\n1,{cell}\n", fields, **version)
    (group,) = validation.summary["groups"]
    assert (group["type"], group["field"], group["rows"]) == ("constraint-error", "v", [[2, 2]])
    assert group["constraint"] == next(iter(constraints))


def test_rows_keep_their_numbers_below_a_late_header(check_csv: Check, places: Places) -> None:
    text = "Liikennemäärät 2024\n\nid,name\n1,a\nx,b\n"
    validation = check_csv(text, [ID, NAME], source={"header_row": 3})
    assert places(validation) == [["type-error", 5, 1]]
    assert (validation.rows, validation.invalid_rows) == (2, 1)


def test_a_header_below_a_long_preamble_is_found(check_csv: Check) -> None:
    text = "selite\n" * 150 + "id,name\n7,a\n"
    validation = check_csv(text, [ID, NAME], source={"header_row": 151})
    assert validation.table is not None
    assert validation.table.to_pylist() == [{"id": 7, "name": "a"}]


def test_an_empty_header_row_is_refused_where_frictionless_accepts_it(check_csv: Check) -> None:
    validation = check_csv("\n1,a\n", [ID, NAME])
    assert validation.report["valid"] is True
    assert (validation.valid, validation.table) == (False, None)
    assert [(c["check"], c["row"]) for c in validation.summary["checks"]] == [("no-header", 1)]
    assert "Rivi 1: otsikkorivi on tyhjä" in render(validation.summary, "fi")


def test_the_list_of_errors_ends_at_the_limit_and_the_counts_do_not(
    check_csv: Check, places: Places
) -> None:
    text = "id\n" + "x\n" * 50
    validation = check_csv(text, [ID], limit_errors=10)
    assert places(validation) == [["type-error", row, 1] for row in range(2, 12)]
    assert (validation.rows, validation.invalid_rows) == (50, 50), "they are counted all the same"
    assert (validation.summary["complete"], validation.summary["listed"]) == (True, 10)
    assert validation.summary["errors"] == 50


def test_a_workbook_s_own_types(check_xlsx: Check, places: Places) -> None:
    fields = [
        ID,
        NAME,
        field("day", "date"),
        field("moment", "datetime"),
        field("ok", "boolean"),
        field("year", "year"),
    ]
    header = [entry["name"] for entry in fields]
    day, moment = dt.date(2024, 2, 29), dt.datetime(2024, 2, 29)
    good = [5, "007", day, moment, True, 2024]
    validation = check_xlsx([header, good, [None, "b"]], fields)
    assert validation.table is not None
    empty = {"id": None, "day": None, "moment": None, "ok": None, "year": None}
    assert validation.table.to_pylist() == [
        {"id": 5, "name": "007", "day": day, "moment": moment, "ok": True, "year": 2024},
        {**empty, "name": "b"},
    ]
    bad = [5.5, 7, "29.2.2024", "eilen", 1, "24"]
    assert places(check_xlsx([header, good, bad], fields)) == [
        ["type-error", 3, number] for number in range(1, 7)
    ]


def test_json_null_is_missing_and_native_values_fit(check_json: Check, places: Places) -> None:
    fields = [ID, NAME, field("n", "number"), field("ok", "boolean"), field("o", "object")]
    text = '[{"id": 1, "name": null, "n": 0.1, "ok": false, "o": {"b": [1, 2]}}, {"id": 2, "n": 3}]'
    validation = check_json(text, fields)
    assert validation.table is not None
    assert validation.table.to_pylist() == [
        {"id": 1, "name": None, "n": 0.1, "ok": False, "o": '{"b":[1,2]}'},
        {"id": 2, "name": None, "n": 3.0, "ok": None, "o": None},
    ]
    required = [field("id", "integer", required=True), NAME]
    bad = '[{"id": 1, "name": "a"}, {"id": null, "name": "b"}, {"id": 3, "name": 5}]'
    assert places(check_json(bad, required)) == [["constraint-error", 3, 1], ["type-error", 4, 2]]


def test_missing_values_are_those_of_the_schema(check_csv: Check) -> None:
    fields = [ID, {**NAME, "missingValues": ["-"]}, field("n", "integer")]
    validation = check_csv("id,name,n\nNA,-,1\n2,NA,NA\n3,,3\n", fields, missingValues=["NA"])
    assert validation.table is not None
    assert validation.table.to_pylist() == [
        {"id": None, "name": None, "n": 1},
        {"id": 2, "name": "NA", "n": None},
        {"id": 3, "name": "", "n": 3},
    ]


def test_a_decimal_comma_is_the_source_s(check_csv: Check, places: Places) -> None:
    fields = [
        ID,
        field("a", "number", minimum="0.5"),
        {"name": "b", "type": "number", "decimalChar": "."},
    ]
    source = {"delimiter": ";", "decimal": ","}
    validation = check_csv("id;a;b\n1;1,25;2.5\n", fields, source=source)
    assert validation.table is not None
    assert validation.table.to_pylist() == [{"id": 1, "a": 1.25, "b": 2.5}]
    bad = check_csv("id;a;b\n1;0,25;2.5\n2;1.25;2,5\n", fields, source=source)
    assert places(bad) == [["constraint-error", 2, 2], ["type-error", 3, 2], ["type-error", 3, 3]]


def test_columns_are_matched_by_name_where_the_schema_says_so(check_csv: Check) -> None:
    text = "extra,name,id\nz,a,1\n"
    validation = check_csv(text, [ID, NAME], fieldsMatch="subset")
    assert validation.table is not None
    assert validation.table.to_pylist() == [{"id": 1, "name": "a"}]
    missing = check_csv("name\na\n", [ID, NAME], fieldsMatch="superset")
    assert missing.table is not None
    assert missing.table.to_pylist() == [{"id": None, "name": "a"}]


def test_an_unreadable_file_is_not_invalid_data(check_csv: Check) -> None:
    with pytest.raises(NotTheDeclaredFile, match="never closes"):
        check_csv('id,name\n1,a\n2,"b\n', [ID, NAME])
    keys = [{"fields": "id", "reference": {"resource": "", "fields": "id"}}]
    with pytest.raises(NotTheDeclaredFile, match="never closes"):
        check_csv('id,name\n1,a\n2,"b\n', [ID, NAME], foreignKeys=keys)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([field("id", "integer", minimum="nolla")], "field `id`: `minimum`"),
        ([field("id", "date", enum=["2024-02-30"])], "field `id`: `enum`"),
        ([field("id", "string", pattern="(?i)x")], "field `id`: `pattern`"),
        ([field("id", "integer", pattern="x")], 'constraint "pattern" is not supported'),
        ([], "there are no `fields`"),
    ],
)
def test_a_schema_that_cannot_be_applied_is_refused(
    check_csv: Check, fields: list[dict[str, Any]], told: str
) -> None:
    with pytest.raises(DeclarationError, match="traffic-counts") as refusal:
        check_csv("id\n1\n", fields)
    assert told in str(refusal.value)


def test_invalid_data_names_places_and_no_value(
    check_csv: Check, declared: Callable[..., Dataset]
) -> None:
    text = "id,name\n1,a\nsalaisuus,b\n\n9,c,d\n010190-123A,e\n"
    with pytest.raises(InvalidData) as refusal:
        require_valid(declared(), check_csv(text, [ID, NAME]), "reports/x.json")
    assert refusal.value.report == "reports/x.json"
    assert refusal.value.message == (
        "dataset `traffic-counts`: 4 of 5 rows are invalid: row 3, field `id` (type-error);"
        " row 4 (blank-row); row 5 (extra-cell); and 1 more"
    )
    assert "mend" in refusal.value.remedy


def test_valid_data_give_their_table(check_csv: Check, declared: Callable[..., Dataset]) -> None:
    validation = check_csv("id,name\n1,a\n", [ID, NAME])
    assert require_valid(declared(), validation, "k").to_pylist() == [{"id": 1, "name": "a"}]


def test_an_api_has_no_table(declared: Callable[..., Dataset], tmp_path: Path) -> None:
    api = {"type": "api", "endpoint": "https://a.hel.fi/", "documentation": "https://a.hel.fi/doc"}
    dataset = declared()
    dataset = Dataset.model_validate(
        {
            **dataset.model_dump(by_alias=True),
            "source": api,
            "schema": None,
            "distributions": [],
        }
    )
    with pytest.raises(TypeError, match="traffic-counts"):
        validate(dataset, {"fields": [ID]}, tmp_path / "x")
