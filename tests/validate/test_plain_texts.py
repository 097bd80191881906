"""What is said of a batch by its bytes is never wrong where it says yes."""

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.validate.checks.plain import (
    DIGITS,
    begins_with_no_zero_of_many,
    holds_only,
    looks_like,
)

numbers = st.lists(st.text("01٣_ -", max_size=4), max_size=6)
dates = st.lists(st.from_regex(r"[0-9]{4}-[0-9٣]{1,2}-[0-9/:]{1,2}", fullmatch=True), max_size=6)


@settings(deadline=None)
@given(numbers, st.integers(0, 6))
def test_only_digits(texts: list[str], cut: int) -> None:
    part = pa.array(texts, pa.string()).slice(cut)
    expected = all(re.fullmatch("[0-9-]*", text) for text in texts[cut:])
    assert holds_only(DIGITS + "-")(part) is expected


@settings(deadline=None)
@given(dates, st.integers(0, 6))
def test_a_picture_of_dates(texts: list[str], cut: int) -> None:
    part = pa.array(texts, pa.string()).slice(cut)
    expected = all(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) for text in texts[cut:])
    assert looks_like("dddd-dd-dd")(part) is expected


@settings(deadline=None)
@given(st.lists(st.text("012.- ", max_size=3), max_size=6), st.integers(0, 6))
def test_no_zero_of_many(texts: list[str], cut: int) -> None:
    part = pa.array(texts, pa.string()).slice(cut)
    expected = all(re.match("[1-9]|0(?![0-9])", text) for text in texts[cut:])
    assert begins_with_no_zero_of_many(part) is expected


@pytest.mark.parametrize(
    ("texts", "sure"),
    [
        (["2024-05-31T10:00:00Z", "2024-05-31T10:00:01Z"], True),
        (["2024-05-31T10:00:00", "2024-05-31T10:00:01"], True),
        (["2024-05-31T10:00:00Z", "2024-05-31T10:00:01"], False),
        (["2024-05-31 10:00:00"], False),
    ],
)
def test_several_pictures(texts: list[str], sure: bool) -> None:
    pictures = looks_like("dddd-dd-ddTdd:dd:ddZ", "dddd-dd-ddTdd:dd:dd")
    assert pictures(pa.array(texts)) is sure
