"""The contract of a dataset: what of it consumers rely on, as plain data that a record keeps.

What does not belong here: comparing two of them (comparison).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pipelines.model import API_KEY, ApiSource, Dataset


@dataclass(frozen=True)
class TableTerms:
    """What consumers of one table rely on."""

    resources: Mapping[str, str]
    """Format → the id of its resource, from which its URLs derive."""
    schema: Mapping[str, Any] = field(default_factory=dict)
    """The Table Schema's descriptor."""
    datastore: bool = False
    """Whether the table is served by CKAN's DataStore API."""
    crs: str | None = None
    """The coordinate system of the columns of places."""
    places: tuple[str, ...] = ()
    """The columns of places."""

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Return the terms of a record."""
        return cls(**{**record, "places": tuple(record["places"])})


@dataclass(frozen=True)
class Contract:
    """What consumers of one dataset, or of one API, rely on."""

    version: str
    """`major.minor`, as declared."""
    name: str
    """The name in the URL of the dataset's page."""
    licence: str
    tables: Mapping[str, TableTerms]
    """By the table's name; a dataset's only table has none, and is ``""``. None for an API."""
    former_names: tuple[str, ...] = ()
    """Names whose links go on working."""
    api: Mapping[str, Any] | None = None
    """Of an API: {resource, endpoint, key_required}."""
    is_partial: bool = False
    """Whether only names, formats and licence are known, as a catalogue shows them."""

    @property
    def parts(self) -> tuple[int, int]:
        """Return (major, minor); a breaking change raises the first."""
        major, minor = self.version.split(".")
        return int(major), int(minor)

    def without(self, resources: Collection[str]) -> Contract:
        """Return the contract without resources (by id) that could not be made."""
        return dataclasses.replace(
            self,
            tables={
                name: dataclasses.replace(
                    terms,
                    resources={f: it for f, it in terms.resources.items() if it not in resources},
                )
                for name, terms in self.tables.items()
            },
        )

    def resource_ids(self) -> set[str]:
        """Return the ids of all resources of tables."""
        return {each for terms in self.tables.values() for each in terms.resources.values()}

    def to_json(self) -> dict[str, Any]:
        """Return the record of the contract, as JSON has it."""
        return dict(json.loads(json.dumps(dataclasses.asdict(self))))

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Return the contract of a record that `to_json` made."""
        tables = {name: TableTerms.from_json(terms) for name, terms in record["tables"].items()}
        names = tuple(record["former_names"])
        return cls(**{**record, "tables": tables, "former_names": names})


def contract_of(dataset: Dataset, schemas: Mapping[str, Mapping[str, Any]]) -> Contract:
    """Return the contract of a dataset as declared; `schemas` are by the ids of its tables."""
    return Contract(
        version=dataset.version,
        name=dataset.name,
        licence=dataset.licence.value,
        tables={
            table_name(dataset, part): _terms(part, schemas[part.id]) for part in dataset.parts()
        },
        former_names=tuple(dataset.former_names),
        api=_api(dataset),
    )


def table_name(dataset: Dataset, part: Dataset) -> str:
    """Return the name of one of the dataset's tables; an only one has none."""
    return part.id.removeprefix(dataset.id).removeprefix("/")


def _terms(part: Dataset, schema: Mapping[str, Any]) -> TableTerms:
    geometry = part.geometry
    formats = [each.format.value for each in part.distributions]
    return TableTerms(
        resources={name: part.resource_id(name) for name in formats},
        schema=dict(schema),
        datastore=part.datastore,
        crs=geometry.crs if geometry else None,
        places=tuple(geometry.columns()) if geometry else (),
    )


def _api(dataset: Dataset) -> dict[str, Any] | None:
    source = dataset.source
    if not isinstance(source, ApiSource):
        return None
    return {
        "resource": dataset.resource_id(API_KEY),
        "endpoint": source.endpoint,
        "key_required": source.key_required,
    }
