"""Send the calls of a plan, in order, and no others.

What does not belong here: deciding anything; whatever fails, the next plan holds what is missing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.database import DataStoreDatabase
from pipelines.publish import datastore
from pipelines.publish.calls import COPY, Call, Record, Rows
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
    for call in plan.calls:
        _send(call, ckan, database, tables)
        sent(call)
    return plan.writes


def _send(
    call: Call,
    ckan: Ckan,
    database: DataStoreDatabase | None,
    tables: Callable[[Path], pa.Table],
) -> None:
    if call.file is not None:
        ckan.upload(call.action, call.parameters, call.file, call.file_name)
    elif call.rows is None:
        ckan.write(call.action, call.parameters)
    elif call.action == COPY:
        assert database is not None  # noqa: S101 - who plans a COPY has the database
        database.exchange(**call.parameters, table=tables(call.rows.table))
    else:
        records = _records(call.rows, tables(call.rows.table))
        ckan.write(call.action, {**call.parameters, "records": records})


def _records(rows: Rows, table: pa.Table) -> list[Record]:
    records = datastore.records(table.take(pa.array(rows.numbers)))
    if rows.ids is not None:
        for record, identifier in zip(records, rows.ids.tolist(), strict=True):
            record["_id"] = identifier
    return records
