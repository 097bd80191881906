"""What counts as a query that only reads: one SELECT, whatever stands in its quotes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.sources.select_statement import WRITING, why_not_read_only


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1",
        "  select a, b from t where c = 'it''s; DROP TABLE t'  ",
        "-- the lines\nSELECT a /* DELETE; */ FROM t -- the end",
        "WITH x AS (SELECT a FROM t ORDER BY a LIMIT 5) SELECT a FROM x",
        'SELECT "update", `set`, [order by] FROM "t;"',
        "SELECT updated_at, reset_by FROM insertions",
        "SELECT row_number() OVER (PARTITION BY a ORDER BY b) AS n FROM t",
        "SELECT replace(a, ';', '') FROM t",
        "SELECT a[1], b::text, '12:30' FROM t",
    ],
)
def test_a_query_that_reads_is_accepted(query: str) -> None:
    assert why_not_read_only(query) == ""


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "one SELECT"),
        ("-- nothing", "one SELECT"),
        ("UPDATE t SET a = 1", "one SELECT"),
        ("(SELECT 1)", "one SELECT"),
        ("SELECT 1;", "without a semicolon"),
        ("SELECT 1; DROP TABLE t", "without a semicolon"),
        ("WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x", "DELETE has no place"),
        ("SELECT a INTO b FROM t", "INTO has no place"),
        ("SELECT a FROM t FOR UPDATE", "UPDATE has no place"),
        ("SELECT a FROM t ORDER BY a", "remove the last ORDER BY"),
        ("SELECT a FROM t order  /* x */ by a LIMIT 3", "remove the last ORDER BY"),
        ("SELECT a FROM t WHERE b = 'open", "never closes"),
        ("SELECT a FROM t /* open", "never closes"),
        ("SELECT $$;$$", r"\$ quotes"),
        ("SELECT a FROM (SELECT 1", "brackets"),
        ("SELECT a FROM t) x, (SELECT 2", "brackets"),
    ],
)
def test_anything_else_is_refused_and_says_why(query: str, why: str) -> None:

    assert re.search(why, why_not_read_only(query))


SAFE = st.text(st.characters(codec="utf-8", exclude_characters="'"), max_size=30)


@given(SAFE)
def test_what_stands_in_quotes_changes_nothing(text: str) -> None:
    assert why_not_read_only(f"SELECT '{text}' AS a FROM t") == ""


@given(SAFE, st.sampled_from(WRITING.pattern.split("|")), st.booleans())
def test_a_writing_word_after_quotes_is_always_found(text: str, word: str, upper: bool) -> None:
    shown = word.upper() if upper else word
    assert why_not_read_only(f"SELECT '{text}' AS a FROM t {shown} x") != ""


@given(st.text(max_size=60))
def test_no_text_breaks_the_look(text: str) -> None:
    assert isinstance(why_not_read_only(text), str)
    assert why_not_read_only(f"SELECT 1; {text}") != ""
