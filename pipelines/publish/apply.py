"""Send the calls of a plan, in order, and no others.

What does not belong here: deciding anything; whatever fails, the next plan holds what is missing.
"""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.database import DataStoreDatabase
from pipelines.publish import datastore
from pipelines.publish.calls import COPY, PACKAGE_ID, Call, Record, Rows
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
    tables = functools.lru_cache(maxsize=1)(pq.read_table)
    package = plan.package_id
    for call in plan.calls:
        answer = _send(_of_package(call, package), ckan, database, tables)
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


def _send(
    call: Call,
    ckan: Ckan,
    database: DataStoreDatabase | None,
    tables: Callable[[Path], pa.Table],
) -> Any:
    if call.file is not None:
        return ckan.upload(call.action, call.parameters, call.file, call.file_name)
    if call.text is not None:
        return _upload_text(call, call.text, ckan)
    if call.rows is None:
        return ckan.write(call.action, call.parameters)
    if call.action == COPY:
        assert database is not None  # noqa: S101 - who plans a COPY has the database
        return database.exchange(**call.parameters, table=tables(call.rows.table))
    records = _records(call.rows, tables(call.rows.table))
    return ckan.write(call.action, {**call.parameters, "records": records})


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
