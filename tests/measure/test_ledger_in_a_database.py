"""The ledger in a real PostgreSQL: the same bytes as in files, nothing is edited, one at a time."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy.exc

from pipelines.cli import main
from pipelines.errors import LedgerBroken, LedgerUnavailable, SettingError
from pipelines.measure import (
    DatabaseBlocks,
    Ledger,
    StateBlocks,
    backfill_days,
    copy,
    correct,
    enter,
    measure,
    members,
    seal,
    verify,
)
from pipelines.measure.days import month_ends
from pipelines.measure.ledger.ledger import LANES
from pipelines.model import Programme, ReportedSeries
from pipelines.orchestration.measuring import copied, ledger_of
from pipelines.state import State
from tests.extract.postgresql import Database, running
from tests.measure.invented import CATALOGUE, NOON, evidence

DAY = dt.timedelta(days=1)
JUNE = dt.date(2016, 6, 30)
MONTHS = list(month_ends(dt.date(2015, 11, 1), JUNE))
LISTED = [str(each["name"]) for each in CATALOGUE]
OURS = {"url": "https://hri.fi/data", "sandbox": False}


@pytest.fixture(scope="module")
def server() -> Iterator[Database]:
    with running() as database:
        yield database


@pytest.fixture
def database(server: Database) -> Database:
    server.execute("DROP SCHEMA IF EXISTS hri_ledger CASCADE")
    return server


@pytest.fixture
def url(database: Database) -> str:
    return database.url.replace("+psycopg", "")


def look(ledger: Ledger, seen: dt.datetime) -> None:
    known = evidence(seen=seen)
    ledger.keep_today(measure(known), members(known, known.today))


def filled(ledger: Ledger) -> Ledger:
    """Every lane: months out of order, reported figures, days, a seal, a correction, today."""
    for month in [*MONTHS[3:], *MONTHS[:3], *MONTHS]:
        backfill_days(ledger, evidence(), [month])
    figure = {"as_of": "2014-12-31", "value": 623, "reporter": "Kanslia",
              "evidence": "Raportti", "citation": "Raportti 2014"}  # fmt: skip
    text = {"fi": "Avatut"}
    series = ReportedSeries.model_validate(
        {"id": "open_datasets", "title": text, "definition": text, "unit": "pcs",
         "figures": [figure]}
    )  # fmt: skip
    enter(ledger, Programme(reported=[series]), NOON)
    for days in (0, 1, 2):
        look(ledger, NOON + days * DAY)
    seal(ledger, evidence(), LISTED, JUNE, "TTO")
    correct(ledger, ("open_datasets", None, JUNE), 4, "TTO", "flash oli vielä auki", NOON)
    return ledger


def stored(ledger: Ledger) -> dict[str, bytes | None]:
    keys = [key for lane in LANES for key in (f"{lane}.chain", *ledger.store.keys(f"{lane}/"))]
    return {key: ledger.store.read(key) for key in [*keys, "today.json"]}


def test_the_same_content_is_the_same_bytes_and_the_same_head(url: str, tmp_path: Path) -> None:
    files = filled(Ledger(StateBlocks(State(tmp_path))))
    kept = filled(Ledger(DatabaseBlocks(url)))
    assert stored(kept) == stored(files)
    assert kept.head() == files.head()
    assert verify(kept, files.head()) == []
    again = Ledger(DatabaseBlocks(url))
    assert [row.key for row in again.rows()] == [row.key for row in files.rows()]


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE hri_ledger.block SET data = 'x'",
        "DELETE FROM hri_ledger.block WHERE key = 'computed/2026-11-24.jsonl'",
        "TRUNCATE hri_ledger.block",
        "UPDATE hri_ledger.entry SET sha256 = 'x'",
        "DELETE FROM hri_ledger.entry",
        "UPDATE hri_ledger.owner SET url = 'x'",
    ],
)
def test_the_database_refuses_to_edit(database: Database, url: str, edit: str) -> None:
    store = DatabaseBlocks(url)
    store.belong_to(OURS)
    ledger = Ledger(store)
    backfill_days(ledger, evidence(), MONTHS)
    look(ledger, NOON)
    look(ledger, NOON + DAY)
    head = ledger.head()
    with pytest.raises(sqlalchemy.exc.DBAPIError, match="the ledger is append-only"):
        database.execute(edit)
    assert verify(ledger, head) == []


def test_an_edit_by_whoever_owns_the_database_is_detected(database: Database, url: str) -> None:
    ledger = Ledger(DatabaseBlocks(url))
    backfill_days(ledger, evidence(), MONTHS)
    database.execute(
        "ALTER TABLE hri_ledger.block DISABLE TRIGGER ALL",
        "UPDATE hri_ledger.block SET data = data || '{}' "
        "WHERE key = 'reconstructed/2016-06-30.jsonl'",
    )
    assert "reconstructed/2016-06-30 is not what was written" in verify(ledger)[0]


def test_a_block_is_never_written_over(url: str) -> None:
    store = DatabaseBlocks(url)
    store.write("computed/2026-01-01.jsonl", b"{}\n")
    store.write("computed/2026-01-01.jsonl", b"{}\n")
    with pytest.raises(LedgerBroken, match="is another"):
        store.write("computed/2026-01-01.jsonl", b"[]\n")


def test_what_fails_in_the_middle_leaves_nothing(url: str) -> None:
    store = DatabaseBlocks(url)

    def cut_off() -> None:
        with store.alone():
            store.write("computed/2026-01-01.jsonl", b"{}\n")
            assert store.read("computed/2026-01-01.jsonl") == b"{}\n"
            raise RuntimeError("cut off")

    with pytest.raises(RuntimeError, match="cut off"):
        cut_off()
    assert store.read("computed/2026-01-01.jsonl") is None
    assert store.keys("computed/") == []


def test_writers_on_several_machines_write_one_after_another(url: str) -> None:
    failures: list[BaseException] = []

    def write(months: list[dt.date]) -> None:
        try:
            for month in months:
                backfill_days(Ledger(DatabaseBlocks(url)), evidence(), [month])
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    orders = [MONTHS, MONTHS[::-1], MONTHS[4:] + MONTHS[:4], MONTHS]
    threads = [threading.Thread(target=write, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger = Ledger(DatabaseBlocks(url))
    assert failures == []
    assert [link.name for link in ledger.lane("reconstructed")] == [str(day) for day in MONTHS]
    assert verify(ledger) == []


def test_a_ledger_moves_into_the_database_and_back(url: str, tmp_path: Path) -> None:
    files = filled(Ledger(StateBlocks(State(tmp_path / "a"))))
    database, back = DatabaseBlocks(url), StateBlocks(State(tmp_path / "b"))
    blocks = sum(len(files.lane(lane)) for lane in LANES)
    assert copy(files.store, database) == blocks
    assert copy(files.store, database) == 0
    assert copy(database, back) == blocks
    assert stored(Ledger(back)) == stored(files)
    look(Ledger(database), NOON + 3 * DAY)
    assert copy(database, back) == 1, "the day that was closed meanwhile"
    with pytest.raises(LedgerBroken, match="holds blocks of computed that this one does not"):
        copy(files.store, database)


def test_a_setting_names_the_database_and_each_catalogue_has_its_own(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = State(tmp_path / "ours"), State(tmp_path / "theirs")
    ours.write_json("catalogue.json", OURS)
    theirs.write_json("catalogue.json", {"url": "http://127.0.0.1:5000", "sandbox": True})
    with pytest.raises(SettingError, match="HRI_LEDGER_URL is not set"):
        copied(ours, into_database=True)
    monkeypatch.setenv("HRI_LEDGER_URL", url)
    look(ledger_of(ours), NOON)
    assert ledger_of(ours).days() == [NOON.date()]
    assert not (tmp_path / "ours/indicators").exists()
    with pytest.raises(SettingError, match=r"belongs to https://hri\.fi/data"):
        ledger_of(theirs)
    assert copied(ours, into_database=False)[1].days() == [NOON.date()]


def test_the_command_copies_and_says_the_head(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = filled(Ledger(StateBlocks(State(tmp_path))))
    monkeypatch.setenv("HRI_STATE", str(tmp_path))
    monkeypatch.setenv("HRI_LEDGER_URL", url)
    monkeypatch.setattr(sys, "argv", ["hri", "indicators", "copy-ledger", "--into", "database"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    blocks = sum(len(files.lane(lane)) for lane in LANES)
    said = f"{blocks} blocks copied; the head of both is {files.head()}"
    assert said in " ".join(capsys.readouterr().out.split())
    assert stored(Ledger(DatabaseBlocks(url))) == stored(files)


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    store = DatabaseBlocks("postgresql://hri:hunter2@127.0.0.1:1/none")
    with pytest.raises(LedgerUnavailable) as failed:
        store.read("today.json")
    assert "hunter2" not in f"{failed.value} {store!r} {failed.value.__cause__}"
