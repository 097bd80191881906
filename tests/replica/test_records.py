"""What the systems of records serve has the shapes, limits and quirks of the real ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.replica import real_data_folder
from sandbox.replica.documents import Query
from sandbox.replica.systems import documents

FEEDBACK = "https://asiointi.hel.fi/palautews/rest/v1/requests.json"
AHJO = "https://ahjo.hel.fi:9802/ahjorest/v1/decisions"
OPEN_AHJO = "https://dev.hel.fi/paatokset/v1/agenda_item/"
HEARINGS = "https://api.hel.fi/kerrokantasi/v1/hearing/"
SERVICES = "https://www.hel.fi/palvelukarttaws/rest/vpalvelurekisteri/description/"
EVENTS = "https://api.hel.fi/linkedevents/v1/event/"


def ask(url: str, **parameters: str) -> Any:
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    answer = documents()[url].answer(Query(f"{url}?{query}", "GET", parameters, b"", None))
    return json.loads(answer.body)


def real(name: str) -> Any:
    folder = real_data_folder()
    path = folder / "agency" / name if folder else Path(name)
    if not path.is_file():
        pytest.skip(f"HRI_REAL_DATA has no agency/{name}")
    return json.loads(path.read_text(encoding="utf-8"))


def test_feedback_holds_at_most_200_requests_and_90_days() -> None:
    storm = ask(FEEDBACK, start_date="2025-11-01T00:00:00Z", end_date="2025-11-30T00:00:00Z")
    year = ask(FEEDBACK, start_date="2025-01-01T00:00:00Z", end_date="2025-12-31T00:00:00Z")
    assert (len(storm), len(year)) == (200, 200)
    assert min(request["requested_datetime"] for request in year) > "2025-10-02"


def test_feedback_has_empty_texts_and_swapped_places() -> None:
    found = ask(FEEDBACK, start_date="2025-07-01T00:00:00Z", end_date="2025-09-28T00:00:00Z")
    assert {"lat": "", "long": ""} in [{"lat": r["lat"], "long": r["long"]} for r in found]
    assert any(r["lat"].startswith(("24", "25")) for r in found)
    assert "extended_attributes" not in found[0]
    extended = ask(FEEDBACK, updated_after="2026-01-01T00:00:00Z", extensions="true")
    assert extended[0]["extended_attributes"]["detailed_status"] in ("PROCESSED", "RECEIVED")


def test_a_request_has_the_real_members() -> None:
    example = real("open311_requests_example.json")[0]
    assert set(example) == set(ask(FEEDBACK)[0])


def test_a_decision_has_the_real_members() -> None:
    example = real("ahjorest_decision_fixture.json")[0]
    decision = ask(AHJO)[0]
    left_out = {"DecisionHistoryPDF", "DecisionHistoryHTML", "CaseID"}
    assert set(example) - left_out == set(decision)
    assert set(example["PDF"]) == set(decision["PDF"])
    assert set(example["Organization"]) == set(decision["Organization"])


def test_a_hearing_has_real_members() -> None:
    example = real("kerrokantasi_hearing_fixture.json")
    assert set(ask(HEARINGS)["results"][0]) - set(example) == {"abstract"}


def test_decisions_are_public_and_secret_and_some_of_both_hold_personal_data() -> None:
    kinds = {(d["PDF"]["PublicityClass"], bool(d["PDF"]["PersonalData"])) for d in ask(AHJO)}
    assert kinds == {(p, d) for p in ("Julkinen", "Salassa pidettävä") for d in (True, False)}


def test_open_ahjo_tells_the_next_part_without_a_host() -> None:
    answer = ask(OPEN_AHJO, limit="200", order_by="last_modified_time")
    assert answer["meta"]["total_count"] == 320
    assert answer["meta"]["next"].startswith("/paatokset/v1/agenda_item/?")
    times = [item["last_modified_time"] for item in answer["objects"]]
    assert times == sorted(times)
    later = ask(OPEN_AHJO, last_modified_time__gt=times[-1])
    assert later["meta"]["total_count"] == 120


def test_open_ahjo_has_its_known_defects() -> None:
    items = ask(OPEN_AHJO, limit="1000")["objects"]
    meetings = [item["meeting"] for item in items]
    assert sum(meeting["year"] == 2104 for meeting in meetings) == 1
    assert any(meeting["id"] == 999_999 for meeting in meetings)
    attachments = [file for item in items for file in item["attachments"]]
    assert any(file["public"] and file["file_uri"] is None for file in attachments)


def test_a_list_of_services_is_poor_without_alldata_and_in_one_language() -> None:
    poor, rich = ask(SERVICES, language="fi"), ask(SERVICES, language="fi", alldata="yes")
    assert set(poor[0]) < set(rich[0])
    sizes = [len(ask(SERVICES, language=language)) for language in ("fi", "sv", "en")]
    assert sizes == [180, 161, 133]
    assert ask(SERVICES, municipality="49") == []


def test_hearings_have_only_the_languages_that_there_are() -> None:
    answer = ask(HEARINGS)
    assert (answer["count"], len(answer["results"])) == (130, 50)
    languages = {tuple(hearing["title"]) for hearing in answer["results"]}
    assert {("fi",), ("fi", "sv")} <= languages


def test_deleted_events_are_shown_to_those_who_ask() -> None:
    assert ask(EVENTS)["meta"]["count"] == 240
    assert ask(EVENTS, show_deleted="true")["meta"]["count"] == 246
    assert ask(EVENTS, last_modified_since="2020-09-01T00:00:00Z")["meta"]["count"] < 240
