"""Rows of an agency's database: on SQLite always, on a real PostgreSQL where there is one."""

from __future__ import annotations

import datetime as dt
import gc
import logging
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import (
    KeyRefused,
    NotTheDeclaredFile,
    SettingError,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.extract import Snapshot, sql_rows
from pipelines.model import SqlSource
from tests.extract import postgresql
from tests.extract.conftest import MONDAY, Desk, declared
from tests.extract.postgresql import Database

TRAMS = """
CREATE TABLE trams (line text, stop integer, name text, length real);
INSERT INTO trams VALUES ('9', 2, 'Kamppi', 0.5), ('9', 1, 'Länsiterminaali', NULL),
                         ('4', 1, 'Katajanokka; "pää"', 1.25);
CREATE TABLE secrets (x integer);
"""
QUERY = "SELECT line, stop, name, length FROM trams"


@pytest.fixture
def lite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "trams.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(TRAMS)
    connection.close()
    monkeypatch.setenv("TRAMS_DATABASE", f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    with postgresql.running() as database:
        database.execute(
            "CREATE TABLE trams (line text, stop integer, name text, length numeric)",
            "INSERT INTO trams VALUES ('9', 2, 'Kamppi', 0.5), ('9', 1, 'Länsiterminaali', NULL)",
            "CREATE ROLE reader LOGIN PASSWORD 'reader-7'",
            "GRANT SELECT ON trams TO reader",
            "CREATE TABLE secrets (x integer)",
        )
        yield database


@pytest.fixture
def real(server: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = server.url.replace("postgres:hunter2", "reader:reader-7")
    monkeypatch.setenv("TRAMS_DATABASE", url)
    return server


def extract(desk: Desk, query: str = QUERY, *order_by: str, **options: Any) -> Snapshot:
    return desk.extract(
        declared(
            {
                "type": "sql",
                "connection": "TRAMS_DATABASE",
                "database": "trams",
                "query": query,
                "order_by": list(order_by or ("line", "stop")),
                **options,
            }
        )
    )


def table(desk: Desk, snapshot: Snapshot) -> pa.Table:
    return pq.read_table(desk.state.file(snapshot.files[0].key))


@pytest.mark.usefixtures("lite")
def test_the_rows_come_in_the_declared_order_with_their_types(desk: Desk) -> None:
    assert table(desk, extract(desk)).to_pylist() == [
        {"line": "4", "stop": 1, "name": 'Katajanokka; "pää"', "length": 1.25},
        {"line": "9", "stop": 1, "name": "Länsiterminaali", "length": None},
        {"line": "9", "stop": 2, "name": "Kamppi", "length": 0.5},
    ]


@pytest.mark.usefixtures("lite")
def test_the_provenance_is_the_query_and_the_time_and_never_the_connection(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    snapshot = extract(desk, "SELECT stop FROM trams WHERE line = '9'", "stop")
    (request,) = snapshot.requests
    assert (
        request.url
        == "sql://trams?query_sha256=b569bf64fec4950692600213f57079312db3ce5f21a97267c81226244c48daa8"
    )
    assert (request.asked, request.status, request.records) == (MONDAY, None, 2)
    assert snapshot.url == "sql://trams"
    kept = b"".join(p.read_bytes() for p in (tmp_path / "state").rglob("*") if p.is_file())
    assert b"sqlite:" not in kept
    assert "sqlite:" not in caplog.text


@pytest.mark.usefixtures("lite")
def test_the_same_rows_give_the_same_bytes(desk: Desk) -> None:
    extract(desk)
    assert extract(desk).outcome == "unchanged"


@pytest.mark.usefixtures("lite")
def test_batches_of_different_looks_become_one_table(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_rows, "BATCH", 2)
    query = (
        "SELECT 1 AS n, NULL AS a, 1 AS b UNION ALL SELECT 2, NULL, 2 UNION ALL SELECT 3, 'x', 2.5"
    )
    found = table(desk, extract(desk, query, "n"))
    assert found.to_pydict() == {"n": [1, 2, 3], "a": [None, None, "x"], "b": [1.0, 2.0, 2.5]}


@pytest.mark.usefixtures("lite")
@pytest.mark.parametrize("batch", [1, 10])
def test_texts_among_numbers_are_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(sql_rows, "BATCH", batch)
    query = "SELECT 1 AS n, 7 AS x UNION ALL SELECT 2, '7'"
    with pytest.raises(NotTheDeclaredFile, match="column 'x' holds values of different types"):
        extract(desk, query, "n")


@pytest.mark.usefixtures("lite")
@pytest.mark.parametrize("batch", [1, 10])
def test_an_order_that_leaves_rows_to_chance_is_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(sql_rows, "BATCH", batch)
    with pytest.raises(NotTheDeclaredFile, match="rows 2 and 3 are alike in line"):
        extract(desk, QUERY, "line")


@pytest.mark.usefixtures("lite")
def test_rows_that_are_wholly_alike_may_come_either_way(desk: Desk) -> None:
    found = table(desk, extract(desk, "SELECT line FROM trams", "line"))
    assert found.to_pydict() == {"line": ["4", "9", "9"]}


@pytest.mark.usefixtures("lite")
@pytest.mark.parametrize(
    ("query", "order_by", "fault"),
    [
        ("SELECT line FROM trams", "stop", "`order_by` names 'stop'|no such column"),
        ("SELECT line FROM trams WHERE 1 = 0", "line", "0 rows came, and at least 1"),
        ("SELECT x'00' AS b", "b", "column 'b', row 1: a value of type bytes"),
        ("SELECT 9007199254740993 AS x UNION ALL SELECT 0.5", "x", "too large, too precise"),
        ("SELECT 9007199254740993 AS x UNION ALL SELECT 9e18", "x", "too large, too precise"),
    ],
)
def test_rows_that_cannot_be_kept_are_refused(
    desk: Desk, query: str, order_by: str, fault: str
) -> None:
    with pytest.raises((NotTheDeclaredFile, SourceRefused), match=fault):
        extract(desk, query, order_by)


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    query = {"connection": "TRAMS", "database": "trams", "query": "SELECT 1", "order_by": ["a"]}
    source = SqlSource.model_validate({"type": "sql", **query})
    with pytest.raises(NotTheDeclaredFile, match="the column 'a' comes twice"):
        sql_rows.write([], ["a", "b", "a"], source, tmp_path / "rows.parquet")


@pytest.mark.usefixtures("lite")
def test_more_rows_than_declared_are_refused(desk: Desk) -> None:
    with pytest.raises(NotTheDeclaredFile, match="more than 2 rows came"):
        extract(desk, max_rows=2)


@pytest.mark.usefixtures("lite")
def test_colons_and_percent_signs_in_a_query_are_no_parameters(desk: Desk) -> None:
    query = "SELECT '12:30 :x 100 %s %' AS t, 7 % 4 AS m -- it's :y"
    assert table(desk, extract(desk, query, "t")).to_pydict() == {
        "t": ["12:30 :x 100 %s %"],
        "m": [3],
    }


@pytest.mark.usefixtures("lite")
def test_a_wrong_query_is_refused_in_the_databases_words(desk: Desk) -> None:
    with pytest.raises(SourceRefused, match=r"refused the query \(no such table: tram\)"):
        extract(desk, "SELECT line FROM tram", "line")


@pytest.mark.usefixtures("lite")
def test_a_query_over_its_time_is_ended(desk: Desk) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
    with pytest.raises(SourceUnavailable, match="did not end within 1 seconds"):
        extract(desk, endless, "x", max_seconds=1)


def test_a_failure_leaves_the_last_good_snapshot(desk: Desk, lite: Path) -> None:
    good = extract(desk)
    with sqlite3.connect(lite) as connection:
        connection.execute("ALTER TABLE trams RENAME TO lines")
    connection.close()
    with pytest.raises(SourceRefused):
        extract(desk)
    assert desk.store().latest() == good


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "TRAMS_DATABASE is not set"),
        ("letmein-7", "TRAMS_DATABASE is no URL of a database"),
        ("sybarite://letmein-7@host/db", "TRAMS_DATABASE is no URL of a database"),
        ("oracle+oracledb://u:letmein-7@host/db", "needs the package oracledb"),
    ],
)
def test_a_connection_that_cannot_be_used_names_its_variable_and_not_its_value(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, value: str | None, message: str
) -> None:
    if value:
        monkeypatch.setenv("TRAMS_DATABASE", value)
    with pytest.raises(SettingError, match=message) as caught:
        extract(desk)
    assert "letmein-7" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.ckan
def test_postgresql_types_are_kept(desk: Desk, real: Database) -> None:
    assert real
    query = """
        SELECT 1 AS n, 9007199254740993::bigint AS big, 12.50::numeric(8,2) AS money,
               0.1::float8 AS share, true AS yes, 'Ä'::text AS t, DATE '2024-02-29' AS d,
               TIME '12:30' AS clock, TIMESTAMP '2024-02-29 12:30' AS local,
               TIMESTAMPTZ '2024-02-29 12:30+02' AS moment, NULL AS nothing,
               '00000000-0000-0000-0000-000000000001'::uuid AS id,
               '{"a": [1, null]}'::jsonb AS doc, ARRAY['x','y'] AS list
    """
    found = table(desk, extract(desk, query, "n"))
    assert found.to_pylist() == [
        {
            "n": 1,
            "big": 9007199254740993,
            "money": Decimal("12.50"),
            "share": 0.1,
            "yes": True,
            "t": "Ä",
            "d": dt.date(2024, 2, 29),
            "clock": dt.time(12, 30),
            "local": dt.datetime(2024, 2, 29, 12, 30),
            "moment": dt.datetime(2024, 2, 29, 10, 30, tzinfo=dt.UTC),
            "nothing": None,
            "id": "00000000-0000-0000-0000-000000000001",
            "doc": '{"a":[1,null]}',
            "list": '["x","y"]',
        }
    ]
    assert found.schema.field("money").type == pa.decimal128(4, 2)


@pytest.mark.ckan
@pytest.mark.usefixtures("real")
@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("SELECT CAST('2024-02-29' AS interval) AS x", "refused the query"),
        ("SELECT INTERVAL '1 day' AS x", "a value of type timedelta"),
        ("SELECT '127.0.0.1'::inet AS x", "a value of type IPv4Address"),
        ("SELECT 'NaN'::numeric AS x", "too large, too precise or not numbers"),
        ("SELECT TIMETZ '12:30+02' AS x", "a time with a zone"),
        ("SELECT x FROM secrets", r"permission denied for table secrets"),
        ("SELECT x FROM nowhere", r'relation "nowhere" does not exist'),
        ("SELECT CAST('letmein-7' AS integer) AS x", "a value in it cannot be cast"),
        ("SELECT pg_advisory_lock(1), setval('s', 1) AS x", "refused the query"),
    ],
)
def test_what_postgresql_refuses_or_no_file_can_keep(desk: Desk, query: str, fault: str) -> None:
    with pytest.raises((SourceRefused, NotTheDeclaredFile), match=fault) as caught:
        extract(desk, query, "x")
    assert "letmein-7" not in str(caught.value)


