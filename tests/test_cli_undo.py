"""`hri versions`, `hri hold` and `hri rollback` as a steward calls them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest

from pipelines.state import State
from pipelines.versions import Served, Version, VersionFile, Versions, VersionTable, hold_on
from tests.test_cli import hri

NAME, ID = "puurekisteri", "hel-tree-register"
MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
PORTAL = {"CKAN_URL": "http://127.0.0.1:9", "CKAN_API_TOKEN": "token"}
"""A catalogue that nothing answers for: none of these commands needs it but a rollback."""


def leave(state: State, folder: Path, text: str, rows: int) -> None:
    """Keep a version of one CSV file."""
    path = folder / "arrived.csv"
    path.write_text(text, encoding="utf-8", newline="")
    state.put(path, "arrived.csv")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    csv = VersionFile(name=f"{ID}.csv", key="arrived.csv", sha256=sha256, bytes=len(text))
    typed = csv.model_copy(update={"name": f"{ID}.table.parquet"})
    table = VersionTable(
        part=ID, rows=rows, table=typed, files={"csv": csv}, table_schema={}, changed=MONDAY
    )
    draft = Version(
        dataset=ID, name="", declared="1.0", made=MONDAY, snapshot="5" * 64, tables=(table,)
    )
    version = Versions(ID, state).leave(draft, MONDAY.date())
    served = Served(
        version=version.name,
        since=MONDAY,
        contents=version.contents,
        fields={},
        resources={},
        package="p-1",
    )
    Versions(ID, state).serve(served)


@pytest.fixture
def state(tmp_path: Path) -> str:
    """A state with two versions, the second of which is served."""
    kept = State(tmp_path / "state")
    claim = {"url": PORTAL["CKAN_URL"], "sandbox": False}
    kept.write_json("catalogue.json", claim)
    leave(kept, tmp_path, "a\n", 0)
    leave(kept, tmp_path, "a\n1\n2\n", 2)
    return str(tmp_path / "state")


def test_the_versions_are_listed_with_what_is_served_and_where(state: str) -> None:
    said = hri("versions", NAME, HRI_STATE=state)
    assert said.returncode == 0, said.stderr
    second, first = hashlib.sha256(b"a\n1\n2\n").hexdigest(), hashlib.sha256(b"a\n").hexdigest()
    place = f"{state}/versions/{ID}"
    assert said.stdout.splitlines() == [
        "2026-11-23.2 1.0, 2 rows, 6 bytes served now",
        f"  {second}  {place}/2026-11-23.2/{ID}.table.parquet",
        "2026-11-23 1.0, 0 rows, 2 bytes",
        f"  {first}  {place}/2026-11-23/{ID}.table.parquet",
    ]


def test_programs_get_the_versions_with_their_urls(state: str, tmp_path: Path) -> None:
    site = {"HRI_SITE": str(tmp_path / "site"), "HRI_SITE_URL": "https://hri.fi/tila"}
    said = hri("versions", NAME, "--json", HRI_STATE=state, **site)
    rows = json.loads(said.stdout)
    assert [(row["version"], row["served"], row["rows"]) for row in rows] == [
        ("2026-11-23.2", True, 2),
        ("2026-11-23", False, 0),
    ]
    url = f"https://hri.fi/tila/versions/{ID}/2026-11-23.2/{ID}.csv"
    assert rows[0]["files"][0]["url"] == url
    assert rows[0]["snapshot_sha256"] == "5" * 64


def test_a_dataset_is_held_with_a_reason_shown_and_released(state: str) -> None:
    refused = hri("hold", NAME, HRI_STATE=state, **PORTAL)
    assert refused.returncode == 2
    assert "`--reason TEXT`" in refused.stderr

    words = ("--reason", "Lähde on väärässä", "--by", "Aineistovastaava")
    held = hri("hold", NAME, *words, HRI_STATE=state, **PORTAL)
    assert held.returncode == 0, held.stderr
    (row,) = json.loads(hri("status", NAME, "--json", HRI_STATE=state).stdout)
    assert row["on_hold"] == "Lähde on väärässä"

    run = hri("run", NAME, HRI_STATE=state, DAGSTER_HOME=state, **PORTAL)
    assert run.returncode == 2
    assert "by Aineistovastaava: Lähde on väärässä" in run.stderr
    assert f"hri hold {NAME} --release" in run.stderr

    released = hri("hold", NAME, "--release", HRI_STATE=state, **PORTAL)
    assert released.stdout == f"{NAME} is released\n"
    assert hold_on(State(state), ID) is None


def test_a_version_that_is_not_kept_cannot_be_served(state: str) -> None:
    words = ("--to", "2026-11-20", "--reason", "Väärin")
    said = hri("rollback", NAME, *words, HRI_STATE=state, **PORTAL)
    assert said.returncode == 2
    assert "there are: 2026-11-23.2, 2026-11-23" in said.stderr
