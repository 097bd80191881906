"""Send the calls of a plan, in order, and no others.

What does not belong here: deciding anything; whatever fails, the next plan holds what is missing.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.database import DataStoreDatabase
from pipelines.publish import datastore
from pipelines.publish.calls import COPY, EXCHANGE, PACKAGE_ID, Call, Record, Rows
from pipelines.publish.plan import Plan


def apply(
    plan: Plan,
    ckan: Ckan,
    database: DataStoreDatabase | None = None,
    sent: Callable[[Call], None] = lambda _: None,
) -> int:
    """Send every call of the plan and return how many; `sent` hears of each when it is done.

    Raises CatalogueRefused, CatalogueUnavailable, NotInCatalogue.
    """
    package = plan.package_id
    with ExitStack() as session:
        sender = _Sender(ckan, database, session)
        for call in plan.calls:
            answer = sender.send(_of_package(call, package))
            if call.action == "package_create" and not call.creates_series:
                package = answer["id"]
            sent(call)
    return plan.writes


def _of_package(call: Call, package: str | None) -> Call:
    """Return the call with the package's id where the plan could not know it yet."""
    if package is None or call.rows is not None:
        return call
    # The id is of letters, digits and hyphens, so that it needs no escaping in JSON.
    parameters = json.loads(json.dumps(call.parameters).replace(PACKAGE_ID, package))
    text = call.text and call.text.replace(PACKAGE_ID, package)
    return replace(call, parameters=parameters, text=text)


@dataclass
class _Sender:
    """Sends calls one after another; a table that stands beside another waits for its exchange."""

    ckan: Ckan
    database: DataStoreDatabase | None
    session: ExitStack
    """Holds the session of the database from the one call of an exchange to the other."""
    tables: Callable[[Path], pa.Table] = field(
        default_factory=lambda: functools.lru_cache(maxsize=1)(pq.read_table)
    )
    exchange: Callable[[], None] = lambda: None

    def send(self, call: Call) -> Any:
        if call.file is not None:
            return self.ckan.upload(call.action, call.parameters, call.file, call.file_name)
        if call.text is not None:
            return _upload_text(call, call.text, self.ckan)
        if call.action == EXCHANGE:
            self.exchange()
            return self.session.close()
        if call.rows is None:
            return self.ckan.write(call.action, call.parameters)
        table = self.tables(call.rows.table)
        if call.action == COPY:
            assert self.database is not None  # noqa: S101 - who plans a COPY has the database
            beside = self.database.beside(**call.parameters, table=table)
            self.exchange = self.session.enter_context(beside)
            return None
        records = _records(call.rows, table)
        return self.ckan.write(call.action, {**call.parameters, "records": records})


def _upload_text(call: Call, text: str, ckan: Ckan) -> Any:
    content = text.encode()
    facts = {"hash": hashlib.sha256(content).hexdigest(), "file_size": str(len(content))}
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        path = Path(folder) / call.file_name
        path.write_bytes(content)
        return ckan.upload(call.action, {**call.parameters, **facts}, path, call.file_name)


def _records(rows: Rows, table: pa.Table) -> list[Record]:
    records = datastore.records(table.take(pa.array(rows.numbers)))
    if rows.ids is not None:
        for record, identifier in zip(records, rows.ids.tolist(), strict=True):
            record["_id"] = identifier
    return records
