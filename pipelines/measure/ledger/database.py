"""The ledger's blocks in a PostgreSQL of the programme's own, instead of files of the state.

    hri_ledger.block    a row for each block
    hri_ledger.entry    which blocks a lane's chain holds; the links follow from them
    hri_ledger.draft    the day that is not over; the only table that is written over
    hri_ledger.owner    the catalogue whose ledger it is

The database itself refuses to change or remove a block or an entry. One writer at a time holds an
advisory lock, and what it writes is there as a whole or not at all; the bytes that are read are
those that the state would hold.
What does not belong here: connections and their errors (pipelines.database), what the bytes mean.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pipelines.database import connect, translated
from pipelines.errors import LedgerBroken, LedgerUnavailable, SettingError
from pipelines.measure.ledger import chain

SETTING = "HRI_LEDGER_URL"
LOCK = 0x4852494C  # "HRIL"
SCHEMA = """
CREATE SCHEMA IF NOT EXISTS hri_ledger;
CREATE TABLE IF NOT EXISTS hri_ledger.block (
    key text PRIMARY KEY, data bytea NOT NULL, written_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS hri_ledger.entry (
    lane text, name text, sha256 text NOT NULL, written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (lane, name));
CREATE TABLE IF NOT EXISTS hri_ledger.owner (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), url text NOT NULL, sandbox boolean NOT NULL);
CREATE TABLE IF NOT EXISTS hri_ledger.draft (key text PRIMARY KEY, data bytea NOT NULL);
CREATE OR REPLACE FUNCTION hri_ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
"""
READ_BLOCK = "SELECT data FROM hri_ledger.block WHERE key = %s"
READ_DRAFT = "SELECT data FROM hri_ledger.draft WHERE key = %s"
APPEND_ONLY = ("block", "entry", "owner")
GUARD = """
CREATE OR REPLACE TRIGGER rows_stay BEFORE UPDATE OR DELETE ON hri_ledger.{table}
    FOR EACH ROW EXECUTE FUNCTION hri_ledger.refuse();
CREATE OR REPLACE TRIGGER table_stays BEFORE TRUNCATE ON hri_ledger.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION hri_ledger.refuse();
"""


class DatabaseBlocks:
    """The blocks in a database, by its URL. Raises LedgerUnavailable, SettingError."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._reader: Any = None
        self._writing = threading.local()

    def __repr__(self) -> str:
        """Leave the URL out: it holds a password."""
        return "DatabaseBlocks()"

    def belong_to(self, owner: Mapping[str, Any]) -> None:
        """Bind the ledger to a catalogue {url, sandbox} at its first use.

        Raises SettingError where it is another's: an invented figure never enters a real ledger.
        """
        with self._transaction() as connection:
            insert = "INSERT INTO hri_ledger.owner (url, sandbox) VALUES (%s, %s)"
            connection.execute(f"{insert} ON CONFLICT DO NOTHING", (owner["url"], owner["sandbox"]))
            found = connection.execute("SELECT url, sandbox FROM hri_ledger.owner").fetchone()
        if found != (owner["url"], owner["sandbox"]) and not (found[1] and owner["sandbox"]):
            raise SettingError(
                f"the ledger of {SETTING} belongs to {'a sandbox' if found[1] else found[0]}",
                remedy="give each catalogue's ledger a database of its own",
            )

    def read(self, key: str) -> bytes | None:
        """Return what stands under the key, or None."""
        if key.endswith(".chain"):
            query = "SELECT name, sha256 FROM hri_ledger.entry WHERE lane = %s"
            found = self._ask(query, key.removesuffix(".chain"))
            return chain.to_bytes(chain.forge(found)) if found else None
        found = self._ask(READ_BLOCK if "/" in key else READ_DRAFT, key)
        return bytes(found[0][0]) if found else None

    def write(self, key: str, data: bytes) -> None:
        """Keep bytes under the key. Raises LedgerBroken where a block or entry would change."""
        with self._transaction() as connection:
            if key.endswith(".chain"):
                _enter(connection, key.removesuffix(".chain"), data)
            elif "/" in key:
                _keep(connection, key, data)
            else:
                connection.execute(
                    "INSERT INTO hri_ledger.draft (key, data) VALUES (%s, %s) "
                    "ON CONFLICT (key) DO UPDATE SET data = EXCLUDED.data",
                    (key, data),
                )

    def delete(self, key: str) -> None:
        """Remove a day that is over from beside the chains; blocks and chains stay."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM hri_ledger.draft WHERE key = %s", (key,))

    def keys(self, prefix: str) -> list[str]:
        """Return the keys of blocks that begin with the prefix, sorted."""
        found = self._ask("SELECT key FROM hri_ledger.block WHERE starts_with(key, %s)", prefix)
        return sorted(key for (key,) in found)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out, whatever machine it is on; all is written, or nothing."""
        with self._transaction() as connection:
            self._writing.connection = connection
            try:
                yield
            finally:
                self._writing.connection = None

    def _ask(self, query: str, value: str) -> list[Any]:
        with _words():
            return list(self._connection().execute(query, (value,)).fetchall())

    def _connection(self) -> Any:
        """Return the writer's own connection, so that it sees what it writes, or the reader's."""
        writer = getattr(self._writing, "connection", None)
        if writer is not None:
            return writer
        if self._reader is None or self._reader.closed:
            self._reader = connect(self._url, SETTING, autocommit=True)
            weakref.finalize(self, self._reader.close)
            _prepare(self._reader)
        return self._reader

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        writer = getattr(self._writing, "connection", None)
        if writer is not None:
            yield writer
            return
        with _words(), connect(self._url, SETTING) as connection:
            _prepare(connection)
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            yield connection


def _words() -> Any:
    return translated("the ledger's database", LedgerUnavailable, SettingError)


def _prepare(connection: Any) -> None:
    """Make the tables and their guards where there are none yet."""
    there = connection.execute("SELECT to_regclass('hri_ledger.owner')").fetchone()[0]
    if there is None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            connection.execute(SCHEMA)
            for table in APPEND_ONLY:
                connection.execute(GUARD.format(table=table))


def _keep(connection: Any, key: str, data: bytes) -> None:
    connection.execute(
        "INSERT INTO hri_ledger.block (key, data) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (key, data),
    )
    kept = connection.execute(READ_BLOCK, (key,))
    if bytes(kept.fetchone()[0]) != data:
        raise LedgerBroken(f"the block {key} is in the database already, and is another")


def _enter(connection: Any, lane: str, data: bytes) -> None:
    """Add the entries that the lane's chain does not have; those that it has stay."""
    wanted = {link.name: link.sha256 for link in chain.from_bytes(data, lane)}
    query = "SELECT name, sha256 FROM hri_ledger.entry WHERE lane = %s"
    there = dict(connection.execute(query, (lane,)).fetchall())
    if any(wanted.get(name) != sha256 for name, sha256 in there.items()):
        raise LedgerBroken(f"the chain of {lane} in the database has other blocks")
    new = [(lane, name, sha256) for name, sha256 in wanted.items() if name not in there]
    with connection.cursor() as cursor:
        insert = "INSERT INTO hri_ledger.entry (lane, name, sha256) VALUES (%s, %s, %s)"
        cursor.executemany(insert, new)
