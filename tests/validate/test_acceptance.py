"""Valid rows go on without the invalid ones only where that is declared, and up to the cap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.errors import InvalidData
from pipelines.model import OnInvalid
from pipelines.validate import LeftOut, StewardReport, left_out, render, require_valid

Tell = Callable[..., StewardReport]

ID, NAME = {"name": "id", "type": "integer"}, {"name": "name", "type": "string"}
GOOD = "".join(f"{number},a\n" for number in range(1, 10))
"""Nine rows: with one more, 10 % of them are invalid."""


def table_of(told: StewardReport) -> Any:
    return require_valid(told.dataset, told.validation, "k")


def test_invalid_rows_are_left_out_up_to_the_cap(tell_csv: Tell) -> None:
    told = tell_csv(f"id,name\n1,a\nx,b\n{GOOD[4:]}", [ID, NAME], on_invalid="10%")
    assert left_out(told.dataset, told.validation) == LeftOut(rows=1, of=10, cap="10%")
    assert table_of(told).column("id").to_pylist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert not told.validation.valid
    written = render(told.summary, "en")
    assert "Invalid rows that were left out: 1. The others are published" in written
    assert "up to 10%." in written


def test_above_the_cap_the_dataset_stops(tell_csv: Tell) -> None:
    told = tell_csv(f"id,name\nx,b\n{GOOD}", [ID, NAME], on_invalid="9.999%")
    assert left_out(told.dataset, told.validation) is None
    with pytest.raises(InvalidData, match="1 of 10 rows are invalid"):
        table_of(told)
    assert "left out" not in render(told.summary, "en")


def test_unless_declared_one_invalid_row_stops_the_dataset(tell_csv: Tell) -> None:
    with pytest.raises(InvalidData):
        table_of(tell_csv(f"id,name\nx,b\n{GOOD * 1000}", [ID, NAME]))


def test_valid_data_are_no_exception(tell_csv: Tell) -> None:
    told = tell_csv(f"id,name\n{GOOD}", [ID, NAME], on_invalid="10%")
    assert left_out(told.dataset, told.validation) is None
    assert table_of(told).num_rows == 9


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        (f"id,nmae\n{GOOD}", {}),
        (f"id,name,more\n{GOOD}", {}),
        ("id,name\nx,a\n", {}),
        (f"id,name\nx,b\n{GOOD}", {"foreignKeys": [
            {"fields": "id", "reference": {"resource": "", "fields": "id"}}]}),
        (f"id,name\nx,b\n{GOOD}9223372036854775808,a\n", {}),
    ],
    ids=["header", "extra column", "no valid row", "references", "own check"],
)  # fmt: skip
def test_what_is_no_row_s_fault_always_stops(
    tell_csv: Tell, text: str, schema: dict[str, Any]
) -> None:
    told = tell_csv(text, [ID, NAME], on_invalid="99%", **schema)
    assert not told.validation.valid
    assert left_out(told.dataset, told.validation) is None
    with pytest.raises(InvalidData):
        table_of(told)


def test_a_check_of_our_own_names_its_row_among_invalid_ones(tell_csv: Tell) -> None:
    text = f"id,name\nx,b\n{GOOD}9223372036854775808,a\n"
    told = tell_csv(text, [ID, NAME], on_invalid="99%")
    (check,) = told.summary["checks"]
    assert (check["check"], check["row"]) == ("integer-range", 12)
    assert check["record"] == ["9223372036854775808", "a"]


def test_the_rows_of_the_table_keep_the_numbers_of_the_file(tell_csv: Tell) -> None:
    text = 'id,name\nx,a\n1,"b\nb"\ny,c\nz,d\n2,e\n3,f\n\n4,g\n'
    validation = tell_csv(text, [ID, NAME], on_invalid="99%").validation
    assert list(validation.invalid) == [2, 4, 5, 8]
    row_of = validation.prepared.rows_of_table(validation.invalid)
    assert [row_of(position) for position in range(4)] == [3, 6, 7, 9]


@pytest.mark.parametrize("share", ["0%", "0.0%", "1", "100%", "-1%", "1 %", "one"])
def test_a_share_that_is_none_is_refused(share: str) -> None:
    with pytest.raises(ValidationError):
        OnInvalid(publish_valid_up_to=share)


@pytest.mark.parametrize(
    ("share", "invalid", "rows", "allowed"),
    [
        ("1%", 1, 100, True),
        ("1%", 2, 199, False),
        ("0.1%", 1, 1000, True),
        ("0.1%", 1, 999, False),
        ("99%", 99, 100, True),
    ],
)
def test_the_share_is_exact(share: str, invalid: int, rows: int, allowed: bool) -> None:
    assert OnInvalid(publish_valid_up_to=share).allows(invalid, rows) is allowed
