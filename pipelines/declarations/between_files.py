"""The rules between files: publishers and schemas exist, columns are fields, ids are unique.

They look at the files as they were read, not at checked declarations: a file that has a fault of
its own still shows these too, in the same run.
What does not belong here: the rules that one file must satisfy by itself (model).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.declarations.check_columns import columns_of_checks, type_problems
from pipelines.declarations.register import REGISTER
from pipelines.declarations.step_columns import Place, Problem, declared_steps, step_problems
from pipelines.faults import Fault, fault_at, nearest
from pipelines.model import columns_before

Document = tuple[Path, dict[Any, Any]]


def unknown_publishers(documents: list[Document], names: Collection[str] | None) -> Iterator[Fault]:
    """Yield each publisher that the register lacks; nothing where the register is unreadable."""
    for path, document in documents:
        name = _text(document, "publisher")
        if names is not None and name is not None and name not in names:
            message = f"an entry of {REGISTER} is expected"
            yield fault_at(path, document, ["publisher"], message, nearest(name, names))


def schema_faults(
    documents: list[Document], schemas: Mapping[str, dict[str, Any]], files: Collection[str]
) -> Iterator[Fault]:
    """Yield each schema that is missing in `files`, and each column that is no field of its own."""
    for path, document in documents:
        for place, table in _tables(document):
            name = _text(table, "schema")
            if name is None:
                continue
            if name not in files:
                message = "a file in schemas/ is expected"
                yield fault_at(path, document, [*place, "schema"], message, nearest(name, files))
            elif name in schemas:
                for where, message, near in _column_faults(table, schemas[name], name):
                    yield fault_at(path, document, [*place, *where], message, near)
        yield from _allowed_faults(path, document, schemas)


def _column_faults(
    table: dict[Any, Any], schema: Mapping[str, Any], name: str
) -> Iterator[Problem]:
    fields = _fields(schema)
    steps = declared_steps(table)
    if steps is not None:
        yield from step_problems(table, steps, schema, name)
        yield from _unknown(_read_columns(table), columns_before(steps, fields), name)
    yield from _unknown(_columns(table), fields, name)
    for place, message in type_problems(table, schema):
        yield place, message, ""


def _unknown(
    columns: Iterator[tuple[Place, str]], valid: Collection[str], name: str
) -> Iterator[Problem]:
    for place, column in columns:
        if column not in valid:
            yield place, f"'{column}' is no field of {name}", nearest(column, valid)


def _allowed_faults(
    path: Path, document: dict[Any, Any], schemas: Mapping[str, dict[str, Any]]
) -> Iterator[Fault]:
    """Yield each column in which personal data may stand and that no table has."""
    names = [name for _, table in _tables(document) if (name := _text(table, "schema"))]
    if not set(names) <= schemas.keys():
        return
    fields = [field for name in names for field in _fields(schemas[name])]
    allowed = _group(_group(_group(document, "access"), "privacy"), "allowed")
    for kind in allowed:
        for position, column in enumerate(_items(allowed, kind)):
            if isinstance(column, str) and column not in fields:
                place = ["access", "privacy", "allowed", kind, position]
                message = f"'{column}' is no field of {' or '.join(names) or 'any schema'}"
                yield fault_at(path, document, place, message, nearest(column, fields))


def _fields(schema: Mapping[str, Any]) -> list[str]:
    return [str(field["name"]) for field in schema["fields"]]


def _tables(document: dict[Any, Any]) -> Iterator[tuple[Place, dict[Any, Any]]]:
    """Yield (place, declaration) of each table: the document itself is that of an only one."""
    yield [], document
    for position, table in enumerate(_items(document, "tables")):
        if isinstance(table, dict):
            yield ["tables", position], table


def clashes(documents: list[Document]) -> Iterator[Fault]:
    """Yield what must be unique and is not, in every file that claims it.

    Which of them is the copy cannot be known: were the first one taken for sound, a copy could
    overwrite the dataset that it was copied from.
    """
    claims: dict[tuple[str, str], list[tuple[Path, dict[Any, Any], Place]]] = defaultdict(list)
    for path, document in documents:
        for kind, place, value in _claims(document):
            claims[kind, value].append((path, document, place))
    for (_, value), claimants in claims.items():
        for path, document, place in claimants:
            others = sorted({other.name for other, _, _ in claimants} - {path.name})
            if others:
                message = f"'{value}' must be unique, and stands in {', '.join(others)} too"
                yield fault_at(path, document, place, message)


def series_faults(documents: list[Document]) -> Iterator[Fault]:
    """Yield each series that a member tells otherwise than the first file that names it."""
    told: dict[str, tuple[Path, dict[Any, Any]]] = {}
    for path, document in documents:
        series = _group(document, "series")
        name = _text(series, "name")
        if name is None:
            continue
        first, words = told.setdefault(name, (path, series))
        if words != series:
            message = f"series {name!r} is told otherwise in {first.name}; copy it from there"
            yield fault_at(path, document, ["series"], message)


def successor_faults(documents: list[Document]) -> Iterator[Fault]:
    """Yield each successor that is neither the id of another declared dataset nor an address."""
    ids = {_text(document, "id"): path for path, document in documents}
    for path, document in documents:
        for end in ("withdrawn", "sunset"):
            name = _text(_group(document, end), "successor")
            if name is None or "://" in name or ids.get(name, path) != path:
                continue
            message = "the id of another declared dataset, or an address, is expected"
            others = [each for each, at in ids.items() if each and at != path]
            yield fault_at(path, document, [end, "successor"], message, nearest(name, others))


def _columns(document: dict[Any, Any]) -> Iterator[tuple[Place, str]]:
    """Yield (place, column) of every column of the published table that is named."""
    geometry = _group(document, "geometry")
    for option in ("x", "y", "column"):
        if (column := _text(geometry, option)) is not None:
            yield ["geometry", option], column


def _read_columns(document: dict[Any, Any]) -> Iterator[tuple[Place, str]]:
    """Yield (place, column) of every column that is read from the file by a path of its own."""
    for column in _group(_group(document, "source"), "columns"):
        if isinstance(column, str):
            yield ["source", "columns", column], column
    for column in _group(document, "columns"):
        if isinstance(column, str):
            yield ["columns", column], column
    yield from columns_of_checks(document)


def _claims(document: dict[Any, Any]) -> Iterator[tuple[str, Place, str]]:
    """Yield (kind, place, value) of everything that no other file may claim."""
    for field in ("id", "name", "package_id"):
        if (value := _text(document, field)) is not None:
            yield field, [field], value.lower()
    for position, value in enumerate(_items(document, "former_names")):
        if isinstance(value, str):
            yield "name", ["former_names", position], value
    for place, table in _tables(document):
        for position, item in enumerate(_items(table, "distributions")):
            if isinstance(item, dict) and (value := _text(item, "resource_id")):
                where = [*place, "distributions", position, "resource_id"]
                yield "resource_id", where, value.lower()
    if (value := _text(document, "descriptor_id")) is not None:
        yield "resource_id", ["descriptor_id"], value.lower()
    yield from _claims_of_source(_group(document, "source"))


def _claims_of_source(source: dict[Any, Any]) -> Iterator[tuple[str, Place, str]]:
    """Yield the resources of an API or of links that existed before."""
    if (value := _text(source, "resource_id")) is not None:
        yield "resource_id", ["source", "resource_id"], value.lower()
    for position, item in enumerate(_items(source, "resources")):
        if isinstance(item, dict) and (value := _text(item, "resource_id")) is not None:
            yield "resource_id", ["source", "resources", position, "resource_id"], value.lower()


def _text(group: dict[Any, Any], field: str) -> str | None:
    value = group.get(field)
    return value if isinstance(value, str) else None


def _group(group: dict[Any, Any], field: str) -> dict[Any, Any]:
    value = group.get(field)
    return value if isinstance(value, dict) else {}


def _items(group: dict[Any, Any], field: str) -> list[Any]:
    value = group.get(field)
    return value if isinstance(value, list) else []
