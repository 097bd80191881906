"""One DataStore table exchanged for another by SQL, without a moment in which readers suffer.

A table is built beside the one that readers see, with everything that belongs to it (indexes,
full text, triggers, dictionary, grants), and then takes its name in one short transaction, in
which the views that stand on it are made anew. A reader finds the old table or the new one.
Source: ckanext-datastore (its backend for PostgreSQL and set_permissions.sql).
What does not belong here: connections and their errors (database).
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.errors import CatalogueUnavailable
from pipelines.formats import csv

LOCK_SECONDS = 5
"""How long the exchange waits for readers; they wait behind it meanwhile."""
BATCH = 20_000
"""Rows that are sent at once."""
SAMPLED = 10
"""The statistics of a new table, of 300 times as many rows, which are enough for a planner."""
WRITTEN_AS_IN_JSON = ("text", "bigint", "float8", "numeric", "bool", "date", "time")
"""Types whose text is the one in JSON, dates in ISO's style."""

Cursor = Any
"""A psycopg cursor."""


@dataclass(frozen=True)
class _Table:
    """What belongs to the table that readers see, and must belong to the one that replaces it."""

    owner: str
    grants: list[tuple[str, str]]
    """(role, privilege)."""
    indexes: list[tuple[str, str]]
    """(name, definition), without the primary key's."""
    triggers: list[str]
    """Definitions of triggers other than CKAN's own for full text."""
    views: list[_View]
    """In the order in which they can be made."""


@dataclass(frozen=True)
class _View:
    name: str
    owner: str
    definition: str
    grants: list[tuple[str, str]]


@dataclass(frozen=True)
class Prepared:
    """A whole table that stands beside the one that it is going to replace."""

    resource: str
    beside: str
    before: _Table
    indexes: list[tuple[str, str]]
    """(name, name after the exchange)."""


def prepare(
    cursor: Cursor,
    resource: str,
    fields: Sequence[Mapping[str, Any]],
    table: pa.Table,
    *,
    full_text: bool,
) -> Prepared:
    """Build the new table beside the old one; the caller commits. Raises CatalogueUnavailable."""
    before = _look_at(cursor, resource)
    beside = f"_hri_{resource}"
    _fill(cursor, beside, fields, table, full_text=full_text)
    indexes = _equip(cursor, beside, resource, before, fields, full_text=full_text)
    return Prepared(resource, beside, before, indexes)


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def claim(cursor: Cursor, resource: str) -> None:
    """Let nobody else load the table as long as this session lasts."""
    cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [resource])
    if not cursor.fetchone()[0]:
        raise CatalogueUnavailable(f"the table {resource} is being loaded by somebody else")


def _look_at(cursor: Cursor, resource: str) -> _Table:
    cursor.execute(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass(%s)",
        [_name(resource)],
    )
    found = cursor.fetchone()
    if found is None:
        raise CatalogueUnavailable(f"the DataStore has no table {resource} yet")
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = to_regclass(%s) AND NOT indisprimary ORDER BY 1",
        [_name(resource)],
    )
    indexes = [(name.strip('"'), definition) for name, definition in cursor.fetchall()]
    cursor.execute(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgname <> 'zfulltext'",
        [_name(resource)],
    )
    triggers = [definition for (definition,) in cursor.fetchall()]
    return _Table(found[0], _grants(cursor, resource), indexes, triggers, _views(cursor, resource))


def _grants(cursor: Cursor, relation: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT coalesce(nullif(acl.grantee, 0)::regrole::text, 'PUBLIC'), acl.privilege_type"
        " FROM pg_class, aclexplode(relacl) AS acl"
        " WHERE oid = to_regclass(%s) AND acl.grantee <> relowner ORDER BY 1, 2",
        [_name(relation)],
    )
    return [(role, privilege) for role, privilege in cursor.fetchall()]


def _views(cursor: Cursor, resource: str) -> list[_View]:
    """Return the views on the table and the views on those, each after what it stands on."""
    cursor.execute(
        """
        WITH RECURSIVE above AS (
            SELECT to_regclass(%s)::oid AS oid, 0 AS depth
            UNION
            SELECT rule.ev_class, above.depth + 1
            FROM above
            JOIN pg_depend ON pg_depend.refobjid = above.oid
                AND pg_depend.classid = 'pg_rewrite'::regclass
            JOIN pg_rewrite AS rule ON rule.oid = pg_depend.objid
            WHERE rule.ev_class <> above.oid
        )
        SELECT relname, pg_get_userbyid(relowner), pg_get_viewdef(pg_class.oid)
        FROM above JOIN pg_class USING (oid)
        WHERE relkind = 'v'
        GROUP BY pg_class.oid, relname, relowner
        ORDER BY max(depth), relname
        """,
        [_name(resource)],
    )
    return [
        _View(name, owner, definition, _grants(cursor, name))
        for name, owner, definition in cursor.fetchall()
    ]


