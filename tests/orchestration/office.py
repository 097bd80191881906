"""One dataset, from what conversion left in the state to a catalogue in memory.

The stages before publishing are not run: their records and files are written as they would be.
Not here: any test.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.declarations import load
from pipelines.journal import Entry, entries
from pipelines.model import Dataset
from pipelines.orchestration import applies, publishing
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Plan, Portal
from pipelines.settings import Catalogue, read_settings
from pipelines.state import State
from tests.declared import PUBLISHERS, TRAMS
from tests.orchestration.ckan_in_memory import CkanInMemory

ID = "hel-trams"
DAY = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
PLAIN = Portal()
"""A CKAN without a schema: all but its own fields are extras."""
# fmt: off
FIELDS = frozenset([
    "global_id", "title_translated", "notes_translated", "keywords", "geographical_coverage",
    "maintainer_website", "external_urls", "date_released", "update_frequency", "frequency",
    "theme", "access_rights", "privacy_reviewed", "source", "identifier", "issued", "language",
    "citation", "temporal_start", "temporal_end", "spatial_text", "spatial_uri", "data_changed",
    "date_updated", "modified", "metadata_changed", "examples", "search_synonyms"
])
# fmt: on
HRI = Portal(
    dataset_fields=FIELDS,
    resource_fields=frozenset(["format_uri", "name_translated", "language"]),
)
"""A portal whose schema knows every field that we write, and one of the steward's own."""
Row = tuple[str, int | None]
HEAD, _, _ = TRAMS.partition("geometry:")
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "koodi", "type": "string", "title": "Koodi"},
        {"name": "paikkoja", "type": "integer"},
    ],
    "primaryKey": ["koodi"],
}


class Office:
    """A state, a declaration and a catalogue."""

    def __init__(self, folder: Path, portal: Portal = HRI) -> None:
        self.datasets, self.schemas = folder / "datasets", folder / "schemas"
        for each in (self.datasets, self.schemas):
            each.mkdir()
        (self.datasets / "_publishers.yaml").write_text(PUBLISHERS, encoding="utf-8")
        self.schema: dict[str, Any] = SCHEMA
        self.state = State(folder / "state")
        self.portal = portal
        self.ckan = CkanInMemory(self.portal)
        self.now = DAY
        self.edition = 0
        self.declare()
        self.convert([("A", 1), ("B", 2)])

    def declare(
        self, *changes: tuple[str, str], formats: str = "csv, json", more: str = ""
    ) -> None:
        """Write the declaration, with texts of the sound one replaced."""
        text = HEAD
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        text += f"distributions: [{formats}]\n{more}"
        (self.datasets / "trams.yaml").write_text(text, encoding="utf-8")

    def write(self, declaration: Mapping[str, Any]) -> None:
        """Write a whole declaration; JSON is YAML."""
        text = json.dumps(declaration, ensure_ascii=False)
        (self.datasets / "trams.yaml").write_text(text, encoding="utf-8")

    def convert(self, rows: Sequence[Row]) -> None:
        """Leave in the state what validation and conversion of these rows leave."""
        self.edition += 1
        folder = f"{self.edition}"
        names = ["koodi", "paikkoja"]
        table = pa.table(
            {
                "koodi": pa.array([row[0] for row in rows], pa.string()),
                "paikkoja": pa.array([row[1] for row in rows], pa.int64()),
            }
        )
        parquet, text = io.BytesIO(), io.StringIO()
        pq.write_table(table, parquet)
        csv.writer(text).writerows([names, *rows])
        files = {
            "csv": text.getvalue().encode(),
            "json": json.dumps(table.to_pylist()).encode(),
            "parquet": parquet.getvalue(),
        }
        kept = {name: self._keep(folder, name, it, len(rows)) for name, it in files.items()}
        made = self.now.isoformat()
        self.state.write_json(
            f"validated/{ID}/latest.json",
            {
                "table": kept["parquet"]["key"],
                "table_sha256": kept["parquet"]["sha256"],
                "rows": len(rows),
                "snapshot": "",
                "changed": made,
                "left_out": None,
            },
        )
        self.state.write_json(f"converted/{ID}/latest.json", {"files": kept, "failures": {}})
        self.state.write_json(f"snapshots/{ID}/latest.json", _snapshot(made))

    def _keep(self, folder: str, name: str, content: bytes, rows: int) -> dict[str, Any]:
        key = f"converted/{ID}/{folder}/table.{name}"
        path = Path(self.state.place(key))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        return {"key": key, "sha256": digest, "bytes": len(content), "rows": rows}

    def open(self) -> tuple[Workplace, Dataset]:
        """Return a workplace over what is declared now."""
        (self.schemas / "trams.json").write_text(json.dumps(self.schema), encoding="utf-8")
        declarations = load(self.datasets, self.schemas)
        assert declarations.errors == [], declarations.errors
        work = Workplace(read_settings({}), declarations, now=lambda: self.now)
        work.state, work.ckan, work.portal = self.state, self.ckan, self.portal
        work.catalogue = Catalogue(self.ckan.url, "token", is_sandbox=True)
        work.database = None
        return work, declarations.named(ID)

    def plan(self) -> Plan:
        return publishing.planned(*self.open())

    def run(self) -> dict[str, Any]:
        """Publish, a minute later than the last time."""
        self.now += dt.timedelta(minutes=1)
        work, dataset = self.open()
        return publishing.published(work, dataset, {"run": "test", "commit": "abc"})

    def package(self) -> dict[str, Any]:
        """Return the dataset's package as CKAN shows it."""
        _, dataset = self.open()
        return dict(self.ckan.read("package_show", id=dataset.name))

    def rows(self) -> list[dict[str, Any]]:
        """Return the DataStore's rows, in no particular order."""
        _, dataset = self.open()
        table = self.ckan.tables[dataset.resource_id("csv")]
        return sorted(table["rows"].values(), key=lambda row: str(row["koodi"]))

    def journal(self) -> list[Entry]:
        """Return the entries, the oldest first."""
        return entries(self.state, ID)[::-1]

    def applies(self) -> list[dict[str, Any]]:
        """Return the apply records, the oldest first."""
        return applies.applies(self.state, self.open()[1])[::-1]


def _snapshot(made: str) -> dict[str, Any]:
    return {
        "dataset": ID,
        "sha256": "",
        "bytes": 0,
        "url": "https://www.hel.fi/trams.csv",
        "fetched_from": "https://www.hel.fi/trams.csv",
        "declaration": "",
        "files": [],
        "requests": [],
        "first_fetched": made,
        "source_modified": None,
        "last_checked": made,
        "outcome": "new",
    }
