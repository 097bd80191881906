"""The DataStore's PostgreSQL, past CKAN's API: the only place that knows psycopg.

What does not belong here: how a table is exchanged (exchange), and when (publish). Its advisory
locks serialise the writers of machines that share nothing else (orchestration/dataset_lock).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines import exchange
from pipelines.errors import CatalogueBusy, CatalogueRefused, CatalogueUnavailable, SettingError

if TYPE_CHECKING:
    import psycopg


NOTICE_DEATH = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""In seconds, and probes: without them a connection that died silently is waited for for hours."""


class DataStoreDatabase:
    """The database that CKAN's DataStore writes to, by its write URL."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __repr__(self) -> str:
        """Leave the URL out: it holds a password."""
        return "DataStoreDatabase()"

    def exchange(
        self,
        resource_id: str,
        fields: Sequence[Mapping[str, Any]],
        table: pa.Table,
        *,
        full_text: bool = True,
    ) -> None:
        """Put the rows in the place of the resource's table, which must be there.

        `fields` are CKAN's columns: {id, type, info}, in the table's order. Raises
        CatalogueUnavailable (try again: somebody else loads it, a reader did not let go, no
        connection) and CatalogueRefused.
        """
        with self._session() as connection, connection.cursor() as cursor:
            exchange.claim(cursor, resource_id)
            prepared = exchange.prepare(cursor, resource_id, fields, table, full_text=full_text)
            connection.commit()
            exchange.swap(cursor, prepared)
            connection.commit()

    def forget(self, resource_id: str) -> None:
        """Remove what an exchange that was cut short may have left beside the resource's table.

        Raises CatalogueUnavailable and CatalogueRefused.
        """
        with self._session() as connection, connection.cursor() as cursor:
            exchange.claim(cursor, resource_id)
            exchange.forget(cursor, resource_id)
            connection.commit()

    @contextmanager
    def alone(self, name: str, seconds: float) -> Iterator[None]:
        """Let nobody else who asks under this name come in; the database ends it if we die.

        Raises CatalogueBusy where another has it for so many seconds, CatalogueUnavailable,
        CatalogueRefused.
        """
        with self._session() as connection:
            connection.autocommit = True
            connection.execute(f"SET lock_timeout = {max(1, round(seconds * 1000))}")
            try:
                connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
            except _driver().errors.LockNotAvailable:
                raise CatalogueBusy(
                    f"another machine has had {name} in hand for too long"
                ) from None
            yield

    @contextmanager
    def _session(self) -> Iterator[psycopg.Connection[Any]]:
        """Yield a connection, and translate what the database raises, without its URL."""
        psycopg = _driver()
        try:
            with psycopg.connect(self._url, **NOTICE_DEATH) as connection:
                yield connection
            return
        except (psycopg.OperationalError, psycopg.InterfaceError) as error:
            failure: Exception = CatalogueUnavailable(f"the DataStore's database: {_words(error)}")
        except psycopg.Error as error:
            failure = CatalogueRefused(f"the DataStore's database: {_words(error)}")
        raise failure


def _driver() -> Any:
    try:
        import psycopg
    except ImportError:
        raise SettingError(
            "HRI_DATASTORE_WRITE_URL is set, and the package psycopg is not installed",
            remedy="install `hri-pipelines[postgres]`, or unset it to load over CKAN's API",
        ) from None
    return psycopg


def _words(error: psycopg.Error) -> str:
    """Return the server's first line; a connection's failure names hosts and users, so it stays."""
    return error.diag.message_primary or f"no connection ({type(error).__name__})"
