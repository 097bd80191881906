"""A dataset of another portal: which resource is meant, when it changed, what became of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from pipelines.errors import NotTheDeclaredFile, SourceRefused, SourceUnavailable
from pipelines.extract import Snapshot
from tests.extract.conftest import TUESDAY, Desk, declared
from tests.extract.origin import Answer, serving

CSV = {"format": "csv", "encoding": "utf-8", "delimiter": ","}
ROWS = b"koodi,nimi\n091,Helsinki\n049,Espoo\n"
PACKAGE = "/data/api/3/action/package_show?id=kunnat"
MUNICIPALITIES = "0b7c1d7e-0000-4000-8000-000000000001"
ABOLISHED = "0b7c1d7e-0000-4000-8000-000000000002"


def resource(desk: Desk, **facts: Any) -> dict[str, Any]:
    return {
        "id": MUNICIPALITIES,
        "name": "Kunnat",
        "format": "CSV",
        "url": f"{desk.origin.url}/data/kunnat.csv",
        "url_type": "upload",
        "hash": "",
        "last_modified": "2026-11-02T08:00:00.123456",
        **facts,
    }


def package(*resources: dict[str, Any], **facts: Any) -> Answer:
    result = {"id": "8c5b", "name": "kunnat", "state": "active", "private": False, **facts}
    return Answer(
        json.dumps({"success": True, "result": {**result, "resources": resources}}).encode()
    )


def extract(desk: Desk, **options: Any) -> Snapshot:
    source = {
        "type": "ckan",
        "portal": f"{desk.origin.url}/data/",
        "package": "kunnat",
        "resource": MUNICIPALITIES,
        **CSV,
        **options,
    }
    return desk.extract(declared(source))


def serve(desk: Desk, *resources: dict[str, Any], **facts: Any) -> None:
    desk.origin.at(PACKAGE, package(*resources, **facts))
    desk.origin.at("/data/kunnat.csv", Answer(ROWS))


def test_the_resource_becomes_a_snapshot_with_both_requests(desk: Desk) -> None:
    serve(desk, resource(desk), resource(desk, id=ABOLISHED, url="https://no.example/x.csv"))
    snapshot = extract(desk)
    assert desk.content(snapshot) == ROWS
    assert snapshot.url == f"{desk.origin.url}/data/dataset/kunnat"
    assert [r.url for r in snapshot.requests] == [
        desk.origin.url + PACKAGE,
        f"{desk.origin.url}/data/kunnat.csv",
    ]
    assert snapshot.source_modified == dt.datetime(2026, 11, 2, 8, 0, 0, 123456, tzinfo=dt.UTC)


def test_an_uploaded_file_is_asked_for_again_only_when_the_portal_says_it_changed(
    desk: Desk,
) -> None:
    serve(desk, resource(desk))
    first = extract(desk)
    desk.today = TUESDAY
    second = extract(desk)
    assert (second.outcome, second.last_checked) == ("unchanged", TUESDAY)
    assert second.source_modified == first.source_modified
    assert desk.origin.asked("/data/kunnat.csv") == 1
    serve(desk, resource(desk, last_modified="2026-11-24T00:00:00"))
    extract(desk)
    assert desk.origin.asked("/data/kunnat.csv") == 2


@pytest.mark.parametrize(
    "facts", [{"url_type": None}, {"last_modified": None}, {"url_type": "datastore"}]
)
def test_a_file_that_the_portal_does_not_keep_is_asked_for_conditionally(
    desk: Desk, facts: dict[str, Any]
) -> None:
    serve(desk, resource(desk, **facts))
    desk.origin.at("/data/kunnat.csv", Answer(ROWS, headers={"ETag": '"v1"'}), Answer(status=304))
    extract(desk)
    assert extract(desk).outcome == "unchanged"
    assert desk.origin.requests[-1].headers["If-None-Match"] == '"v1"'


def test_a_resource_is_found_by_format_and_name(desk: Desk) -> None:
    other = resource(desk, id=ABOLISHED, name="Lakanneet", url="https://no.example/x.csv")
    serve(desk, other, resource(desk, format="csv"))
    assert desk.content(extract(desk, resource={"format": "CSV", "name": "Kunnat"})) == ROWS


@pytest.mark.parametrize(
    ("choice", "fault"),
    [
        ({"format": "csv"}, f"several resources fit.*{MUNICIPALITIES}.*{ABOLISHED}"),
        ({"format": "xlsx"}, f"no resource fits.*{MUNICIPALITIES} \\(CSV, Kunnat\\)"),
        ("0b7c1d7e-0000-4000-8000-00000000000f", "no resource fits"),
    ],
)
def test_none_or_several_fitting_resources_are_listed(desk: Desk, choice: Any, fault: str) -> None:
    serve(desk, resource(desk), resource(desk, id=ABOLISHED, name="Lakanneet"))
    with pytest.raises(NotTheDeclaredFile, match=fault):
        extract(desk, resource=choice)


@pytest.mark.parametrize("status", [403, 404])
def test_a_package_that_is_gone_private_or_renamed_is_refused_with_what_to_do(
    desk: Desk, status: int
) -> None:
    serve(desk, resource(desk))
    good = extract(desk)
    error = b'{"success": false, "error": {"__type": "Not Found Error"}}'
    desk.origin.at(PACKAGE, Answer(error, status))
    with pytest.raises(SourceRefused, match=f"{status}.*renamed, correct `source.package`"):
        extract(desk)
    assert desk.store().latest() == good


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"state": "deleted"}, "deleted or private"),
        ({"private": True}, "deleted or private"),
        ({"name": "suomen-kunnat"}, "answers with the package `suomen-kunnat`"),
    ],
)
def test_a_package_that_is_not_the_open_one_is_refused(
    desk: Desk, facts: dict[str, Any], fault: str
) -> None:
    serve(desk, resource(desk), **facts)
    with pytest.raises(SourceRefused, match=fault):
        extract(desk)


@pytest.mark.parametrize(
    "body", [b"<html>", b"[]", b'{"success": false}', b'{"success": true, "result": []}']
)
def test_what_is_no_ckan_is_refused(desk: Desk, body: bytes) -> None:
    desk.origin.at(PACKAGE, Answer(body))
    with pytest.raises(SourceRefused, match="no answer of a CKAN portal"):
        extract(desk)


def test_a_resource_without_a_web_address_is_refused(desk: Desk) -> None:
    serve(desk, resource(desk, url="file:///etc/passwd"))
    with pytest.raises(NotTheDeclaredFile, match="is no web address"):
        extract(desk)


def test_a_page_in_place_of_the_file_is_refused(desk: Desk) -> None:
    serve(desk, resource(desk))
    desk.origin.at("/data/kunnat.csv", Answer(b"<!doctype html><title>moved</title>"))
    with pytest.raises(NotTheDeclaredFile, match="an HTML page came"):
        extract(desk)


def test_an_interrupted_transfer_is_repeated(desk: Desk) -> None:
    serve(desk, resource(desk))
    desk.origin.at("/data/kunnat.csv", Answer(ROWS, claimed_length=99), Answer(ROWS))
    assert desk.content(extract(desk)) == ROWS


def test_the_portals_token_goes_to_the_portal_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_TOKEN", "hunter2")
    with serving() as elsewhere:
        serve(desk, resource(desk, url=elsewhere.at("/kunnat.csv", Answer(ROWS))))
        extract(desk, authorization="PORTAL_TOKEN")
        assert "Authorization" not in elsewhere.requests[0].headers
    assert desk.origin.requests[0].headers["Authorization"] == "hunter2"


SEARCH = f"/data/api/3/action/datastore_search?resource_id={MUNICIPALITIES}&limit=0"
DUMP = f"/data/datastore/dump/{MUNICIPALITIES}?fields=koodi%2Cnimi"


def serve_dump(desk: Desk, total: int, *fields: str) -> None:
    serve(desk, resource(desk))
    table = {"fields": [{"id": "_id"}, *({"id": field} for field in fields)], "total": total}
    desk.origin.at(SEARCH, Answer(json.dumps({"success": True, "result": table}).encode()))
    desk.origin.at(DUMP, Answer(ROWS))


def test_a_dump_is_the_datastores_table_without_its_row_numbers(desk: Desk) -> None:
    serve_dump(desk, 2, "koodi", "nimi")
    snapshot = extract(desk, dump=True)
    assert desk.content(snapshot) == ROWS
    assert snapshot.requests[-1].records == 2
    assert snapshot.source_modified is None
    assert extract(desk, dump=True).outcome == "unchanged"
    assert desk.origin.asked(DUMP) == 2


@pytest.mark.parametrize("total", [1, 3])
def test_a_dump_of_another_size_than_the_portal_counts_is_not_taken(desk: Desk, total: int) -> None:
    serve_dump(desk, total, "koodi", "nimi")
    with pytest.raises(SourceUnavailable, match=f"2 rows came, and the portal counts {total}"):
        extract(desk, dump=True)


def test_a_dump_with_a_comma_in_a_columns_name_is_refused(desk: Desk) -> None:
    serve_dump(desk, 2, "koodi", "nimi, kunta")
    with pytest.raises(NotTheDeclaredFile, match="holds a comma"):
        extract(desk, dump=True)


def test_a_dump_of_anything_but_csv_is_no_declaration() -> None:
    source = {"type": "ckan", "portal": "https://x.example", "package": "kunnat"}
    source |= {"resource": {"format": "CSV"}, "dump": True, "format": "json"}  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="a dump is csv"):
        declared(source)
