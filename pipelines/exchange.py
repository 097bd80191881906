"""One DataStore table exchanged for another by SQL, without a moment in which readers suffer.

A table is built beside the one that readers see, with everything that belongs to it (indexes,
full text, triggers, dictionary, grants), and then takes its name in one short transaction, in
which the views that stand on it are made anew. A reader finds the old table or the new one.
Source: ckanext-datastore (its backend for PostgreSQL and set_permissions.sql).
What does not belong here: connections and their errors (database).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.errors import CatalogueUnavailable
from pipelines.filling import Cursor, fill, quoted

LOCK_SECONDS = 5
"""How long the exchange waits for readers; they wait behind it meanwhile."""
SAMPLED = 10
"""The statistics of a new table, of 300 times as many rows, which are enough for a planner."""
FILLED = 40
"""How full (%) the pages of a GiST index are built: a row is weighed against all on a page."""


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
    beside = _beside(resource)
    fill(cursor, beside, fields, table, full_text=full_text)
    indexes = _equip(
        cursor, beside, resource, before, fields, rows=table.num_rows, full_text=full_text
    )
    return Prepared(resource, beside, before, indexes)


def forget(cursor: Cursor, resource: str) -> None:
    """Remove the table that stands beside the resource's, where an exchange was cut short."""
    cursor.execute(f"DROP TABLE IF EXISTS {quoted(_beside(resource))} CASCADE")


def _beside(resource: str) -> str:
    return f"_hri_{resource}"


def claim(cursor: Cursor, resource: str) -> None:
    """Let nobody else load the table as long as this session lasts."""
    cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [resource])
    if not cursor.fetchone()[0]:
        raise CatalogueUnavailable(f"the table {resource} is being loaded by somebody else")


def _look_at(cursor: Cursor, resource: str) -> _Table:
    cursor.execute(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass(%s)",
        [quoted(resource)],
    )
    found = cursor.fetchone()
    if found is None:
        raise CatalogueUnavailable(f"the DataStore has no table {resource} yet")
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = to_regclass(%s) AND NOT indisprimary ORDER BY 1",
        [quoted(resource)],
    )
    indexes = [(name.strip('"'), definition) for name, definition in cursor.fetchall()]
    cursor.execute(
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgname <> 'zfulltext'",
        [quoted(resource)],
    )
    triggers = [definition for (definition,) in cursor.fetchall()]
    return _Table(found[0], _grants(cursor, resource), indexes, triggers, _views(cursor, resource))


def _grants(cursor: Cursor, relation: str) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT coalesce(nullif(acl.grantee, 0)::regrole::text, 'PUBLIC'), acl.privilege_type"
        " FROM pg_class, aclexplode(relacl) AS acl"
        " WHERE oid = to_regclass(%s) AND acl.grantee <> relowner ORDER BY 1, 2",
        [quoted(relation)],
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
        [quoted(resource)],
    )
    return [
        _View(name, owner, definition, _grants(cursor, name))
        for name, owner, definition in cursor.fetchall()
    ]


def _equip(
    cursor: Cursor,
    beside: str,
    resource: str,
    before: _Table,
    fields: Sequence[Mapping[str, Any]],
    *,
    rows: int,
    full_text: bool,
) -> list[tuple[str, str]]:
    """Give the table beside all that the old one has; return its indexes: (name, later name)."""
    table = quoted(beside)
    sequence = quoted(f"{beside}_seq")
    cursor.execute(f"CREATE SEQUENCE {sequence} OWNED BY {table}._id")
    cursor.execute("SELECT setval(%s, %s, %s)", [sequence, max(rows, 1), rows > 0])
    cursor.execute(f"ALTER TABLE {table} ALTER _id SET DEFAULT nextval('{sequence}')")
    key = quoted(f"{beside}_pkey")
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
    cursor.execute(f"ALTER TABLE {table} OWNER TO {quoted(before.owner)}")
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
        renamed = definition.replace(
            f"INDEX {_as_named(name, definition)} ", f"INDEX {quoted(new)} "
        )
        cursor.execute(_spacious(_moved(renamed, resource, beside)))
        made.append((new, name))
    return made


def _spacious(definition: str) -> str:
    """Return the index with room on its pages, where it is CKAN's own for full text."""
    if definition.endswith("USING gist (_full_text)"):
        return f"{definition} WITH (fillfactor = {FILLED})"
    return definition


def _as_named(name: str, definition: str) -> str:
    return quoted(name) if quoted(name) in definition else name


def _moved(definition: str, resource: str, beside: str) -> str:
    return definition.replace(f"public.{quoted(resource)}", f"public.{quoted(beside)}")


def _describe(cursor: Cursor, beside: str, field: Mapping[str, Any]) -> None:
    """Write the column's dictionary as CKAN does: JSON in a comment, after a space."""
    text = json.dumps({"_info": field.get("info") or {}}, ensure_ascii=False, separators=(",", ":"))
    literal = "' " + text.replace("'", "''") + "'"
    cursor.execute(f"COMMENT ON COLUMN {quoted(beside)}.{quoted(field['id'])} IS {literal}")


def _grant(cursor: Cursor, relation: str, grants: Sequence[tuple[str, str]]) -> None:
    for role, privilege in grants:
        cursor.execute(f"GRANT {privilege} ON {quoted(relation)} TO {role}")


def swap(cursor: Cursor, prepared: Prepared) -> None:
    """Give the table beside the resource's name, in the transaction that the caller commits."""
    beside, resource, before = prepared.beside, prepared.resource, prepared.before
    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
    cursor.execute(f"LOCK TABLE {quoted(resource)} IN ACCESS EXCLUSIVE MODE")
    for view in reversed(before.views):
        cursor.execute(f"DROP VIEW {quoted(view.name)}")
    cursor.execute(f"DROP TABLE {quoted(resource)}")
    cursor.execute(f"ALTER TABLE {quoted(beside)} RENAME TO {quoted(resource)}")
    for made, later in prepared.indexes:
        cursor.execute(f"ALTER INDEX {quoted(made)} RENAME TO {quoted(later)}")
    cursor.execute(f"ALTER INDEX {quoted(f'{beside}_pkey')} RENAME TO {quoted(f'{resource}_pkey')}")
    cursor.execute(
        f"ALTER SEQUENCE {quoted(f'{beside}_seq')} RENAME TO {quoted(f'{resource}__id_seq')}"
    )
    _forget_count(cursor, resource)
    for view in before.views:
        cursor.execute(f"CREATE VIEW {quoted(view.name)} AS {view.definition}")
        cursor.execute(f"ALTER VIEW {quoted(view.name)} OWNER TO {quoted(view.owner)}")
        _grant(cursor, view.name, view.grants)


def _forget_count(cursor: Cursor, resource: str) -> None:
    """Take the row count away that CKAN 2.12 and later keep; it counts anew when it is asked."""
    cursor.execute("SELECT to_regclass('_table_stats') IS NOT NULL")
    if cursor.fetchone()[0]:
        cursor.execute("DELETE FROM _table_stats WHERE resource_id = %s", [resource])
