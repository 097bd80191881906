"""A key that the agency's system refuses: an error of its own that names what to renew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.errors import KeyRefused, PermanentError, SourceRefused
from pipelines.orchestration import failures, steps
from pipelines.orchestration.status import status_of
from tests.extract.conftest import Desk
from tests.extract.origin import Answer, Origin, serving
from tests.extract.workplace import ROWS, work_at


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTS_TOKEN", "Bearer hunter2")


@pytest.fixture
def other() -> Iterator[Origin]:
    with serving() as server:
        yield server


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_names_its_variable_its_host_and_never_its_value(
    desk: Desk, status: int
) -> None:
    with pytest.raises(KeyRefused) as caught:
        desk.first(Answer(b"expired", status), authorization="COUNTS_TOKEN")
    assert caught.value.secret == "COUNTS_TOKEN"
    said = str(caught.value)
    assert f"{desk.origin.url}/counts.csv: the agency's system answered {status}" in said
    assert "the key in COUNTS_TOKEN" in said
    assert "set COUNTS_TOKEN, or COUNTS_TOKEN_FILE, to it" in said
    assert "hunter2" not in said
    assert isinstance(caught.value, PermanentError)
    assert desk.origin.asked("/counts.csv") == 1


def test_a_system_that_wants_a_key_where_none_is_declared(desk: Desk) -> None:
    with pytest.raises(KeyRefused, match=r"it wants a key.*`source.authorization`") as caught:
        desk.first(Answer(b"", 401))
    assert caught.value.secret == ""


def test_what_is_forbidden_to_everybody_is_no_matter_of_a_key(desk: Desk) -> None:
    with pytest.raises(SourceRefused, match=r"403.*ask the agency for access") as caught:
        desk.first(Answer(b"", 403))
    assert not isinstance(caught.value, KeyRefused)


@pytest.mark.parametrize("status", [404, 410, 407])
def test_another_refusal_does_not_send_anybody_for_a_new_key(desk: Desk, status: int) -> None:
    with pytest.raises(SourceRefused) as caught:
        desk.first(Answer(b"", status), authorization="COUNTS_TOKEN")
    assert not isinstance(caught.value, KeyRefused)


def test_a_key_that_a_redirect_left_behind_is_not_called_expired(desk: Desk, other: Origin) -> None:
    away = other.at("/end.csv", Answer(b"", 401))
    with pytest.raises(KeyRefused, match="another host, which the key in COUNTS_TOKEN is not sent"):
        desk.first(Answer(status=302, headers={"Location": away}), authorization="COUNTS_TOKEN")
    assert "Authorization" not in other.requests[0].headers


def test_the_status_names_the_key_to_renew_until_it_is_mended(tmp_path: Path) -> None:
    with serving() as origin:
        origin.at("/trams.csv", Answer(b"", 401), Answer(ROWS))
        work = work_at(tmp_path, origin, "authorization: COUNTS_TOKEN")
        trams = work.declarations.named("hel-trams")
        with pytest.raises(KeyRefused) as caught:
            steps.extracted(work, trams)
        failures.keep(work.state, trams, "extracted", caught.value, work.now())
        row = status_of(work.state, trams)
        assert row["key_to_renew"] == "COUNTS_TOKEN"
        assert "401" in row["last_failure"]
        assert "hunter2" not in json.dumps(row)
        steps.extracted(work, trams)
        failures.keep(work.state, trams, "validated", PermanentError("wrong"), work.now())
        assert status_of(work.state, trams)["key_to_renew"] is None
        failures.forget(work.state, trams)
        assert status_of(work.state, trams)["last_failure"] is None