@pytest.mark.ckan
def test_a_function_that_writes_is_stopped_by_the_read_only_transaction(
    desk: Desk, server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMS_DATABASE", server.url)
    server.execute(
        "CREATE OR REPLACE FUNCTION wipe() RETURNS integer LANGUAGE sql AS"
        " $$ INSERT INTO secrets VALUES (1) RETURNING x $$"
    )
    with pytest.raises(SourceRefused, match="read-only transaction"):
        extract(desk, "SELECT wipe() AS x", "x")


@pytest.mark.ckan
@pytest.mark.usefixtures("real")
def test_postgresql_ends_a_query_over_its_time(desk: Desk) -> None:
    with pytest.raises(SourceUnavailable, match="did not end within 1 seconds"):
        extract(desk, "SELECT pg_sleep(30)::text AS x", "x", max_seconds=1)


# psycopg cannot close a cursor whose connection the server has ended, and says so when it is freed.
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
@pytest.mark.ckan
def test_a_query_that_the_server_cuts_off_is_repeated_without_loss(
    desk: Desk, real: Database
) -> None:
    ours = "FROM pg_stat_activity WHERE application_name = 'hri-pipelines'"
    cut_off: list[int] = []

    def cut() -> None:
        while not cut_off:
            time.sleep(0.05)
            cut_off.extend(real.ask(f"SELECT pg_terminate_backend(pid)::int {ours}"))

    with ThreadPoolExecutor() as pool:
        pool.submit(cut)
        query = "SELECT g AS x, pg_sleep(0.4)::text AS s FROM generate_series(1, 2) g"
        found = table(desk, extract(desk, query, "x"))
    gc.collect()
    assert cut_off == [1]
    assert found.column("x").to_pylist() == [1, 2]


@pytest.mark.ckan
def test_a_refused_user_is_permanent_and_names_the_variable(
    desk: Desk, server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAMS_DATABASE", server.url.replace("hunter2", "letmein-7"))
    with pytest.raises(KeyRefused, match="renew the user and password in TRAMS_DATABASE") as no:
        extract(desk)
    assert no.value.secret == "TRAMS_DATABASE"
    assert "letmein-7" not in str(no.value)
    assert no.value.__context__ is None


def test_a_server_that_is_gone_is_unavailable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMS_DATABASE", "postgresql+psycopg://u:letmein-7@127.0.0.1:9/db")
    with pytest.raises(SourceUnavailable, match="does not answer as it should") as caught:
        extract(desk)
    assert "letmein-7" not in str(caught.value)
