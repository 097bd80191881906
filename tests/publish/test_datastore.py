"""The DataStore's columns and records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa

from pipelines.publish.datastore import (
    columns,
    content_hash,
    holds_mark,
    mark_in_order,
    records,
)


def test_columns_have_types_and_a_dictionary_in_the_portals_languages() -> None:
    field = {
        "name": "aika",
        "title": "Aika",
        "description": "Kellonaika",
        "titles": {"fi": "Aika", "sv": "Tid"},
        "descriptions": {"en": "Time of day"},
    }
    types = pa.schema(
        [
            ("aika", pa.int64()),
            ("hinta", pa.decimal128(10, 2)),
            ("hetki", pa.timestamp("us", tz="UTC")),
        ]
    )
    first, price, moment = columns({"fields": [field]}, types)
    assert first == {
        "id": "aika",
        "type": "bigint",
        "info": {
            "label": "Aika",
            "notes": "Kellonaika",
            "label_fi": "Aika",
            "label_sv": "Tid",
            "notes_en": "Time of day",
        },
    }
    assert (price["type"], moment["type"]) == ("numeric", "timestamptz")


def test_records_keep_values_exact() -> None:
    table = pa.table(
        {
            "tunnus": ["007", None],
            "hinta": pa.array([Decimal("0.10"), None], pa.decimal128(10, 2)),
            "pvm": pa.array([dt.date(2020, 2, 29), None]),
            "luku": [float("inf"), float("nan")],
        }
    )
    assert records(table) == [
        {"tunnus": "007", "hinta": "0.10", "pvm": "2020-02-29", "luku": "Infinity"},
        {"tunnus": None, "hinta": None, "pvm": None, "luku": "NaN"},
    ]


def test_the_mark_of_a_table_changes_with_rows_and_with_columns() -> None:
    fields = [{"id": "a", "type": "text", "info": {}}]
    other = [{"id": "a", "type": "text", "info": {"label": "A"}}]
    marks = {content_hash("1", fields), content_hash("2", fields), content_hash("1", other)}
    assert len(marks) == 3


def test_the_mark_tells_in_which_order_the_rows_stand() -> None:
    own, other = np.arange(3), np.array([0, 2, 1])
    assert mark_in_order("abc", own) == "abc"
    moved = mark_in_order("abc", other)
    assert moved != mark_in_order("abc", np.array([2, 1, 0]))
    assert holds_mark("abc", "abc")
    assert holds_mark(moved, "abc")
    assert not holds_mark(moved, "abd")
    assert not holds_mark("", "abc")
