"""PostgreSQL: connections and their errors, and the DataStore's past CKAN's API.

It is the only place that knows psycopg. Its advisory locks serialise the writers of machines that
share nothing else (orchestration/dataset_lock). What does not belong here: how a table is exchanged
(exchange) and when (publish), and what the ledger keeps in a database of its own (measure).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines import exchange
from pipelines.errors import (
    CatalogueBusy,
    CatalogueRefused,
    CatalogueUnavailable,
    HriError,
    SettingError,
)

if TYPE_CHECKING:
    import psycopg


NOTICE_DEATH: dict[str, Any] = {
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

    @contextmanager
    def beside(
        self,
        resource_id: str,
        fields: Sequence[Mapping[str, Any]],
        table: pa.Table,
        *,
        full_text: bool = True,
    ) -> Iterator[Callable[[], None]]:
        """Build a table of the rows beside the resource's, and yield what exchanges the two.

        The resource's table must be there, and is what readers see until then. `fields` are CKAN's
        columns: {id, type, info}, in the table's order. Raises CatalogueUnavailable (try again:
        somebody else loads it, a reader did not let go, no connection) and CatalogueRefused.
        """
        with self._session() as connection, connection.cursor() as cursor:
            exchange.claim(cursor, resource_id)
            prepared = exchange.prepare(cursor, resource_id, fields, table, full_text=full_text)
            connection.commit()

            def take_its_place() -> None:
                exchange.swap(cursor, prepared)
                connection.commit()

            yield take_its_place

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
            import psycopg

            try:
                connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
            except psycopg.errors.LockNotAvailable:
                raise CatalogueBusy(
                    f"another machine has had {name} in hand for too long"
                ) from None
            yield

    @contextmanager
    def _session(self) -> Iterator[psycopg.Connection[Any]]:
        """Yield a connection, and translate what the database raises, without its URL."""
        what = "the DataStore's database"
        with (
            translated(what, CatalogueUnavailable, CatalogueRefused),
            connect(self._url, "HRI_DATASTORE_WRITE_URL") as connection,
        ):
            yield connection


def connect(url: str, setting: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """Return a connection; `setting` names the variable that the URL stands in.

    Raises SettingError where psycopg is not installed, and what `translated` translates.
    """
    try:
        import psycopg
    except ImportError:
        raise SettingError(
            f"{setting} is set, and the package psycopg is not installed",
            remedy=f"install `hri-pipelines[postgres]`, or unset {setting}",
        ) from None
    return psycopg.connect(url, autocommit=autocommit, **NOTICE_DEATH)


@contextmanager
def translated(what: str, unavailable: type[HriError], refused: type[HriError]) -> Iterator[None]:
    """Translate what a database raises, without its URL: try again later, or mend something."""
    try:
        import psycopg
    except ImportError:
        # Without it there is no error of its own to translate.
        yield
        return
    try:
        yield
        return
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        failure = unavailable(f"{what}: {_words(error)}")
    except psycopg.Error as error:
        failure = refused(f"{what}: {_words(error)}")
    raise failure


def _words(error: psycopg.Error) -> str:
    """Return the server's first line; a connection's failure names hosts and users, so it stays."""
    return error.diag.message_primary or f"no connection ({type(error).__name__})"
