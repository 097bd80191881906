"""Dropped files: which are taken, when they are whole, and what is refused."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import (
    NotTheDeclaredFile,
    SettingError,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.extract import Snapshot, guards, raw_files, readings_of
from pipelines.model import Dataset
from pipelines.web import Limits, Web
from tests.extract.conftest import CSV, MONDAY, TUESDAY, Desk, declared

OLD = b"piste;autot\nA01;12\n"
NEW = b"piste;autot\nA01;13\n"


@pytest.fixture
def drops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "drops" / "kymp"
    folder.mkdir(parents=True)
    monkeypatch.setenv("KYMP_DROPS", str(tmp_path / "drops"))
    return folder


def drop(folder: Path, name: str, content: bytes, age: float = 3600) -> Path:
    path = folder / name
    path.write_bytes(content)
    changed = MONDAY.timestamp() - age
    os.utime(path, (changed, changed))
    return path


def dataset(**options: Any) -> Dataset:
    source = {"type": "folder", "root": "KYMP_DROPS", "folder": "kymp", **CSV, **options}
    return declared({"pattern": "counts-*.csv", **source})


def extract(desk: Desk, **options: Any) -> Snapshot:
    return desk.extract(dataset(**options))


@pytest.mark.parametrize(("rule", "taken"), [("name", b"2025"), ("time", b"2024")])
def test_the_newest_is_taken_by_the_declared_rule(
    desk: Desk, drops: Path, rule: str, taken: bytes
) -> None:
    drop(drops, "counts-2024.csv", b"vuosi\n2024\n", age=100)
    drop(drops, "counts-2025.csv", b"vuosi\n2025\n", age=200)
    drop(drops, "others-2026.csv", b"vuosi\n2026\n")
    snapshot = extract(desk, newest_by=rule)
    assert desk.content(snapshot) == b"vuosi\n" + taken + b"\n"


def test_a_snapshot_says_where_its_file_lay_and_when_it_changed(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-2024.csv", OLD, age=3600)
    snapshot = extract(desk, newest_by="name")
    assert snapshot.url == "folder://kymp_drops/kymp/counts-*.csv"
    (request,) = snapshot.requests
    assert request.url == "folder://kymp_drops/kymp/counts-2024.csv"
    assert (request.status, request.bytes) == (None, len(OLD))
    assert snapshot.source_modified == MONDAY - dt.timedelta(hours=1)


def test_all_files_are_kept_by_name_where_they_are_merged(
    desk: Desk, drops: Path, tmp_path: Path
) -> None:
    drop(drops, "counts-b.csv", NEW)
    drop(drops, "counts-a.csv", OLD)
    snapshot = extract(desk, merge=True)
    paths = raw_files(snapshot, dataset(merge=True), desk.state, tmp_path)
    assert [path.read_bytes() for path in paths] == [OLD, NEW]
    readings = readings_of(dataset(merge=True), snapshot)
    assert [(reading.format, reading.delimiter) for reading in readings] == [("csv", ";")] * 2


def test_of_merged_files_only_the_changed_one_is_copied(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-a.csv", OLD)
    drop(drops, "counts-b.csv", OLD)
    first = extract(desk, merge=True)
    drop(drops, "counts-b.csv", NEW, age=60)
    second = extract(desk, merge=True)
    assert second.outcome == "new"
    assert second.files[0] == first.files[0]
    assert [request.url[-12:] for request in second.requests] == ["counts-b.csv"]


def test_nothing_is_kept_of_a_merge_where_one_file_is_bad(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-a.csv", OLD)
    good = extract(desk, merge=True)
    drop(drops, "counts-b.csv", b"<html><body>gone</body></html>")
    desk.today = TUESDAY
    with pytest.raises(NotTheDeclaredFile, match=r"counts-b\.csv: an HTML page came"):
        extract(desk, merge=True)
    assert desk.store().latest() == good


def test_a_young_file_is_taken_when_it_looks_the_same_twice(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-a.csv", OLD, age=5)
    looks: list[float] = []
    desk.web = Web(limits=Limits(gap=0), sleep=looks.append)
    assert desk.content(extract(desk, newest_by="name")) == OLD
    assert [round(seconds) for seconds in looks] == [30]


def test_a_file_that_goes_on_growing_is_not_taken(desk: Desk, drops: Path) -> None:
    path = drop(drops, "counts-a.csv", OLD, age=0)

    def write_on(_seconds: float) -> None:
        drop(drops, "counts-a.csv", path.read_bytes() + b"A02;1\n", age=0)

    desk.web = Web(limits=Limits(gap=0, attempts=3), sleep=write_on)
    with pytest.raises(SourceUnavailable, match=r"counts-a\.csv: it may still be being written"):
        extract(desk, newest_by="name")
    assert desk.store().latest() is None


def test_a_clock_that_is_ahead_does_not_hold_a_whole_file_back(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-a.csv", OLD, age=-7200)
    snapshot = extract(desk, newest_by="name")
    assert desk.content(snapshot) == OLD
    assert snapshot.source_modified is None


def test_with_a_marker_only_a_marked_file_counts(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-1.csv", OLD)
    drop(drops, "counts-1.csv.done", b"")
    drop(drops, "counts-2.csv", NEW[:7], age=0)
    assert desk.content(extract(desk, newest_by="name", marker=".done")) == OLD
    drop(drops, "counts-2.csv", NEW, age=0)
    drop(drops, "counts-2.csv.done", b"", age=0)
    assert desk.content(extract(desk, newest_by="name", marker=".done")) == NEW


def test_a_marker_that_has_not_come_yet_is_waited_for(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-2.csv", NEW)
    with pytest.raises(SourceUnavailable, match=r"has no counts-2\.csv\.done beside it yet"):
        extract(desk, newest_by="name", marker=".done")


def test_a_file_that_is_replaced_while_it_is_copied_is_copied_again(
    desk: Desk, drops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(drops, "counts-a.csv", OLD)
    check = guards.check
    times: list[Path] = []

    def replaced_meanwhile(path: Path, source: Any) -> None:
        check(path, source)
        times.append(path)
        if len(times) == 1:
            drop(drops, "counts-a.csv", NEW, age=1800)

    monkeypatch.setattr(guards, "check", replaced_meanwhile)
    snapshot = extract(desk, newest_by="name")
    assert desk.content(snapshot) == NEW
    assert len(snapshot.requests) == 1


def test_no_fitting_file_says_what_is_there(desk: Desk, drops: Path) -> None:
    for number in range(7):
        drop(drops, f"file-{number}.csv", OLD)
    with pytest.raises(NotTheDeclaredFile, match=r"holds file-0\.csv, .*file-4\.csv and 2 more"):
        extract(desk, newest_by="name")


def test_a_file_over_the_declared_size_is_not_even_copied(desk: Desk, drops: Path) -> None:
    drop(drops, "counts-a.csv", OLD)
    with pytest.raises(NotTheDeclaredFile, match="larger than 10 bytes"):
        extract(desk, newest_by="name", max_bytes=10)


@pytest.mark.usefixtures("drops")
def test_a_missing_folder_is_refused(desk: Desk) -> None:
    with pytest.raises(SourceRefused, match="no such folder"):
        extract(desk, newest_by="name", folder="kymp/no")


def test_a_folder_that_leads_out_of_the_root_is_refused(
    desk: Desk, drops: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    drop(outside, "counts-a.csv", OLD)
    (drops / "link").symlink_to(outside)
    with pytest.raises(SourceRefused, match="leads out of the root"):
        extract(desk, newest_by="name", folder="kymp/link")


def test_a_linked_file_is_not_followed(desk: Desk, drops: Path, tmp_path: Path) -> None:
    drop(tmp_path, "secret.csv", NEW)
    drop(drops, "counts-a.csv", OLD)
    (drops / "counts-b.csv").symlink_to(tmp_path / "secret.csv")
    assert desk.content(extract(desk, newest_by="name")) == OLD


@pytest.mark.usefixtures("drops")
def test_a_missing_or_relative_root_names_its_variable(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYMP_DROPS", "drops")
    with pytest.raises(SettingError, match="KYMP_DROPS is no absolute path"):
        extract(desk, newest_by="name")
    monkeypatch.delenv("KYMP_DROPS")
    with pytest.raises(SettingError, match="KYMP_DROPS is not set"):
        extract(desk, newest_by="name")


def test_a_folder_may_have_the_name_that_people_gave_it(desk: Desk, drops: Path) -> None:
    (drops / "Pysäköinti 2026").mkdir()
    drop(drops / "Pysäköinti 2026", "counts-a.csv", OLD)
    snapshot = extract(desk, newest_by="name", folder="kymp/Pysäköinti 2026")
    assert desk.content(snapshot) == OLD


def test_names_that_differ_only_in_letters_no_file_name_may_hold_stay_apart(
    desk: Desk, drops: Path, tmp_path: Path
) -> None:
    drop(drops, "counts-ä.csv", OLD)
    drop(drops, "counts-ö.csv", NEW)
    snapshot = extract(desk, merge=True)
    paths = raw_files(snapshot, dataset(merge=True), desk.state, tmp_path)
    assert [path.read_bytes() for path in paths] == [OLD, NEW]


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({}, "needs either `newest_by` \\(name or time\\) or `merge`"),
        ({"newest_by": "name", "merge": True}, "needs either `newest_by`"),
        ({"pattern": "counts.csv", "merge": True}, "it names one file"),
        ({"newest_by": "name", "folder": "../etc"}, "pattern"),
        ({"newest_by": "name", "folder": "/etc"}, "pattern"),
        ({"newest_by": "name", "folder": "kymp/../../etc"}, "pattern"),
        ({"newest_by": "name", "folder": "kymp\\..\\etc"}, "pattern"),
        ({"newest_by": "name", "pattern": "../*.csv"}, "pattern"),
        ({"newest_by": "name", "root": "/srv/drops"}, "pattern"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused(options: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        dataset(**options)
