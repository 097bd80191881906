"""What validating one opened resource takes: its text form, its columns, its keys.

The resource has been opened by frictionless, so its encoding, dialect, header and schema are what
frictionless found or was told. What does not belong here: whether it is covered (coverage).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from frictionless import Field
from frictionless.formats import CsvControl

from pipelines.validate.columnar.columns import Column
from pipelines.validate.columnar.content import Filter, content_filter
from pipelines.validate.columnar.cutting import Marks
from pipelines.validate.columnar.errors import KeyOrder
from pipelines.validate.columnar.pieces import TextForm
from pipelines.validate.columnar.places import Places
from pipelines.validate.columnar.references import Lookup, Reference

QUOTE_NONE = 3
"""`csv.QUOTE_NONE`."""


@dataclass(frozen=True)
class Plan:
    """A resource made ready."""

    resource: Any
    columns: tuple[Column, ...]
    content: Filter
    order: KeyOrder
    lookups: tuple[Lookup, ...]
    form: TextForm | None
    """How the file's bytes are cut; None where only frictionless' own reader reads them."""
    places: Places | None
    """Where the records lie, noted while they are read, if rows may be faulty by keys alone."""

    @property
    def path(self) -> Path:
        """The file."""
        return Path(str(self.resource.normpath).removeprefix("file://"))

    @property
    def declared(self) -> tuple[Column, ...]:
        """The columns that the schema has, without those that only the header has."""
        names = set(self.resource.schema.field_names)
        return tuple(column for column in self.columns if column.name in names)

    @property
    def keyed(self) -> frozenset[int]:
        """The columns whose values are compared between rows."""
        return frozenset((*self.order.unique, *self.order.primary))


def plan(resource: Any) -> Plan:
    """Return the plan for an opened, covered resource."""
    fields: list[Field] = resource.header.get_expected_fields()
    columns = tuple(Column(field, index) for index, field in enumerate(fields))
    names = {column.name: column.index for column in columns}
    lookups = tuple(_lookups(resource, columns))
    unique = tuple(c.index for c in columns if c.field.constraints.get("unique"))
    primary = tuple(names[name] for name in _primary(resource, list(names)))
    return Plan(
        resource=resource,
        columns=columns,
        content=content_filter(resource.dialect),
        order=KeyOrder(
            unique=unique,
            primary=primary,
            foreign=tuple(tuple(c.index for c in lookup.columns) for lookup in lookups),
        ),
        lookups=lookups,
        form=_text_form(resource, len(columns)),
        places=Places() if unique or primary or lookups else None,
    )


def _primary(resource: Any, names: list[str]) -> list[str]:
    declared = set(resource.schema.primary_key)
    if not declared or not declared.issubset(names):
        return []
    row = SimpleNamespace(field_names=names)
    found: list[str] = resource.primary_key_labels(row, resource.dialect.header_case)
    return found


def _lookups(resource: Any, columns: Sequence[Column]) -> list[Lookup]:
    names = {column.name for column in columns}
    lookups = []
    for key in resource.schema.foreign_keys:
        source, target = key["reference"], tuple(key["fields"])
        known = resource.lookup.get(source["resource"])
        if known and names.issuperset(target):
            reference = Reference(source["resource"], tuple(source["fields"]), target)
            lookups.append(Lookup(reference, known.get(reference.source_key, set()), columns))
    return lookups


def _text_form(resource: Any, width: int) -> TextForm | None:
    """Return the form where a delimiter and a quote are all there is to the dialect."""
    if resource.scheme != "file" or resource.compression or resource.extrapaths:
        return None
    dialect = CsvControl.from_dialect(resource.dialect).to_python()
    quote = None if dialect.quoting == QUOTE_NONE else dialect.quotechar
    marks = [dialect.delimiter, quote or '"']
    plain = all(len(mark) == 1 and mark.isascii() and mark not in "\r\n" for mark in marks)
    if not plain or dialect.escapechar or dialect.skipinitialspace or marks[0] == quote:
        return None
    return TextForm(
        encoding=resource.encoding,
        translate=resource.format != "csv",
        dialect=dialect,
        marks=Marks(ord(dialect.delimiter), None if quote is None else ord(quote)),
        width=width,
    )
