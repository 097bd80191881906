"""What is recorded of an apply, and what the journal tells of it: once, whatever died."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import CatalogueUnavailable
from pipelines.journal import Kind
from pipelines.orchestration import applies
from tests.orchestration.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def killed_at(office: Office, number: int, *, after: bool = False) -> None:
    """Run with a catalogue that fails at a write, and a process that cannot record it."""
    office.ckan.fails_at, office.ckan.fails_after = office.ckan.writes + number, after
    with pytest.raises(CatalogueUnavailable):
        office.run()
    office.ckan.fails_at = None


def test_a_first_publish_is_one_entry_even_if_it_took_three_runs(office: Office) -> None:
    killed_at(office, 1)
    killed_at(office, 3, after=True)
    assert office.journal() == []
    office.run()
    (entry,) = office.journal()
    assert (entry.kind, entry.name, entry.version) == (Kind.PUBLISHED, "raitiotiet", "1.0")
    assert entry.rows == {"added": 2, "changed": 0, "removed": 0, "total": 2}
    assert (entry.metadata_changes, entry.schema_changes) == ([], [])
    assert [each["state"] for each in office.applies()] == ["failed", "failed", "done"]
    office.run()
    assert office.journal() == [entry]


def test_an_update_counts_rows_against_what_was_published(office: Office) -> None:
    office.run()
    office.convert([("A", 1), ("B", 3), ("C", 4)])
    killed_at(office, 5)  # two files, the mark away, the changed row: the new row is lost
    office.run()
    entry = office.journal()[-1]
    assert entry.kind is Kind.CHANGED
    assert entry.rows == {"added": 1, "changed": 1, "removed": 0, "total": 3}
    assert len(office.journal()) == 2


def test_changes_of_two_attempts_are_told_together(office: Office) -> None:
    office.run()
    office.declare(("en: Tramways", "en: Trams"))
    total = office.plan().writes
    killed_at(office, total, after=True)  # all of it is there, and nobody heard of it
    assert office.plan().writes == 0
    office.run()
    entry = office.journal()[-1]
    assert entry.metadata_changes == ["resources.name_translated", "title_translated"]
    assert len(office.journal()) == 2


def test_what_was_taken_back_before_it_was_whole_is_not_told(office: Office) -> None:
    office.run()
    office.declare(("en: Tramways", "en: Trams"))
    killed_at(office, 1)
    office.declare()
    office.run()
    assert len(office.journal()) == 1
    assert [each["state"] for each in office.applies()] == ["done", "done"]


class Died(BaseException):
    """The process is gone: nothing catches it."""


@pytest.mark.parametrize("at", range(10))
def test_a_process_that_dies_at_any_write_of_the_state_tells_once(
    office: Office, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run()
    office.convert([("A", 1), ("C", 4)])
    put, writes = office.state.put, 0

    def dying(*arguments: Any, **options: Any) -> None:
        nonlocal writes
        if writes == at:
            raise Died
        writes += 1
        put(*arguments, **options)

    monkeypatch.setattr(office.state, "put", dying)
    died = False
    try:
        office.run()
    except Died:
        died = True
    monkeypatch.undo()
    office.run()
    office.run()
    assert died == (at < 9)
    entry = office.journal()[-1]
    assert len(office.journal()) == 2
    assert entry.rows == {"added": 1, "changed": 0, "removed": 1, "total": 2}


def test_a_rename_is_told_with_the_former_name(office: Office) -> None:
    office.run()
    office.declare(
        ("name: raitiotiet", "name: ratikat"),
        ("former_names: [raitiovaunut]", "former_names: [raitiovaunut, raitiotiet]"),
    )
    office.run()
    entry = office.journal()[-1]
    assert (entry.kind, entry.name, entry.former_name) == (Kind.RENAMED, "ratikat", "raitiotiet")
    assert entry.schema_changes == []


def test_a_new_column_is_told_in_words(office: Office) -> None:
    office.run()
    fields: list[Any] = office.schema["fields"]
    office.schema = {"fields": [{**fields[0], "unit": "m"}, fields[1]], "primaryKey": ["koodi"]}
    office.run()
    (said,) = office.journal()[-1].schema_changes
    assert said["en"] == "The unit of column `koodi` is said: m."
    assert said["fi"].startswith("Sarakkeen `koodi`")
    assert said.keys() == {"fi", "sv", "en"}


def test_a_publish_that_repairs_the_same_data_tells_nothing(office: Office) -> None:
    office.run()
    _, dataset = office.open()
    resource = dataset.resource_id("csv")
    office.ckan.write("resource_patch", {"id": resource, "hash": "", "datastore_hash": ""})
    assert office.run()["writes"] > 0
    assert len(office.journal()) == 1


def test_a_record_says_who_wrote_what_with_which_version(office: Office) -> None:
    office.run()
    office.run()
    (record,) = office.applies()
    assert (record["state"], record["commit"]) == ("done", "abc")
    assert record["by"]["run"] == "test"
    assert record["version"] == applies.version()
    assert record["plan"]["writes"] == 8
    assert record["started"] < record["ended"] or record["started"] == record["ended"]


def test_the_last_fifty_records_are_kept(office: Office) -> None:
    for number in range(53):
        office.declare(("en: Tramways", f"en: Tramways {number}"))
        office.run()
    records = office.applies()
    assert len(records) == 50
    assert records[-1]["plan"]["changes"]["title_translated"]["then"]["en"] == "Tramways 52"
