"""The file of the ledger's closed days, written before the dataset of it is extracted.

    indicators/closed-days.csv    all closed rows; only a header before the first day is over
    indicators/closed-days.json   the head and the columns that it was written with

What does not belong here: which rows are open data (measure), and publishing them (steps).
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from pipelines.extract.ledger import KEY
from pipelines.measure.days import day_in_helsinki
from pipelines.measure.open_data import COLUMNS, closed_days
from pipelines.orchestration.measuring import ledger_of
from pipelines.orchestration.workplace import Workplace

WRITTEN = "indicators/closed-days.json"


def export_closed_days(work: Workplace) -> None:
    """Close the days that are over, and write all closed rows where there are new ones.

    Raises LedgerBroken.
    """
    ledger = ledger_of(work.state)
    ledger.close(day_in_helsinki(work.now()))
    written = {"head": ledger.head(), "columns": list(COLUMNS)}
    if work.state.exists(KEY) and work.state.read_json(WRITTEN) == written:
        return
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        local = Path(folder) / "closed-days.csv"
        with local.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(closed_days(ledger))
        work.state.put(local, KEY)
    work.state.write_json(WRITTEN, written)
