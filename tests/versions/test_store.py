"""Versions in a folder and in an object store: bytes once, whole or none, none too many."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import NoSuchVersion
from pipelines.state import State
from pipelines.versions import Version, VersionFile, Versions, VersionTable

DAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


def draft(state: State, texts: dict[str, str]) -> Version:
    """Return a version of a table `a` with a file for each format, as a conversion left them."""
    files = {name: arrived(state, f"a.{name}", text) for name, text in texts.items()}
    table = arrived(state, "a.table.parquet", "PAR1" + "".join(texts.values()))
    one = VersionTable(part="a", rows=1, table=table, files=files, table_schema={}, changed=NOON)
    return Version(dataset="a", name="", declared="1.0", made=NOON, snapshot="5", tables=(one,))


def arrived(state: State, name: str, text: str) -> VersionFile:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    key = f"converted/a/{sha256}/{name}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="")
        state.put(path, key)
    return VersionFile(name=name, key=key, sha256=sha256, bytes=len(text.encode()))


def remade(state: State) -> None:
    """Do what the next conversion does: the files of the last one go away."""
    for key in state.keys("converted"):
        state.delete(key)


def is_whole(state: State, version: Version) -> bool:
    files = [*version.published_files(), *(table.table for table in version.tables)]
    contents = [(file, state.file(file.key).read_bytes()) for file in files]
    return all(hashlib.sha256(text).hexdigest() == file.sha256 for file, text in contents)


@pytest.fixture(params=["folder", "memory"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> State:
    roots = {"folder": str(tmp_path), "memory": f"memory://versions-{uuid.uuid4().hex}"}
    return State(roots[request.param])


def test_a_version_outlives_the_conversion_that_it_came_from(state: State) -> None:
    version = Versions("a", state).leave(draft(state, {"csv": "a\n1\n", "json": "[1]"}), DAY)
    remade(state)
    assert version.name == "2026-11-24"
    assert Versions("a", state).named("2026-11-24") == version
    assert is_whole(state, version)
    assert state.file("versions/a/2026-11-24/a.csv").read_bytes() == b"a\n1\n"


def test_in_a_folder_a_version_is_a_link_and_no_copy(tmp_path: Path) -> None:
    state = State(tmp_path)
    made = draft(state, {"csv": "a\n1\n"})
    version = Versions("a", state).leave(made, DAY)
    before, after = made.tables[0].files["csv"], version.tables[0].files["csv"]
    assert state.file(before.key).samefile(state.file(after.key))


def test_a_version_without_its_record_is_none(state: State) -> None:
    versions = Versions("a", state)
    versions.leave(draft(state, {"csv": "1"}), DAY)
    state.delete("versions/a/2026-11-24/version.json")
    assert versions.names() == []
    with pytest.raises(NoSuchVersion, match="it was never published"):
        versions.named("2026-11-24")
    # Its name is free again.
    assert versions.leave(draft(state, {"csv": "2"}), DAY).name == "2026-11-24"


def test_what_was_never_finished_is_swept_away_once_it_is_old(state: State) -> None:
    versions = Versions("a", state)
    half = "versions/a/2026-11-24.2/a.csv"
    state.copy(arrived(state, "a.csv", "half").key, half)
    versions.leave(draft(state, {"csv": "1"}), DAY)
    versions.remove([])
    # Another process may be about to finish it.
    assert state.exists(half)
    versions.leave(draft(state, {"csv": "2"}), DAY + dt.timedelta(days=1))
    versions.remove([])
    assert not state.exists(half)
    assert len(versions.names()) == 2


CONTENTS = st.fixed_dictionaries(
    {"csv": st.sampled_from(["1", "2", "3"]), "json": st.sampled_from(["[1]", "[2]", "2"])}
)
DAYS = st.sampled_from([DAY, DAY + dt.timedelta(days=1)])
"""In any order: a clock may go wrong."""
LIVES = st.lists(
    st.one_of(st.tuples(CONTENTS, DAYS), st.sets(st.integers(0, 6), max_size=3)), max_size=12
)
"""Versions that are left, and between them the places of some that are removed."""


@settings(max_examples=40)
@given(LIVES)
def test_every_kept_version_is_whole_and_nothing_else_is_kept(
    lives: list[tuple[dict[str, str], dt.date] | set[int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        state = State(folder)
        versions = Versions("a", state)
        for life in lives:
            names = versions.names()
            if isinstance(life, tuple):
                versions.leave(draft(state, life[0]), life[1])
                remade(state)
            else:
                versions.remove([name for n, name in enumerate(names) if n in life])
        kept = versions.all()
        assert all(is_whole(state, version) for version in kept)
        records = {f"versions/a/{version.name}/version.json" for version in kept}
        needed = {key for version in kept for key in version.state_keys()} | records
        assert set(state.keys("versions/a")) == needed
        # The same bytes stand there once.
        sums = [hashlib.sha256(state.file(k).read_bytes()).hexdigest() for k in needed - records]
        assert len(sums) == len(set(sums))
