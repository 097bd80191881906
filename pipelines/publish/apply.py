"""Send the calls of a plan, in order, and no others.

What does not belong here: deciding anything; whatever fails, the next plan holds what is missing.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow.parquet as pq

from pipelines.catalogue import Ckan
from pipelines.publish import datastore
from pipelines.publish.plan import Call, Plan


def apply(plan: Plan, ckan: Ckan, sent: Callable[[Call], None] = lambda _: None) -> int:
    """Send every call of the plan and return how many; `sent` hears of each when it is done.

    Raises CatalogueRefused, CatalogueUnavailable, NotInCatalogue.
    """
    for call in plan.calls:
        _send(call, ckan)
        sent(call)
    return plan.writes


def _send(call: Call, ckan: Ckan) -> None:
    if call.file is not None:
        ckan.upload(call.action, call.parameters, call.file, call.file_name)
    elif call.rows is not None and call.table is not None:
        start, stop = call.rows
        rows = pq.read_table(call.table).slice(start, stop - start)
        ckan.write(call.action, {**call.parameters, "records": datastore.records(rows)})
    else:
        ckan.write(call.action, call.parameters)
