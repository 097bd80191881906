"""The health of open APIs, as the status page shows it."""

from __future__ import annotations

from typing import Any

import pytest

from pipelines.extract import Health, check_health
from pipelines.extract.api import latest
from pipelines.model import Dataset
from pipelines.orchestration.status import status_of
from tests.extract.conftest import MONDAY, TUESDAY, WEDNESDAY, Desk, declared
from tests.extract.origin import Answer

EXCEPTION = b"""<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1">
<ows:Exception exceptionCode="NoApplicableCode"/></ows:ExceptionReport>"""


def health(desk: Desk, dataset: Dataset) -> Health:
    return check_health(dataset, desk.web, desk.state, lambda: desk.today)


def an_api(desk: Desk, **options: Any) -> Dataset:
    endpoint = f"{desk.origin.url}/v1/"
    return declared({"type": "api", "endpoint": endpoint, "documentation": endpoint, **options})


def test_a_healthy_api(desk: Desk, api: Dataset) -> None:
    seen = health(desk, api)
    assert (seen.healthy, seen.status, seen.problem) == (True, 200, "")
    assert (seen.checked, seen.since) == (MONDAY, MONDAY)
    assert latest("traffic-counts", desk.state) == seen
    record: Any = desk.state.read_json("health/traffic-counts/latest.json")
    assert record["checked"] == record["since"] == "2026-11-23T06:00:00+00:00"
    assert (record["status"], record["healthy"]) == (200, True)


def test_since_moves_only_when_the_health_does(desk: Desk, api: Dataset) -> None:
    health(desk, api)
    desk.today = TUESDAY
    assert health(desk, api).since == MONDAY
    desk.origin.at("/v1/", Answer(b"", 503))
    broken = health(desk, api)
    assert (broken.healthy, broken.since) == (False, TUESDAY)
    desk.today = WEDNESDAY
    assert health(desk, api).since == TUESDAY


@pytest.mark.parametrize(
    ("answer", "status", "problem"),
    [
        (Answer(b"", 404), 404, "it answered 404"),
        (Answer(b"", 503), 503, "it answered 503"),
        (Answer(EXCEPTION), 200, "error document (ExceptionReport: NoApplicableCode)"),
        (Answer(b"{}", wait=0.5), None, "no answer in time"),
        (Answer(hang_up=True), None, "cut"),
    ],
    ids=["404", "503", "exception", "time-out", "hang-up"],
)
def test_an_unhealthy_api_is_recorded_and_raises_nothing(
    desk: Desk, answer: Answer, status: int | None, problem: str
) -> None:
    desk.origin.at("/v1/", answer)
    seen = health(desk, an_api(desk))
    assert (seen.healthy, seen.status) == (False, status)
    assert problem in seen.problem


def test_the_health_url_is_asked_where_it_is_declared(desk: Desk) -> None:
    url = desk.origin.at("/health", Answer(b"ok"))
    assert health(desk, an_api(desk, health=url)).healthy
    assert [request.path for request in desk.origin.requests] == ["/health"]


def test_an_api_that_asks_for_its_key_is_up(desk: Desk) -> None:
    url = desk.origin.at("/v1/", Answer(b"key, please", 401))
    assert health(desk, an_api(desk, key_required=True)).healthy
    assert not health(desk, an_api(desk)).healthy
    assert not health(desk, an_api(desk, key_required=True, health=url)).healthy


def test_the_status_shows_how_an_api_is(desk: Desk, api: Dataset) -> None:
    assert status_of(desk.state, api)["healthy"] is None
    health(desk, api)
    row = status_of(desk.state, api)
    assert (row["healthy"], row["since"]) == (True, "2026-11-23T06:00:00+00:00")
    assert row["problem"] is None
    desk.today = TUESDAY
    desk.origin.at("/v1/", Answer(b"", 503))
    health(desk, api)
    row = status_of(desk.state, api)
    assert (row["healthy"], row["problem"]) == (False, "it answered 503")
    assert row["endpoint_checked"] == row["since"] == "2026-11-24T06:00:00+00:00"
    assert "rows" not in row


def links(desk: Desk, *paths: str) -> Dataset:
    resources = [
        {"key": f"link-{n}", "url": desk.origin.url + path, "format": "ZIP", "title": {"fi": path}}
        for n, path in enumerate(paths)
    ]
    return declared({"type": "link", "resources": resources})


def test_links_are_well_while_each_of_them_answers(desk: Desk) -> None:
    desk.origin.at("/a.zip", Answer(b"PK\x03\x04" * 5000))
    desk.origin.at("/b/", Answer(b"<html>the list</html>"))
    seen = health(desk, links(desk, "/a.zip", "/b/"))
    assert (seen.healthy, seen.status, seen.problem) == (True, 200, "")


def test_the_first_link_that_is_gone_is_told(desk: Desk) -> None:
    desk.origin.at("/a.zip", Answer(b"PK"))
    seen = health(desk, links(desk, "/a.zip", "/gone.zip", "/gone-too.zip"))
    assert (seen.healthy, seen.status) == (False, 404)
    assert seen.problem == f"{desk.origin.url}/gone.zip: it answered 404"
