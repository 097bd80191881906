"""Which requests made a snapshot, as it is kept with what is published."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from pathlib import Path

import pytest

from pipelines.errors import InvalidData
from pipelines.extract import Request, provenance
from pipelines.extract.provenance import KEPT_REQUESTS
from pipelines.orchestration import editions, steps
from tests.extract.conftest import MONDAY, TUESDAY, Desk
from tests.extract.origin import Answer, serving
from tests.extract.workplace import ROWS, work_at

OLD = b"piste;autot\nA01;12\n"
NEW = b"piste;autot\nA01;13\nA02;1\n"


def test_a_snapshot_tells_where_it_came_from(desk: Desk) -> None:
    found = provenance(desk.first(Answer(OLD), path="/counts.csv?apikey=hunter2"))
    url = f"{desk.origin.url}/counts.csv?apikey=***"
    sha256 = hashlib.sha256(OLD).hexdigest()
    assert (found["address"], found["snapshot"], found["bytes"]) == (url, sha256, 19)
    assert (found["requests"], found["records"]) == (1, None)
    assert found["asked_first"] == found["asked_last"] == "2026-11-23T06:00:00+00:00"
    assert found["made_by"] == [
        {
            "url": url,
            "asked": "2026-11-23T06:00:00+00:00",
            "status": 200,
            "bytes": 19,
            "sha256": sha256,
            "records": None,
        }
    ]


def test_the_requests_are_those_that_brought_the_content(desk: Desk) -> None:
    first = provenance(desk.first(Answer(OLD)))
    desk.today = TUESDAY
    assert provenance(desk.first(Answer(OLD))) == first
    changed = provenance(desk.first(Answer(NEW)))
    assert changed["asked_first"] == TUESDAY.isoformat()
    assert changed["snapshot"] == hashlib.sha256(NEW).hexdigest()


def test_many_requests_are_counted_and_the_first_are_kept(desk: Desk) -> None:
    pages = tuple(
        Request(f"https://api.hel.fi/?page={n}", MONDAY + dt.timedelta(seconds=n), 200, 9, "ab", 50)
        for n in range(120)
    )
    found = provenance(dataclasses.replace(desk.first(Answer(OLD)), requests=pages))
    assert (found["requests"], found["records"]) == (120, 6000)
    assert (found["asked_first"], found["asked_last"]) == (
        "2026-11-23T06:00:00+00:00",
        "2026-11-23T06:01:59+00:00",
    )
    assert len(found["made_by"]) == KEPT_REQUESTS == 100
    assert found["made_by"][-1]["url"] == "https://api.hel.fi/?page=99"


def test_what_was_validated_keeps_its_source(tmp_path: Path) -> None:
    with serving() as origin:
        origin.at("/trams.csv", Answer(ROWS))
        work = work_at(tmp_path, origin)
        trams = work.declarations.named("hel-trams")
        first = steps.extracted(work, trams)
        (record,) = steps.validated(work, trams)
        assert record["source"] == provenance(first)
        # A newer snapshot, whose rows are wrong, is not what is published.
        origin.at("/trams.csv", Answer(b"nimi;ita;pohjoinen\nA;idassa;6672000\n"))
        assert steps.extracted(work, trams).sha256 != first.sha256
        with pytest.raises(InvalidData):
            steps.validated(work, trams)
    assert editions.source_of(work.state, trams) == provenance(first)
