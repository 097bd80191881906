"""`_indicators.yaml`: its faults with file, line and nearest value."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pipelines.settings import PROJECT
from tests.declared import Desk

TEXT = """\
goals:
  - {indicator: open_dataset, year: 2026, target: 5}
  - {indicator: open_datasets, publisher: likenne, year: 2026, target: 5}
half_years: [06-30, 13-31]
"""


def test_the_faults_of_the_file_are_named_by_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("_indicators.yaml", TEXT)
    first, second = desk.faults()
    assert first.startswith("_indicators.yaml:2: goals.0.indicator: one of")
    assert first.endswith("Did you mean 'open_datasets'?")
    assert "_indicators.yaml:4: half_years" in second
    desk.write(
        "_indicators.yaml", TEXT.replace("open_dataset,", "open_apis,").replace("13-", "12-")
    )
    (fault,) = desk.faults()
    assert fault == (
        "_indicators.yaml:3: goals.1.publisher: an entry of the register of publishers is "
        "expected. Did you mean 'liikenne'?"
    )


def test_the_ledger_is_entered_shown_and_verified_from_the_terminal(tmp_path: Path) -> None:
    hri = str(Path(sys.executable).with_name("hri"))
    outer = {n: v for n, v in os.environ.items() if not n.startswith(("HRI_", "CKAN_"))}
    named = {**outer, "HRI_STATE": str(tmp_path), "HRI_SANDBOX_SETTINGS": str(PROJECT / "none")}

    def said(*words: str) -> subprocess.CompletedProcess[str]:
        command = [hri, "indicators", *words]
        return subprocess.run(command, env=named, capture_output=True, text=True, check=False)

    rows = json.loads(said("reported", "--json").stdout)
    assert {row["value"] for row in rows if row["indicator"] == "open_datasets"} == {623}
    assert "the ledger is whole" in said("verify").stdout
    block = next((tmp_path / "indicators/ledger/reported").glob("*.jsonl"))
    block.write_bytes(block.read_bytes().replace(b"623", b"700"))
    broken = said("verify")
    assert (broken.returncode, "is not what was written" in broken.stdout) == (1, True)
