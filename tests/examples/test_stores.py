"""The examples of `sql`, `sftp`, `s3`, `folder` and `ckan`, from the store to published files."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from pipelines.convert import convert
from pipelines.extract import extract, raw_files
from pipelines.state import State
from pipelines.validate import validate
from pipelines.web import Limits, Web, replica_rewrite
from sandbox.replica import Replica
from tests.examples.hosts import certificate, known_host_key, played_by
from tests.examples.worked import example
from tests.extract import postgresql
from tests.extract.stores import PASSWORD, USER, object_store, sftp

TODAY = dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)
LONG_AGO = TODAY.timestamp() - 86_400

PERMITS = (
    "CREATE TABLE kadut (id integer, nimi text)",
    "INSERT INTO kadut VALUES (1, 'Hämeentie'), (2, 'Mannerheimintie')",
    "CREATE TABLE luvat (tunnus text, katu_id integer, alkaa date, paattyy date,"
    " pinta_ala_m2 numeric(8, 2), tila text)",
    "INSERT INTO luvat VALUES ('KL-2', 2, '2026-11-01', NULL, 12.50, 'voimassa'),"
    " ('KL-1', 1, '2026-10-05', '2026-12-31', 40, 'voimassa'),"
    " ('KL-0', 1, '2020-01-01', '2020-02-01', 9, 'päättynyt')",
)
PUBLISHED_PERMITS = [
    "tunnus,katu,alkaa,paattyy,pinta_ala_m2",
    "KL-1,Hämeentie,2026-10-05,2026-12-31,40",
    "KL-2,Mannerheimintie,2026-11-01,,12.5",
]


def published(page: str, folder: Path, replica: Replica | None = None) -> list[str]:
    """Run a page's example through three stages and return the lines of its CSV."""
    dataset, schema = example(page, folder)
    rewrite = replica_rewrite(replica.url) if replica else None
    web = Web(rewrite, limits=Limits(gap=0), sleep=lambda _: None)
    state = State(folder / "state")
    snapshot = extract(dataset, web, state, lambda: TODAY)
    validation = validate(dataset, schema, raw_files(snapshot, dataset, state, folder)[0])
    assert validation.valid, validation.summary
    assert validation.table is not None
    converted = convert(dataset, validation.table, folder)
    assert converted.failures == {}
    csv = converted.distributions[0].path.read_text(encoding="utf-8-sig")
    return csv.splitlines()


def test_sql_on_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "permits.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in PERMITS:
            connection.execute(statement)
    connection.close()
    url = f"sqlite:///file:{path}?mode=ro&uri=true"
    monkeypatch.setenv("KYMP_PERMITS_DATABASE", url)
    # SQLite knows no dates: they are texts there, which the Table Schema reads.
    assert published("sql.md", tmp_path) == PUBLISHED_PERMITS


@pytest.mark.ckan
def test_sql_on_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgresql.running() as database:
        database.execute(*PERMITS)
        monkeypatch.setenv("KYMP_PERMITS_DATABASE", database.url)
        assert published("sql.md", tmp_path) == PUBLISHED_PERMITS


def test_sftp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "served" / "pysakointi" / "lahtevat"
    folder.mkdir(parents=True)
    rows = "laitos;kuukausi;paikkoja;varattuja\nErottaja;2026-10;420;397\nKluuvi;2026-10;300;\n"
    (folder / "kaytto-2026-10.csv").write_bytes(rows.encode("iso-8859-1"))
    (folder / "kaytto-2026-10.csv.done").touch()
    (folder / "kaytto-2026-11.csv").write_bytes(rows[:50].encode())
    with sftp(tmp_path / "served", known_host_key()) as server:
        key = tmp_path / "key"
        key.write_bytes(server.user_key.export_private_key())
        monkeypatch.setenv("PARKING_SFTP_USER", USER)
        monkeypatch.setenv("PARKING_SFTP_KEY_FILE", str(key))
        with played_by("sftp.hel.fi", server.port):
            lines = published("sftp.md", tmp_path)
    assert lines == [
        "laitos,kuukausi,paikkoja,varattuja",
        "Erottaja,2026-10,420,397",
        "Kluuvi,2026-10,300,",
    ]


def test_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table(
        {"keskus": ["K001"], "pvm": [dt.date(2026, 10, 1)], "kwh": [12.5]},
    )
    pq.write_table(table, tmp_path / "kulutus.parquet")
    trusted, tls = certificate("s3.hel.fi", tmp_path)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(trusted))
    # Or moto takes the first word of the host for a bucket.
    monkeypatch.setenv("MOTO_S3_CUSTOM_ENDPOINTS", "https://s3.hel.fi")
    monkeypatch.setenv("LIGHTING_S3_ID", USER)
    monkeypatch.setenv("LIGHTING_S3_KEY", PASSWORD)
    with object_store("kymp-avoindata", tls) as store:
        content = (tmp_path / "kulutus.parquet").read_bytes()
        store.put("katuvalaistus/kulutus-2026-10.parquet", content)
        with played_by("s3.hel.fi", int(store.endpoint.rpartition(":")[2])):
            assert published("s3.md", tmp_path) == ["keskus,pvm,kwh", "K001,2026-10-01,12.5"]


def test_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "drops" / "kuva" / "uimahallit" / "kavijat-2026.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Kävijät")
        sheet.write("B2", "Uimahallien kävijät")
        sheet.write_row("B4", ["Halli", "Viikko", "Kävijät"])
        sheet.write_row("B5", ["Itäkeskus", "2026-W46", 7012])
        sheet.write_row("B6", ["Yrjönkatu", "2026-W46", 2930])
        sheet.write_row("B8", ["Yhteensä", None, 9942])
    os.utime(path, (LONG_AGO, LONG_AGO))
    monkeypatch.setenv("HRI_DROPS", str(tmp_path / "drops"))
    assert published("folder.md", tmp_path) == [
        "Halli,Viikko,Kävijät",
        "Itäkeskus,2026-W46,7012",
        "Yrjönkatu,2026-W46,2930",
    ]


def test_ckan(agencies: Replica, tmp_path: Path) -> None:
    lines = published("ckan.md", tmp_path, agencies)
    assert lines[0] == "KUNTANUMERO,KUNTANIMI,KUNTANIMI_SV"
    assert "091,Helsinki,Helsingfors" in lines
    assert len(lines) == 27
