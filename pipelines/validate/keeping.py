"""The kept reports of a dataset, in the state under `reports/<id>/`, for the steward alone.

    reports/<id>/index.json     [{report, page, quarantine, checked}], the latest last
    reports/<id>/<name>.json    {checked, snapshot_sha256, schema_sha256, summary, report}
    reports/<id>/<name>.html    the page in three languages
    reports/<id>/<name>.csv     the invalid rows with their reasons; only where there are some

They hold rows of the data, valid or not, with whatever names stand in them: only their owner may
read the files, no served folder lies in the state, and the old ones are removed when a new one is
kept. The latest stays, however old. What does not belong here: what stands in a report (report,
page, quarantine).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.state import State
from pipelines.validate.steward_report import StewardReport


@dataclass(frozen=True)
class Kept:
    """Where one report lies: keys of the state."""

    report: str
    page: str
    quarantine: str | None
    checked: str
    """When, in ISO 8601 with UTC."""

    def files(self) -> dict[str, str]:
        """Return the keys of what there is, by kind."""
        kinds = {"report": self.report, "page": self.page, "quarantine": self.quarantine}
        return {kind: key for kind, key in kinds.items() if key}


class Reports:
    """The kept reports of one dataset."""

    def __init__(
        self, dataset_id: str, state: State, *, days: int = 90, language: str = "fi"
    ) -> None:
        """`days`: how long a report is kept; `language`: the page's first, and the quarantine's."""
        self._state = state
        self._days = days
        self._language = language
        self._folder = f"reports/{dataset_id}"
        self._index = f"{self._folder}/index.json"

    def keep(self, told: StewardReport, snapshot_sha256: str, now: dt.datetime) -> Kept:
        """Keep a report with its page and quarantine, and remove what is too old.

        The same data and schema give the same keys. The index is written after the files, so that
        it names none that is not there.
        """
        validation = told.validation
        name = f"{self._folder}/{snapshot_sha256[:16]}-{validation.schema_sha256[:8]}"
        quarantine = f"{name}.csv" if len(validation.invalid) else None
        kept = Kept(f"{name}.json", f"{name}.html", quarantine, now.isoformat())
        record = {
            "checked": kept.checked,
            "snapshot_sha256": snapshot_sha256,
            "schema_sha256": validation.schema_sha256,
            "summary": told.summary,
            "report": validation.report,
        }
        self._state.write_json(kept.report, record, owner_only=True)
        with tempfile.TemporaryDirectory(prefix="hri-") as folder:
            file = Path(folder) / "form"
            told.write_page(file, self._language)
            self._state.put(file, kept.page, owner_only=True)
            if kept.quarantine:
                told.write_quarantine(file, self._language)
                self._state.put(file, kept.quarantine, owner_only=True)
        self._remember(kept, now)
        return kept

    def latest(self) -> Kept | None:
        """Return the report that was kept last, or None."""
        index = self._listed()
        return index[-1] if index else None

    def _listed(self) -> list[Kept]:
        return [Kept(**entry) for entry in self._state.read_json(self._index) or []]

    def _remember(self, kept: Kept, now: dt.datetime) -> None:
        """List the report, and remove all that is neither the latest nor young enough."""
        oldest = now - dt.timedelta(days=self._days)
        index = [
            entry
            for entry in self._listed()
            if entry.report != kept.report and dt.datetime.fromisoformat(entry.checked) >= oldest
        ]
        index.append(kept)
        self._state.write_json(self._index, [asdict(entry) for entry in index], owner_only=True)
        named = {self._index}.union(*(entry.files().values() for entry in index))
        for key in self._state.keys(self._folder):
            if key not in named:
                self._state.delete(key)
