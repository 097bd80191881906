"""Foreign keys between the tables of one dataset."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from pipelines.errors import InvalidData
from pipelines.validate import require_referred_rows

STOPS = pa.table({"stop_id": ["1", "2"], "zone": ["A", "B"], "name": ["x", None]})


def key(fields: Any, table: str = "stops", there: Any = "stop_id") -> dict[str, Any]:
    return {"fields": fields, "reference": {"resource": table, "fields": there}}


def check(table: dict[str, Any], *keys: dict[str, Any], other: pa.Table = STOPS) -> None:
    schema = {"fields": [], "foreignKeys": list(keys)}
    others = {"stops": other}.__getitem__
    require_referred_rows("hsl/times", schema, pa.table(table), lambda at: at + 2, others, "r")


def test_every_key_that_is_found_is_right() -> None:
    check({"stop": ["2", "1", "2"]}, key("stop"))
    check({"stop": ["2"], "zone": ["B"]}, key(["stop", "zone"], there=["stop_id", "zone"]))


def test_an_empty_key_refers_to_nothing() -> None:
    check({"stop": pa.array([None, "1"], pa.string())}, key("stop"))


def test_a_lost_key_is_told_by_its_row_without_its_value() -> None:
    with pytest.raises(InvalidData) as caught:
        check({"stop": ["1", "salaisuus", "2", "x", "x", "x"]}, key("stop"))
    assert caught.value.message == (
        "dataset `hsl/times`: 4 of 6 rows refer to no row of `stops` by `stop`:"
        " rows 3, 5, 6 and 1 more"
    )
    assert caught.value.report == "r"


def test_a_pair_must_be_found_as_a_pair() -> None:
    with pytest.raises(InvalidData, match="1 of 1 rows refer to no row of `stops` by `s`, `z`"):
        check({"s": ["1"], "z": ["B"]}, key(["s", "z"], there=["stop_id", "zone"]))


def test_a_key_into_the_table_itself_is_not_looked_up_here() -> None:
    check({"stop": ["9"]}, key("stop", table=""))
