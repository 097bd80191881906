"""What the stages left in the state of a dataset that is ready to be published.

What does not belong here: making it (steps), and writing it to the catalogue (publish).
"""

from __future__ import annotations

import datetime as dt

from pipelines.errors import SettingError
from pipelines.model import Dataset, FormatName
from pipelines.orchestration.records import Record, needed, snapshot_of
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Edition, Editions, File, covered, last_loaded
from pipelines.state import State


def editions_of(work: Workplace, dataset: Dataset) -> Editions:
    """Return what is ready to be published of a dataset that has data.

    Raises SettingError where the data came from a replica and the catalogue is a real portal.
    """
    snapshot = snapshot_of(work.state, dataset)
    if snapshot.fetched_from != snapshot.url and not work.catalogue.is_sandbox:
        raise SettingError(
            f"{dataset.name}: the snapshot came from a replica, not from {snapshot.url}",
            remedy="unset HRI_REPLICA and run again with an HRI_STATE of the portal's own",
        )
    schema_of = work.declarations.schema_of
    return {part.id: edition_of(work.state, part, schema_of(part)) for part in dataset.parts()}


def edition_of(state: State, dataset: Dataset, schema: Record) -> Edition:
    """Return the edition of one table. Raises InvalidData where it has not been made yet."""
    table = needed(state, f"validated/{dataset.id}/latest.json", dataset)
    made = _converted(state, dataset)
    return Edition(
        **covered(made.get("extent")),
        loaded=last_loaded(state, dataset.id),
        files={
            FormatName(name): File(state.file(file["key"]), file["sha256"])
            for name, file in made["files"].items()
        },
        table=state.file(table["table"]),
        table_sha256=table["table_sha256"],
        schema=schema,
        changed=dt.datetime.fromisoformat(table["changed"]),
        left_out=table.get("left_out"),
    )


def conversion_failures(state: State, dataset: Dataset) -> dict[str, str]:
    """Return {resource id: why} of the distributions that the last conversion could not make."""
    return {
        part.resource_id(name): why
        for part in dataset.parts()
        for name, why in _converted(state, part)["failures"].items()
    }


def source_of(state: State, dataset: Dataset) -> Record | None:
    """Return the provenance of the snapshot that was validated: of what is published."""
    first = needed(state, f"validated/{dataset.parts()[0].id}/latest.json", dataset)
    return first.get("source")


def _converted(state: State, dataset: Dataset) -> Record:
    return needed(state, f"converted/{dataset.id}/latest.json", dataset)