def _fill(
    cursor: Cursor,
    beside: str,
    fields: Sequence[Mapping[str, Any]],
    table: pa.Table,
    *,
    full_text: bool,
) -> None:
    """Make the table beside, with its rows and their full text, as CKAN's trigger would fill it."""
    raw = f"{beside}_raw"
    for leftover in (beside, raw):
        cursor.execute(f"DROP TABLE IF EXISTS {_name(leftover)}")
    columns = ", ".join(f"{_name(field['id'])} {field['type']}" for field in fields)
    if not full_text:
        kept = f"_id integer, _full_text tsvector, {columns}"
        cursor.execute(f"CREATE TABLE {_name(beside)} ({kept})")
        _copy(cursor, beside, fields, table)
        return
    cursor.execute(f"CREATE UNLOGGED TABLE {_name(raw)} (_id integer, {columns})")
    _copy(cursor, raw, fields, table)
    _set_for_words(cursor)
    names = ", ".join(_name(field["id"]) for field in fields)
    cursor.execute(
        f"CREATE TABLE {_name(beside)} AS"
        f" SELECT _id, {_full_text(fields)} AS _full_text, {names} FROM {_name(raw)}"
    )
    cursor.execute(f"DROP TABLE {_name(raw)}")


def _set_for_words(cursor: Cursor) -> None:
    """Let the words of all rows be made at once, by several workers where the server has them."""
    for setting in ("min_parallel_table_scan_size", "parallel_setup_cost", "parallel_tuple_cost"):
        cursor.execute(f"SET LOCAL {setting} = 0")
    cursor.execute("SET LOCAL jit = off")
    cursor.execute("SET LOCAL datestyle = 'ISO'")


def _copy(
    cursor: Cursor, target: str, fields: Sequence[Mapping[str, Any]], table: pa.Table
) -> None:
    names = ", ".join(_name(field["id"]) for field in fields)
    statement = f"COPY {_name(target)} (_id, {names}) FROM STDIN (FORMAT csv)"
    # The server reads one part while the next is being written here.
    with cursor.copy(statement) as stream, ThreadPoolExecutor(1) as ahead:
        starts = range(0, table.num_rows, BATCH)
        coming = [ahead.submit(_lines, table, start) for start in starts[:1]]
        for start in starts:
            part = coming.pop().result()
            if start + BATCH < table.num_rows:
                coming.append(ahead.submit(_lines, table, start + BATCH))
            stream.write(part)


def _lines(table: pa.Table, start: int) -> memoryview:
    """Return a part of the table as lines of CSV, each with its `_id` before it."""
    part = table.slice(start, BATCH).combine_chunks()
    numbers = pa.array(range(start + 1, start + 1 + part.num_rows), pa.int64())
    buffer = io.BytesIO()
    for batch in part.add_column(0, "_id", numbers).to_batches():
        buffer.write(csv.lines(batch))
    return buffer.getbuffer()


def _full_text(fields: Sequence[Mapping[str, Any]]) -> str:
    """Return the expression whose words are those of CKAN's `populate_full_text_trigger`.

    The trigger takes the values as JSON writes them, the missing ones and names in `_` left out.
    """
    values = [_as_in_json(field) for field in fields if not field["id"].startswith("_")]
    if not values:
        return "NULL::tsvector"
    # No function takes more than 100 arguments.
    groups = [values[at : at + 90] for at in range(0, len(values), 90)]
    joined = [f"nullif(concat_ws(' ', {', '.join(group)}), '')" for group in groups]
    return f"to_tsvector(concat_ws(' ', {', '.join(joined)}))"


def _as_in_json(field: Mapping[str, Any]) -> str:
    """Return a column's value as JSON writes it; most types are written so anyhow."""
    name = _name(field["id"])
    if field["type"] in WRITTEN_AS_IN_JSON:
        return f"{name}::text"
    return f"(to_json({name}) #>> '{{}}')"


