"""What breaks is told long enough ahead, however the declared day is moved about."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import BreaksContract
from pipelines.publish import Announcement, Told, require_in_time, told_since
from pipelines.publish.announcement import without_announcement

START = dt.date(2026, 1, 1)
TEXT = {"fi": "Uusi rakenne.", "sv": "Ny struktur."}


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def sunset(number: int) -> Announcement:
    return Announcement("sunset", day(number), TEXT, successor="https://hri.example/dataset/new")


MOVES = st.lists(st.tuples(st.integers(0, 60), st.integers(-30, 250)), max_size=12)


@given(moves=MOVES, days=st.integers(0, 120))
def test_no_day_comes_that_was_not_told_so_many_days_ahead(
    moves: list[tuple[int, int]], days: int
) -> None:
    """A move is (days that pass, days from then to the declared end)."""
    known: Told | None = None
    heard: list[tuple[int, int]] = []
    now = 0
    for passed, ahead in moves:
        now += passed
        told = told_since(known, sunset(now + ahead), day(now))
        try:
            require_in_time("trams", told, days)
        except BreaksContract:
            continue
        known = told
        heard.append((now, now + ahead))
        later = [number for number, (_, end) in enumerate(heard) if end > now + ahead]
        first, _ = heard[max(later, default=-1) + 1]
        assert now + ahead - first >= days


def test_the_paragraph_is_taken_out_of_a_description_as_it_was_put_in() -> None:
    for kind in ("sunset", "withdrawal", "version"):
        what = Announcement(kind, START, TEXT, "https://hri.example/dataset/new", "2.0")
        for language in ("fi", "sv", "en"):
            paragraph = what.paragraph(language)
            described = "Kuvaus.\n\nToinen."
            assert without_announcement(f"{described}\n\n{paragraph}") == described
            assert "2026-01-01" in paragraph


@pytest.mark.parametrize("language", ["sv", "en"])
def test_where_a_text_is_not_translated_the_finnish_one_is_told(language: str) -> None:
    what = Announcement("version", START, {"fi": "Sarake poistuu."}, version="2.0")
    assert what.paragraph(language).endswith("Sarake poistuu.")
