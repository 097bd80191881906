"""A query against an agency's database: run read-only, within a time limit, in a declared order.

The connection is known here alone; neither it nor the database's exceptions, which may hold it or
values of rows, go any further. What does not belong here: how rows become a raw file (sql_rows),
and what a query may say (model).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from pipelines.credentials import needed_secret
from pipelines.errors import (
    HriError,
    KeyRefused,
    SettingError,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.extract import sql_rows
from pipelines.extract.snapshots import Request
from pipelines.extract.visit import Arrived, Collected, Visit, checksum
from pipelines.model import Dataset, SqlSource

LIBPQ = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "application_name": "hri-pipelines",
}
"""How the two drivers that stand on PostgreSQL's own library notice that a server is gone."""
CONNECT: dict[str, dict[str, Any]] = {"psycopg": LIBPQ, "psycopg2": LIBPQ}
PRECAUTIONS = {
    "postgresql": (
        "SET TRANSACTION READ ONLY",
        "SET LOCAL statement_timeout = {milliseconds}",
        "SET LOCAL lock_timeout = 10000",
        "SET LOCAL TimeZone = 'UTC'",
    ),
    "sqlite": ("PRAGMA query_only = ON",),
}
"""Dialect → what the database itself is told before the query."""
PASSING_STATES = ("08", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE after which the same query may succeed: connection, locks, resources."""
SQLITE_PASSING = (5, 6, 9)
"""SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPT."""
TIMED_OUT = "57014"


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Run the query and bring its rows as Parquet.

    Raises SettingError (no connection, no driver), SourceRefused (rights, a wrong query),
    SourceUnavailable (no answer, the time limit), NotTheDeclaredFile (rows that cannot be kept).
    """
    source = dataset.source
    assert isinstance(source, SqlSource)  # noqa: S101 - found by its type
    engine = _engine(source)
    path, asked = visit.folder / "rows.parquet", visit.now()
    try:
        rows = visit.web.patiently(source.address, lambda: _run(engine, source, path))
    finally:
        engine.dispose()
    fingerprint = hashlib.sha256(source.query.encode()).hexdigest()
    where = f"{source.address}?query_sha256={fingerprint}"
    visit.note(Request(where, asked, None, path.stat().st_size, checksum(path), rows))
    return Collected((Arrived(path),))


def _engine(source: SqlSource) -> sa.Engine:
    url = needed_secret(source.connection, "the database's URL as SQLAlchemy writes it")
    try:
        parsed = sa.make_url(url)
        arguments = CONNECT.get(parsed.get_dialect().driver, {})
        return sa.create_engine(parsed, poolclass=sa.NullPool, connect_args=arguments)
    except ModuleNotFoundError as error:
        missing = error.name
    except (exc.ArgumentError, exc.NoSuchModuleError, ValueError):
        missing = None
    if missing is None:
        raise SettingError(
            f"{source.connection} is no URL of a database",
            remedy="such as postgresql+psycopg://USER:PASSWORD@HOST/DATABASE",
        )
    raise SettingError(
        f"the database of {source.connection} needs the package {missing}, which is not installed",
        remedy="install hri-pipelines[postgres], or the driver of the other database",
    )


def _run(engine: sa.Engine, source: SqlSource, path: Path) -> int:
    """Return how many rows were written. Raises what `collect` raises."""
    limit = _TimeLimit(source.max_seconds)
    try:
        with engine.connect() as connection, limit.over(connection):
            options = {"yield_per": sql_rows.BATCH}
            statement = _statement(connection, source)
            with connection.execute(statement, execution_options=options) as result:
                return sql_rows.write(_batches(result, limit), list(result.keys()), source, path)
    except exc.DBAPIError as error:
        failure = _meaning(error, source, is_late=limit.is_over)
    except _Late:
        failure = _too_slow(source)
    # Outside the handler, so that the error carries no context that spells the connection out.
    raise failure


def _statement(connection: sa.Connection, source: SqlSource) -> sa.TextClause:
    """Take the precautions and return the query, sorted, as a subquery: only a SELECT can be one.

    What looks like a parameter in it (`:name`) is none.
    """
    for precaution in PRECAUTIONS.get(connection.dialect.name, ()):
        text = precaution.format(milliseconds=source.max_seconds * 1000)
        connection.execute(sa.text(text))
    quote = connection.dialect.identifier_preparer.quote
    order = ", ".join(quote(column) for column in source.order_by)
    query = source.query.replace(":", "\\:")
    order = order.replace(":", "\\:")
    return sa.text(f"SELECT * FROM (\n{query}\n) declared ORDER BY {order}")  # noqa: S608 - checked


def _batches(result: sa.CursorResult[Any], limit: _TimeLimit) -> Iterator[list[tuple[Any, ...]]]:
    for batch in result.partitions(sql_rows.BATCH):
        if limit.is_over:
            raise _Late
        yield [tuple(row) for row in batch]


class _Late(Exception):
    """The time was over between two batches."""


class _TimeLimit:
    """Ends a query from another thread: a database's own limit may count each batch anew."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.is_over = False

    @contextmanager
    def over(self, connection: sa.Connection) -> Iterator[None]:
        """Watch what is done in the block."""
        driver = connection.connection.driver_connection

        def end() -> None:
            self.is_over = True
            # As psycopg and others, or as SQLite calls it; without either, the next batch ends it.
            cancel = getattr(driver, "cancel", None) or getattr(driver, "interrupt", None)
            if cancel:
                cancel()

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _meaning(error: exc.DBAPIError, source: SqlSource, *, is_late: bool) -> HriError:
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)
    if is_late or state == TIMED_OUT:
        return _too_slow(source)
    if "authentication failed" in str(error.orig) or (state and state[:2] == "28"):
        return KeyRefused(
            f"{source.address}: the database does not let us in",
            remedy=f"renew the user and password in {source.connection}",
            secret=source.connection,
        )
    if _may_pass(error, state):
        return SourceUnavailable(
            f"{source.address}: the database does not answer as it should",
            remedy=f"it will be tried again; where it lasts, see the host in {source.connection}",
        )
    return SourceRefused(
        f"{source.address}: the database refused the query{_reason(error)}",
        remedy="correct `source.query` and `source.order_by`, or ask for the right to read",
    )


def _may_pass(error: exc.DBAPIError, state: str | None) -> bool:
    if state:
        return state[:2] in PASSING_STATES
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_PASSING
    return isinstance(error, exc.OperationalError | exc.InterfaceError)


def _reason(error: exc.DBAPIError) -> str:
    """Return the database's words where they speak of names, and never where of values."""
    if isinstance(error, exc.DataError | exc.IntegrityError):
        return " (a value in it cannot be cast)"
    diagnosis = getattr(error.orig, "diag", None)
    words = diagnosis.message_primary if diagnosis else str(error.orig)
    return f" ({words.splitlines()[0]})" if words else ""


def _too_slow(source: SqlSource) -> SourceUnavailable:
    return SourceUnavailable(
        f"{source.address}: the query did not end within {source.max_seconds} seconds",
        remedy="ask for fewer rows, for an index, or raise `source.max_seconds`",
    )
