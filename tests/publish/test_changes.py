"""What changed between two editions of a table, worked out by hand and for any two tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from pipelines.publish.changes import changes, written

OLD = pa.table({"id": ["A", "B", "C", "D"], "n": [1, 2, 3, None]})
NEW = pa.table({"id": ["E", "D", "B", "A"], "n": [5, None, 20, 1]})


def test_rows_are_known_by_their_key() -> None:
    found = changes(OLD, NEW, ["id"])
    assert found.counts() == {"added": 1, "changed": 1, "removed": 1}
    assert found.changed.tolist() == [1]  # B
    assert found.removed.tolist() == [2]  # C
    assert found.added.tolist() == [0]  # E
    assert NEW.take(found.order).column("id").to_pylist() == ["A", "B", "D", "E"]


def test_without_a_key_rows_are_known_by_their_content() -> None:
    found = changes(OLD, NEW, [])
    # B and C gave way to E and the other B.
    assert found.counts() == {"added": 2, "changed": 0, "removed": 2}
    assert NEW.take(found.order).column("id").to_pylist() == ["A", "E", "B", "D"]


def test_a_key_that_stands_twice_is_no_key() -> None:
    twice = pa.table({"id": ["A", "A"], "n": [1, 2]})
    found = changes(twice, pa.table({"id": ["A", "A"], "n": [2, 2]}), ["id"])
    assert found.counts() == {"added": 1, "changed": 0, "removed": 1}


def test_equal_rows_are_counted() -> None:
    three = pa.table({"id": ["x", "x", "x"]})
    found = changes(three, pa.table({"id": ["x"]}), [])
    assert found.counts() == {"added": 0, "changed": 0, "removed": 2}


def test_texts_that_hold_the_marks_between_cells_stay_apart() -> None:
    old = pa.table({"a": ["x\x1fy", None, ""], "b": ["z", "q", "q"]})
    new = pa.table({"a": ["x", "\x1e", None], "b": ["y\x1fz", "q", "q"]})
    assert written(old).to_pylist() != written(new).to_pylist()
    assert len(set(written(old).to_pylist()) & set(written(new).to_pylist())) == 1  # (None, q)


def test_values_of_every_type_are_compared_as_they_are_written() -> None:
    table = pa.table(
        {
            "price": pa.array([Decimal("1.00"), Decimal("1.10")], pa.decimal128(5, 2)),
            "at": pa.array([dt.datetime(2020, 1, 1, 10), None], pa.timestamp("us", tz="UTC")),
            "x": [0.1, float("nan")],
            "ok": [True, False],
        }
    )
    assert changes(table, table, []).counts() == {"added": 0, "changed": 0, "removed": 0}


def test_numbers_are_equal_only_where_they_are_written_alike() -> None:
    old = pa.table({"id": ["a", "b", "c", "d"], "x": [0.0, float("nan"), 1.5, None]})
    new = pa.table({"id": ["a", "b", "c", "d"], "x": [-0.0, float("nan"), 1.5, 0.0]})
    assert changes(old, new, ["id"]).changed.tolist() == [0, 3]


def test_a_type_that_writes_the_same_value_otherwise_changes_the_row() -> None:
    old = pa.table({"id": ["a"], "x": pa.array([Decimal("1.5")], pa.decimal128(5, 1))})
    new = pa.table({"id": ["a"], "x": pa.array([Decimal("1.50")], pa.decimal128(5, 2))})
    same = changes(old, old, ["id"]).changed.tolist()
    assert (same, changes(old, new, ["id"]).changed.tolist()) == ([], [0])


ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | st.integers(0, 2)), max_size=9)


@given(ROWS, ROWS, st.booleans())
def test_the_old_table_with_the_changes_is_the_new_one(
    before: list[tuple[str, int | None]], after: list[tuple[str, int | None]], keyed: bool
) -> None:
    def table(rows: list[tuple[str, int | None]]) -> pa.Table:
        columns = [[row[0] for row in rows], [row[1] for row in rows]]
        return pa.table([pa.array(columns[0], pa.string()), pa.array(columns[1], pa.int64())], "kn")

    old, new = table(before), table(after)
    found = changes(old, new, ["k"] if keyed else [])
    result = list(old.to_pylist())
    for number in found.changed:
        result[number] = new.slice(int(found.becomes[number]), 1).to_pylist()[0]
    kept = [row for number, row in enumerate(result) if number not in set(found.removed)]
    kept += new.take(pa.array(found.added)).to_pylist()
    assert kept == new.take(pa.array(found.order)).to_pylist()
    assert sorted(map(str, kept)) == sorted(map(str, new.to_pylist()))
