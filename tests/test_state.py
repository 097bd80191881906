"""The state, in a folder and in an object store."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
import uuid
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import SettingError
from pipelines.state import State


@pytest.fixture(params=["folder", "file url", "memory"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> State:
    roots = {
        "folder": str(tmp_path / "state"),
        "file url": f"file://{tmp_path}/state",
        "memory": f"memory://state-{uuid.uuid4().hex}",
    }
    return State(roots[request.param])


@pytest.fixture
def local(tmp_path: Path) -> Path:
    path = tmp_path / "local.csv"
    path.write_bytes(b"piste;autot\n")
    return path


def test_a_record_reads_back_equal(state: State) -> None:
    record: dict[str, Any] = {"nimi": "Mäkelänkatu", "rivit": 3, "alku": None}
    state.write_json("reports/a/latest.json", record)
    assert state.read_json("reports/a/latest.json") == record


def test_records_are_written_for_people_and_diffs(state: State) -> None:
    state.write_json("a.json", {"b": 1, "ä": "ö"})
    assert state.file("a.json").read_text(encoding="utf-8") == '{\n "b": 1,\n "ä": "ö"\n}\n'


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_what_is_for_the_owner_is_read_by_nobody_else(tmp_path: Path, local: Path) -> None:
    state = State(tmp_path / "state")
    state.put(local, "secret.csv", owner_only=True)
    state.write_json("secret.json", {}, owner_only=True)
    state.put(local, "plain.csv")
    modes = {key: stat.S_IMODE(state.file(key).stat().st_mode) for key in state.keys("")}
    assert modes["secret.csv"] == modes["secret.json"] == 0o600
    assert modes["plain.csv"] == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_place_is_what_people_open(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    state.write_json("a/b.json", {})
    assert Path(state.place("a/b.json")).is_file()
    assert State("memory://hri").place("a/b.json").startswith("memory://")


def test_what_is_not_there_is_none(state: State) -> None:
    assert state.read_json("nothing.json") is None
    assert not state.exists("nothing.json")
    assert state.keys("nothing") == []
    state.delete("nothing.json")


def test_what_stands_under_two_keys_outlives_one_of_them(state: State, local: Path) -> None:
    state.put(local, "a/first.csv")
    state.copy("a/first.csv", "b/c/second.csv")
    state.copy("a/first.csv", "b/c/second.csv")
    state.delete("a/first.csv")
    assert state.file("b/c/second.csv").read_bytes() == b"piste;autot\n"
    assert state.keys("") == ["b/c/second.csv"]
    with pytest.raises(FileNotFoundError):
        state.copy("a/first.csv", "d.csv")


def test_a_copy_does_not_change_with_what_it_came_from(state: State, local: Path) -> None:
    state.put(local, "first.csv")
    state.copy("first.csv", "second.csv")
    local.write_bytes(b"toinen\n")
    state.put(local, "first.csv")
    assert state.file("second.csv").read_bytes() == b"piste;autot\n"


def test_a_missing_file_says_its_key(state: State) -> None:
    with pytest.raises(FileNotFoundError, match=r"snapshots/a\.csv"):
        state.file("snapshots/a.csv")


def test_a_file_reads_back_equal(state: State, local: Path) -> None:
    state.put(local, "snapshots/a/counts.csv")
    assert state.exists("snapshots/a/counts.csv")
    path = state.file("snapshots/a/counts.csv")
    assert path.read_bytes() == b"piste;autot\n"
    assert path.name == "counts.csv"


def test_a_file_that_was_written_again_is_read_anew(state: State, local: Path) -> None:
    state.put(local, "latest.csv")
    assert state.file("latest.csv").read_bytes() == b"piste;autot\n"
    local.write_bytes(b"piste;autot\nA01;12\n")
    state.put(local, "latest.csv")
    assert state.file("latest.csv").read_bytes() == b"piste;autot\nA01;12\n"


def test_a_folder_of_keys_is_no_key(state: State) -> None:
    state.write_json("a/b.json", 1)
    assert not state.exists("a")


def test_keys_are_listed_below_their_prefix(state: State) -> None:
    for key in ("b/2.json", "b/1.json", "b/c/3.json", "bb/4.json", "a.json"):
        state.write_json(key, {})
    assert state.keys("b") == ["b/1.json", "b/2.json", "b/c/3.json"]
    assert state.keys("") == ["a.json", "b/1.json", "b/2.json", "b/c/3.json", "bb/4.json"]


def test_deleting_removes_the_key_alone(state: State) -> None:
    state.write_json("a/1.json", 1)
    state.write_json("a/2.json", 2)
    state.delete("a/1.json")
    assert state.keys("") == ["a/2.json"]


def test_two_states_of_one_root_see_each_other(state: State) -> None:
    other = State(state.root)
    assert other.keys("a") == []
    state.write_json("a/1.json", 1)
    assert other.keys("a") == ["a/1.json"]
    other.delete("a/1.json")
    assert state.read_json("a/1.json") is None


@pytest.mark.parametrize("key", ["/etc/hosts", "../outside.json", "a/../../outside.json"])
def test_keys_stay_below_the_root(state: State, key: str) -> None:
    with pytest.raises(ValueError, match="not a key of the state"):
        state.write_json(key, {})
    with pytest.raises(ValueError, match="not a key of the state"):
        state.file(key)


def test_half_written_files_are_no_keys(tmp_path: Path, local: Path) -> None:
    state = State(tmp_path / "state")
    state.put(local, "a/1.part")
    (tmp_path / "state" / "a" / f".{uuid.uuid4().hex}.part").write_bytes(b"pis")
    assert state.keys("") == ["a/1.part"]


def test_a_failed_write_leaves_the_old_value_and_no_litter(tmp_path: Path, local: Path) -> None:
    state = State(tmp_path / "state")
    state.put(local, "a.csv")
    with pytest.raises(FileNotFoundError):
        state.put(tmp_path / "gone.csv", "a.csv")
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["a.csv"]
    assert state.file("a.csv").read_bytes() == b"piste;autot\n"


def test_a_reader_sees_a_whole_record_while_another_writes(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    values = ["x" * 200_000, "y" * 100_000]
    state.write_json("a.json", values[0])

    def write() -> None:
        for turn in range(40):
            state.write_json("a.json", values[turn % 2])

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while writer.is_alive():
        seen.add(state.read_json("a.json"))
    writer.join()
    assert seen <= set(values)


def test_a_cache_that_another_user_made_is_not_trusted(
    tmp_path: Path, local: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("os.getuid", lambda: 4242)
    (tmp_path / "hri-cache-4242").mkdir()
    state = State(f"memory://state-{uuid.uuid4().hex}")
    state.put(local, "a.csv")
    with pytest.raises(SettingError, match="another user"):
        state.file("a.csv")


def test_what_stands_below_a_folder_goes_with_what_was_half_written(tmp_path: Path) -> None:
    state = State(tmp_path)
    for key in ("snapshots/a/1/x.json", "snapshots/a/latest.json", "snapshots/ab/latest.json"):
        state.write_json(key, {})
    half = tmp_path / "snapshots" / "a" / f".{'0' * 32}.part"
    half.write_bytes(b"x")
    state.remove_below("snapshots/a")
    assert state.keys("snapshots") == ["snapshots/ab/latest.json"]
    assert not half.exists()
    state.remove_below("snapshots/never")


def test_this_machines_copies_of_a_remote_state_go_too() -> None:
    state = State(f"memory://state-{uuid.uuid4().hex}")
    state.write_json("snapshots/a/rows.json", ["secret"])
    copy = state.file("snapshots/a/rows.json")
    state.remove_below("snapshots/a")
    assert not copy.exists()
    assert state.keys("") == []
