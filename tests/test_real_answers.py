"""Real answers of the agencies' systems, read as the committed declarations say.

They are the folder of real data's; where it is absent the tests are skipped.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.declarations import load
from pipelines.extract import extract, raw_files
from pipelines.model import ApiSource
from pipelines.settings import PROJECT
from pipelines.state import State
from pipelines.validate import validate
from pipelines.web import Limits, Web
from sandbox.replica import real_data_folder
from tests.extract.conftest import MONDAY
from tests.extract.origin import Answer, serving

Rows = list[dict[str, Any]]


def real(name: str) -> Any:
    folder = real_data_folder()
    path = folder / "agency" / name if folder else Path(name)
    if not path.is_file():
        pytest.skip(f"HRI_REAL_DATA has no agency/{name}")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, Any], Rows]:
    """Return the function that reads an answer as a committed dataset is declared to."""

    def rows(name: str, answer: Any) -> Rows:
        declarations = load(PROJECT / "datasets", PROJECT / "schemas")
        declared = declarations.named(name)
        assert not isinstance(declared.source, ApiSource)
        with serving() as origin:
            origin.alive = lambda _path: Answer(json.dumps(answer).encode())
            changed = {"url": f"{origin.url}/list", "authorization": None}
            dataset = declared.model_copy(
                update={"source": declared.source.model_copy(update=changed)}
            )
            state = State(tmp_path / "state")
            snapshot = extract(dataset, Web(limits=Limits(gap=0)), state, lambda: MONDAY)
        raw = raw_files(snapshot, dataset, state, tmp_path)[0]
        validation = validate(dataset, declarations.schema_of(dataset), raw)
        assert validation.table is not None, validation.report
        found: Rows = validation.table.to_pylist()
        return found

    return rows


def test_real_events_fit(read: Callable[[str, Any], Rows]) -> None:
    answer = real("linkedevents_events_data.json")
    answer["meta"] = {"count": len(answer["data"]), "next": None, "previous": None}
    events = {event["id"]: event for event in read("tapahtumat", answer)}
    assert len(events) == len(answer["data"])
    event = events["helsinki:afy6ikna3u"]
    assert event["name_fi"] == "Uutta Koillis-Helsinkiä verkkotilaisuus"
    assert event["location"] == "https://api.hel.fi/linkedevents/v1/place/helsinki:internet/"
    assert event["is_free"] is True
    assert event["start_time"].isoformat() == "2020-06-01T13:45:00+00:00"


def test_real_requests_fit(read: Callable[[str, Any], Rows]) -> None:
    """The one of 2016 has its place swapped; Turku is in Finland."""
    answer = [
        *real("open311_requests_example.json"),
        real("open311_request_taskful_2016.json"),
    ]
    requests = {row["service_request_id"]: row for row in read("palautteet", answer)}
    assert len(requests) == 3
    swapped = requests["3qp16kaphhsc78uc422l"]
    assert (swapped["longitude"], swapped["latitude"]) == (22.266944, 60.451667)
    first = requests["8fmht6g1470b3qk8pthg"]
    assert first["requested_datetime"].isoformat() == "2013-05-02T08:02:07+00:00"
    assert first["agency_responsible"] is None


def test_a_real_decision_fits_and_keeps_its_title_to_itself(
    read: Callable[[str, Any], Rows],
) -> None:
    (decision,) = read("paatokset-ahjo-rest", real("ahjorest_decision_fixture.json"))
    assert decision["policymaker"] == "Helsinki-lisä-suunnittelija"
    assert decision["publicity_class"] == "Julkinen"
    assert (decision["title"], decision["document"]) == (None, None)
    assert decision["policymaker_dissolved"] is None


def test_a_real_hearing_fits(read: Callable[[str, Any], Rows]) -> None:
    hearing = {**real("kerrokantasi_hearing_fixture.json"), "published": True}
    (row,) = read("kuulemiset", {"count": 1, "next": None, "results": [hearing]})
    assert row["title_en"] == "My first hearing"
    assert row["borough_sv"] == "Rooperi"
    assert (row["closed"], row["organization"]) == (True, None)