def _equip(
    cursor: Cursor,
    beside: str,
    resource: str,
    before: _Table,
    fields: Sequence[Mapping[str, Any]],
    *,
    full_text: bool,
) -> list[tuple[str, str]]:
    """Give the table beside all that the old one has; return its indexes: (name, later name)."""
    table = _name(beside)
    sequence = _name(f"{beside}_seq")
    cursor.execute(f"CREATE SEQUENCE {sequence} OWNED BY {table}._id")
    cursor.execute(f"SELECT setval('{sequence}', greatest(count(*), 1), count(*) > 0) FROM {table}")
    cursor.execute(f"ALTER TABLE {table} ALTER _id SET DEFAULT nextval('{sequence}')")
    key = _name(f"{beside}_pkey")
    cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {key} PRIMARY KEY (_id)")
    indexes = _indexes(cursor, beside, resource, before, full_text=full_text)
    for field in fields:
        _describe(cursor, beside, field)
    if full_text:
        cursor.execute(
            f"CREATE TRIGGER zfulltext BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE PROCEDURE populate_full_text_trigger()"
        )
    for definition in before.triggers:
        cursor.execute(_moved(definition, resource, beside))
    cursor.execute(f"ALTER TABLE {table} OWNER TO {_name(before.owner)}")
    _grant(cursor, beside, before.grants)
    cursor.execute(f"SET LOCAL default_statistics_target = {SAMPLED}")
    cursor.execute(f"ANALYZE {table}")
    return indexes


def _indexes(
    cursor: Cursor, beside: str, resource: str, before: _Table, *, full_text: bool
) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    for number, (name, definition) in enumerate(before.indexes):
        if "_full_text" in definition and not full_text:
            continue
        new = f"{beside[:50]}_{number}"
        renamed = definition.replace(f"INDEX {_quoted(name, definition)} ", f"INDEX {_name(new)} ")
        cursor.execute(_moved(renamed, resource, beside))
        made.append((new, name))
    return made


def _quoted(name: str, definition: str) -> str:
    return _name(name) if _name(name) in definition else name


def _moved(definition: str, resource: str, beside: str) -> str:
    return definition.replace(f"public.{_name(resource)}", f"public.{_name(beside)}")


def _describe(cursor: Cursor, beside: str, field: Mapping[str, Any]) -> None:
    """Write the column's dictionary as CKAN does: JSON in a comment, after a space."""
    text = json.dumps({"_info": field.get("info") or {}}, ensure_ascii=False, separators=(",", ":"))
    literal = "' " + text.replace("'", "''") + "'"
    cursor.execute(f"COMMENT ON COLUMN {_name(beside)}.{_name(field['id'])} IS {literal}")


def _grant(cursor: Cursor, relation: str, grants: Sequence[tuple[str, str]]) -> None:
    for role, privilege in grants:
        cursor.execute(f"GRANT {privilege} ON {_name(relation)} TO {role}")


def swap(cursor: Cursor, prepared: Prepared) -> None:
    """Give the table beside the resource's name, in the transaction that the caller commits."""
    beside, resource, before = prepared.beside, prepared.resource, prepared.before
    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    cursor.execute(f"LOCK TABLE {_name(resource)} IN ACCESS EXCLUSIVE MODE")
    for view in reversed(before.views):
        cursor.execute(f"DROP VIEW {_name(view.name)}")
    cursor.execute(f"DROP TABLE {_name(resource)}")
    cursor.execute(f"ALTER TABLE {_name(beside)} RENAME TO {_name(resource)}")
    for made, later in prepared.indexes:
        cursor.execute(f"ALTER INDEX {_name(made)} RENAME TO {_name(later)}")
    cursor.execute(f"ALTER INDEX {_name(f'{beside}_pkey')} RENAME TO {_name(f'{resource}_pkey')}")
    cursor.execute(
        f"ALTER SEQUENCE {_name(f'{beside}_seq')} RENAME TO {_name(f'{resource}__id_seq')}"
    )
    _forget_count(cursor, resource)
    for view in before.views:
        cursor.execute(f"CREATE VIEW {_name(view.name)} AS {view.definition}")
        cursor.execute(f"ALTER VIEW {_name(view.name)} OWNER TO {_name(view.owner)}")
        _grant(cursor, view.name, view.grants)


def _forget_count(cursor: Cursor, resource: str) -> None:
    """Take the row count away that CKAN 2.12 and later keep; it counts anew when it is asked."""
    cursor.execute("SELECT to_regclass('_table_stats') IS NOT NULL")
    if cursor.fetchone()[0]:
        cursor.execute("DELETE FROM _table_stats WHERE resource_id = %s", [resource])
