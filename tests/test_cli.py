"""`hri` as a steward calls it: what it prints, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pipelines.settings import PROJECT

HRI = str(Path(sys.executable).with_name("hri"))


def hri(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    outer = {n: v for n, v in os.environ.items() if not n.startswith(("HRI_", "CKAN_", "DAGSTER_"))}
    named = {**outer, "HRI_SANDBOX_SETTINGS": str(PROJECT / "no-such-file"), **environment}
    return subprocess.run([HRI, *arguments], env=named, capture_output=True, text=True, check=False)


def test_check_finds_no_fault_in_what_is_committed() -> None:
    said = hri("check")
    assert said.returncode == 0, said.stdout
    declared = len(list((PROJECT / "datasets").glob("[!_]*.yaml")))
    assert f"{declared} sound declarations, 0 errors" in said.stdout


def test_check_lists_every_fault_of_every_file_and_fails(tmp_path: Path) -> None:
    text = (PROJECT / "datasets" / "liikennemaarat-helsingissa.yaml").read_text(encoding="utf-8")
    register = (PROJECT / "datasets" / "_publishers.yaml").read_text(encoding="utf-8")
    (tmp_path / "_publishers.yaml").write_text(register, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("annual", "anual"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace("keywords:", "keyword:"), encoding="utf-8")
    said = hri(
        "check", "--datasets", str(tmp_path), "--schemas", str(PROJECT / "schemas"), "--json"
    )
    assert said.returncode == 1
    faults = json.loads(said.stdout)
    lines = {n: i for i, line in enumerate(text.splitlines(), 1) for n in [line.split(":")[0]]}
    frequency = next(fault for fault in faults if fault["field"] == "frequency")
    keyword = next(fault for fault in faults if fault["field"] == "keyword")
    assert (frequency["line"], frequency["nearest"]) == (lines["frequency"], "annual")
    assert (keyword["line"], keyword["nearest"]) == (lines["keywords"], "keywords")
    assert frequency["file"].endswith("a.yaml")
    assert keyword["file"].endswith("b.yaml")


def test_without_a_catalogue_nothing_is_tried(tmp_path: Path) -> None:
    said = hri("plan", HRI_STATE=str(tmp_path / "state"))
    assert said.returncode == 2
    assert "no catalogue: CKAN_URL is not set and no sandbox is running" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "state").exists()


def test_a_misspelt_dataset_is_answered_with_the_nearest() -> None:
    said = hri("status", "liikennemaarat-helsinki")
    assert said.returncode == 2
    assert "did you mean 'liikennemaarat-helsingissa'?" in said.stderr


def test_invented_data_never_reach_a_portal(tmp_path: Path) -> None:
    said = hri(
        "run",
        HRI_REPLICA="http://127.0.0.1:1",
        CKAN_URL="https://hri.fi/data",
        CKAN_API_TOKEN="x",
        HRI_STATE=str(tmp_path / "state"),
    )
    assert said.returncode == 2
    assert "the catalogue is not a sandbox" in said.stderr
