"""Visitors are told where invalid rows were left out, in the description of the dataset."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.model import Dataset
from pipelines.publish import Edition
from pipelines.publish.metadata import package_fields
from tests.declared import Desk


@pytest.fixture
def trams(tmp_path: Path) -> Dataset:
    return Desk(tmp_path).load().named("raitiotiet")


def edition(rows: int, of: int, changed: dt.datetime) -> Edition:
    left_out = {"rows": rows, "of": of} if rows else None
    return Edition({}, Path("table.parquet"), "", {}, changed, left_out=left_out)


EVENING = dt.datetime(2026, 3, 4, 22, 30, tzinfo=dt.UTC)
"""Already the next day in Helsinki."""


def test_a_paragraph_in_each_language_with_count_and_date(trams: Dataset) -> None:
    fields = package_fields(trams, {"hel-trams": edition(3, 1_000, EVENING)})
    assert fields["notes_translated"] == {
        "fi": "Raitiotieverkko.\n\nAineistosta on jätetty pois virheellisiä rivejä: 3,"
        " kun rivejä oli kaikkiaan 1000 (tiedot 2026-03-05).",
        "sv": "Spårvägsnätet.\n\nFelaktiga rader har lämnats bort ur datamängden: 3 av 1000"
        " (data 2026-03-05).",
        "en": "The tram network.\n\nInvalid rows have been left out of the dataset: 3 of 1000"
        " (data of 2026-03-05).",
    }


def test_the_tables_of_a_dataset_are_counted_together(trams: Dataset) -> None:
    earlier = EVENING - dt.timedelta(days=30)
    editions = {
        "hel-trams/a": edition(3, 1_000, earlier),
        "hel-trams/b": edition(1, 200, earlier),
        "hel-trams/c": edition(0, 50, EVENING),
    }
    notes = package_fields(trams, editions)["notes_translated"]["en"]
    assert notes.endswith("left out of the dataset: 4 of 1200 (data of 2026-03-05).")


def test_nothing_is_said_where_nothing_was_left_out(trams: Dataset) -> None:
    said = package_fields(trams, {"hel-trams": edition(0, 9, EVENING)})
    assert said["notes_translated"] == trams.description.translations()
    assert package_fields(trams, {})["notes_translated"] == trams.description.translations()
