"""What a catalogue shows of a contract whose record was lost: names, formats, licence, columns.

Types, constraints and keys are not compared then: CKAN's dictionary has PostgreSQL's types, to
which several types of Table Schema lead. What does not belong here: asking CKAN (orchestration).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.model import WRITTEN_FORMATS, Dataset
from pipelines.publish.contract.terms import Contract, TableTerms, table_name

FIRST_VERSION = "1.0"
ROW_NUMBER = "_id"
"""The column that the DataStore adds by itself."""


def contract_shown(
    dataset: Dataset,
    package: Mapping[str, Any],
    columns: Mapping[str, Sequence[str]],
) -> Contract:
    """Return the partial contract of a package; `columns` are by resource, of DataStore tables.

    A resource counts only under the id that the declaration gives its format: others are not ours.
    Its version is taken for the first one, for a catalogue does not show it.
    """
    there = {str(resource["id"]) for resource in package.get("resources", [])}
    tables = {table_name(dataset, part): _shown(part, there, columns) for part in dataset.parts()}
    return Contract(
        version=FIRST_VERSION,
        name=str(package["name"]),
        licence=str(package.get("license_id") or dataset.licence.value),
        tables={name: terms for name, terms in tables.items() if terms.resources},
        is_partial=True,
    )


def _shown(part: Dataset, there: set[str], columns: Mapping[str, Sequence[str]]) -> TableTerms:
    ids = {name.value: part.resource_id(name) for name in WRITTEN_FORMATS}
    resources = {name: it for name, it in ids.items() if it in there}
    names = [
        name
        for resource in resources.values()
        for name in columns.get(resource, ())
        if name != ROW_NUMBER
    ]
    fields = [{"name": name} for name in names]
    return TableTerms(resources, {"fields": fields} if fields else {})
