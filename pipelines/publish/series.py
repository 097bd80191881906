"""The package of a series, which must be there before its members can name it.

What does not belong here: the members' own fields (dcat).
"""

from __future__ import annotations

from typing import Any

from pipelines.catalogue import Ckan
from pipelines.errors import NotInCatalogue
from pipelines.model import Dataset, Series
from pipelines.publish.calls import Call
from pipelines.publish.differences import differences
from pipelines.publish.portal import Portal, fitted, flat

PACKAGE_TYPE = "dataset_series"


def series_calls(dataset: Dataset, ckan: Ckan, portal: Portal) -> list[Call]:
    """Return the call that creates or changes the series of a dataset; none for one without.

    The series belongs to the publisher of the member that was published first.
    """
    if dataset.series is None:
        return []
    wanted = _fields(dataset.series, ckan.url)
    try:
        current = dict(ckan.read("package_show", id=dataset.series.name))
    except NotInCatalogue:
        created = {**wanted, "type": PACKAGE_TYPE, "owner_org": dataset.publisher, "private": False}
        call = Call("package_create", created, f"create the series {dataset.series.name}")
        return [fitted(call, portal, None)]
    changes = differences(flat(current), wanted)
    if not changes:
        return []
    patch = {"id": current["id"], **{name: then for name, (_, then) in changes.items()}}
    call = Call("package_patch", patch, f"change the series {dataset.series.name}")
    return [fitted(call, portal, current)]


def _fields(series: Series, site: str) -> dict[str, Any]:
    """Return the fields; the `uri` is the one that ckanext-dcat makes of a member's `in_series`."""
    return {
        "name": series.name,
        "uri": f"{site}/dataset/{series.name}",
        "title_translated": series.title.translations(),
        "notes_translated": series.description.translations(),
    }
