"""Records of a JSON API: every way of paging, what is kept, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipelines.errors import (
    NotTheDeclaredFile,
    SettingError,
    SourceGone,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.extract import Snapshot, extract
from pipelines.extract.pages import Page, Place
from pipelines.extract.paging import following
from pipelines.extract.records import text_of
from pipelines.model import Dataset, RestSource
from pipelines.model.sources.paging import NextLinkPaging
from pipelines.state import State
from pipelines.web import Web, replica_rewrite
from sandbox.replica import Replica
from tests.extract.conftest import MONDAY, Desk, declared
from tests.extract.origin import Answer

PAGED = {"type": "page", "size": 2}
NEXT = {"type": "next"}


def answer(records: Any, **members: Any) -> Answer:
    return Answer(json.dumps({"results": records, **members}, ensure_ascii=False).encode())


def rows(*ids: int) -> list[dict[str, Any]]:
    return [{"id": number, "name": f"record {number}"} for number in ids]


def listed(desk: Desk, paging: dict[str, Any], path: str = "/list", **options: Any) -> Dataset:
    source = {
        "type": "rest",
        "url": desk.origin.url + path,
        "paging": paging,
        "records": "results",
        "key": "id",
        **options,
    }
    return declared(source)


def records(desk: Desk, snapshot: Snapshot) -> list[dict[str, Any]]:
    return [json.loads(line) for line in desk.content(snapshot).splitlines()]


def ids(desk: Desk, snapshot: Snapshot) -> list[Any]:
    return [record["id"] for record in records(desk, snapshot)]


def kept_files(desk: Desk) -> list[str]:
    return [key for key in desk.state.keys("snapshots") if key.endswith(".ndjson")]


def test_next_links_are_followed_and_records_stand_in_the_order_of_their_keys(desk: Desk) -> None:
    desk.origin.at("/list", answer(rows(30, 4), count=3, next="?page=2"))
    desk.origin.at("/list?page=2", answer(rows(5), count=3, next=None))
    snapshot = desk.extract(listed(desk, NEXT, total="count"))
    assert desk.content(snapshot).decode() == (
        '{"id":4,"name":"record 4"}\n{"id":5,"name":"record 5"}\n{"id":30,"name":"record 30"}\n'
    )
    asked = [(request.url, request.records, request.asked) for request in snapshot.requests]
    assert asked == [
        (f"{desk.origin.url}/list", 2, MONDAY),
        (f"{desk.origin.url}/list?page=2", 1, MONDAY),
    ]


def test_the_same_records_in_another_order_are_no_change(desk: Desk) -> None:
    desk.origin.at("/list", answer(rows(1, 2)), answer(rows(2, 1)))
    first = desk.extract(listed(desk, {"type": "none"}))
    second = desk.extract(listed(desk, {"type": "none"}))
    assert (second.outcome, second.sha256) == ("unchanged", first.sha256)


def test_numbers_and_texts_stay_as_they_came(desk: Desk) -> None:
    body = '[{"id": 1, "lat": 60.10, "big": 12345678901234567890.5, "name": "\\ufdd0Åke \\"x\\""}]'
    desk.origin.at("/list", Answer(body.encode()))
    snapshot = desk.extract(listed(desk, {"type": "none"}, records="@"))
    assert desk.content(snapshot).decode() == (
        '{"id":1,"lat":60.10,"big":12345678901234567890.5,"name":"\ufdd0Åke \\"x\\""}\n'
    )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False).filter(lambda d: d.adjusted() < 300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_any_value_of_json_reads_back_equal(value: Any) -> None:
    assert json.loads(text_of(value), parse_float=Decimal) == value


def test_a_page_that_is_shorter_than_asked_is_not_the_last_one(desk: Desk) -> None:
    """The server gives at most two, whatever is asked."""
    size = {"type": "page", "size": 1000}
    desk.origin.at("/list?page_size=1000&page=1", answer(rows(1, 2), count=5))
    desk.origin.at("/list?page_size=1000&page=2", answer(rows(3, 4), count=5))
    desk.origin.at("/list?page_size=1000&page=3", answer(rows(5), count=5))
    assert ids(desk, desk.extract(listed(desk, size, total="count"))) == [1, 2, 3, 4, 5]
    assert len(desk.origin.requests) == 3


def test_without_a_total_an_empty_page_ends_the_list(desk: Desk) -> None:
    desk.origin.at("/list?page_size=2&page=1", answer(rows(1, 2)))
    desk.origin.at("/list?page_size=2&page=2", answer(rows(3)))
    desk.origin.at("/list?page_size=2&page=3", answer([]))
    assert ids(desk, desk.extract(listed(desk, PAGED))) == [1, 2, 3]


def test_offsets_overlap_by_one_record(desk: Desk) -> None:
    desk.origin.at("/list?limit=3&offset=0", answer(rows(1, 2, 3), total="5"))
    desk.origin.at("/list?limit=3&offset=2", answer(rows(3, 4, 5), total="5"))
    paging = {"type": "offset", "size": 3}
    assert ids(desk, desk.extract(listed(desk, paging, total="total"))) == [1, 2, 3, 4, 5]


def test_a_cursor_is_sent_back_until_there_is_none(desk: Desk) -> None:
    desk.origin.at("/list?size=2", answer(rows(1, 2), meta={"next": "a/b="}))
    desk.origin.at("/list?size=2&after=a%2Fb%3D", answer(rows(3), meta={"next": ""}))
    paging = {"type": "cursor", "parameter": "after", "cursor": "meta.next"}
    assert ids(desk, desk.extract(listed(desk, paging, "/list?size=2"))) == [1, 2, 3]


@pytest.mark.parametrize(
    ("paging", "second"),
    [(NEXT, {"next": "/list"}), ({"type": "cursor", "cursor": "next"}, {"next": "c"})],
)
def test_pages_that_go_round_are_refused(
    desk: Desk, paging: dict[str, Any], second: dict[str, Any]
) -> None:
    desk.origin.at("/list", answer(rows(1), next="/list?cursor=c" if paging == NEXT else "c"))
    desk.origin.at("/list?cursor=c", answer(rows(2), **second))
    with pytest.raises(NotTheDeclaredFile, match=r"\(page 3\): the pages go round"):
        desk.extract(listed(desk, paging))


def test_a_server_that_takes_no_notice_of_the_page_is_not_believed(desk: Desk) -> None:
    """Two times two records are four, as the total says, and yet two of them never came."""
    desk.origin.alive = lambda _path: answer(rows(1, 2), count=4)
    with pytest.raises(SourceUnavailable, match="the same records as on the page before"):
        desk.extract(listed(desk, PAGED, total="count", repeats=True))


def test_a_link_to_another_host_is_refused(desk: Desk) -> None:
    desk.origin.at("/list", answer(rows(1), next="https://evil.example/list?token=abc"))
    with pytest.raises(NotTheDeclaredFile) as caught:
        desk.extract(listed(desk, NEXT))
    assert "another host, https://evil.example/list?token=***" in caught.value.message
    assert len(desk.origin.requests) == 1


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("http://api.hel.fi/v1/?page=2", "https://api.hel.fi/v1/?page=2"),
        ("https://API.hel.fi/v1/?page=2#top", "https://API.hel.fi/v1/?page=2"),
        ("/v1/?page=2", "https://api.hel.fi/v1/?page=2"),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_read_as_servers_write_it(link: str | None, expected: str | None) -> None:
    page = Page(Place(1, "https://api.hel.fi/v1/"), {"next": link}, [])
    assert following(NextLinkPaging(type="next"), "https://api.hel.fi/v1/", page, 0) == expected


@pytest.mark.parametrize("link", ["ftp://api.hel.fi/v1/", "https://api.hel.fi:8443/", 7, "a b"])
def test_a_link_elsewhere_is_refused(link: Any) -> None:
    page = Page(Place(4, "https://api.hel.fi/v1/"), {"next": link}, [])
    with pytest.raises(NotTheDeclaredFile, match=r"\(page 4\)"):
        following(NextLinkPaging(type="next"), "https://api.hel.fi/v1/", page, 0)


HTML = Answer(b"<!DOCTYPE html><html><body>Huoltokatko</body></html>")
CUT = Answer(b'{"results": [{"id": 3, "name": "rec')


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (HTML, "an HTML page came"),
        (CUT, "cut off"),
        (Answer(b'{"results": [{"id": 3,}]}'), "not JSON"),
        (Answer(b'{"detail": "Virtanen is not allowed"}'), "`results` is null or missing"),
        (Answer(b'{"results": {"id": 3}}'), "`results` is an object"),
        (Answer(b'{"results": ["x"]}'), "item 1 of `results` is a text"),
        (Answer(b'{"results": [{"name": "no id"}]}'), "the key `id` is null or missing"),
        (Answer(b'{"results": [{"id": true}]}'), "the key `id` is true or false"),
        (Answer(b""), "the file is empty"),
    ],
)
def test_what_is_no_page_names_the_page_and_keeps_the_last_snapshot(
    desk: Desk, second: Answer, found: str
) -> None:
    desk.origin.at("/list", answer(rows(1), next="?p=2"))
    desk.origin.at("/list?p=2", answer(rows(2)), second)
    good = desk.extract(listed(desk, NEXT))
    with pytest.raises(NotTheDeclaredFile) as caught:
        desk.extract(listed(desk, NEXT))
    assert f"{desk.origin.url}/list?p=2" in caught.value.message
    assert found in caught.value.message
    assert "Virtanen" not in str(caught.value)
    assert desk.store().latest() == good
    assert kept_files(desk) == [good.files[0].key]


@pytest.mark.parametrize(
    ("status", "error"), [(404, SourceGone), (403, SourceRefused), (500, SourceUnavailable)]
)
def test_a_page_that_fails_for_good_fails_the_dataset(
    desk: Desk, status: int, error: type[Exception]
) -> None:
    desk.origin.at("/list", answer(rows(1), next="?p=2"))
    desk.origin.at("/list?p=2", Answer(b"no", status))
    with pytest.raises(error):
        desk.extract(listed(desk, NEXT))
    failure = desk.store().last_failure()
    assert failure is not None
    assert failure.error == error.__name__
    assert kept_files(desk) == []


@pytest.mark.parametrize("bad", [Answer(b'{"resu', claimed_length=90), Answer(hang_up=True)])
def test_an_interrupted_page_is_asked_for_again(desk: Desk, bad: Answer) -> None:
    desk.origin.at("/list", answer(rows(1), next="?p=2"))
    desk.origin.at("/list?p=2", bad, answer(rows(2)))
    assert ids(desk, desk.extract(listed(desk, NEXT))) == [1, 2]
    assert desk.origin.asked("/list") == 1


def test_of_two_records_with_one_key_on_a_page_the_last_one_counts(desk: Desk) -> None:
    twice = [{"id": 1, "name": "old"}, *rows(2), {"id": 1, "name": "new"}]
    desk.origin.at("/list", answer(twice, count=3))
    snapshot = desk.extract(listed(desk, {"type": "none"}, total="count"))
    assert records(desk, snapshot) == [{"id": 1, "name": "new"}, *rows(2)]


def test_several_values_make_one_key(desk: Desk) -> None:
    days = [{"piste": "A", "vuosi": y, "autot": y - 2000} for y in (2012, 2011, 2012)]
    desk.origin.at("/list", answer(days))
    snapshot = desk.extract(listed(desk, {"type": "none"}, key="[piste, vuosi]"))
    assert [record["autot"] for record in records(desk, snapshot)] == [11, 12]


def test_what_is_not_to_be_kept_reaches_not_even_the_raw_snapshot(desk: Desk) -> None:
    decisions = [{"id": 1, "class": "Julkinen"}, {"id": 2, "class": "Salassa pidettävä"}]
    desk.origin.at("/list", answer([*decisions, {"id": 3}], count=3))
    only = {"only": "class == 'Julkinen'", "total": "count"}
    snapshot = desk.extract(listed(desk, {"type": "none"}, **only))
    assert desk.content(snapshot).decode() == '{"id":1,"class":"Julkinen"}\n'


def test_deleted_records_are_left_out_of_a_whole_list_too(desk: Desk) -> None:
    marked = [{"id": 1, "deleted": False}, {"id": 2, "deleted": True}, {"id": 3, "deleted": 0}]
    desk.origin.at("/list", answer(marked))
    assert ids(desk, desk.extract(listed(desk, {"type": "none"}, deleted="deleted"))) == [1, 3]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"max_pages": 1}, r"\(page 2\): the list has more than 1 pages"),
        ({"max_records": 2}, r"\(page 2\): more than 2 records came"),
        ({"min_records": 4}, "3 records came, and at least 4 must"),
        ({"max_bytes": 30}, "larger than 30 bytes"),
    ],
)
def test_the_declared_limits_hold(desk: Desk, limits: dict[str, Any], message: str) -> None:
    desk.origin.at("/list", answer(rows(1, 2), next="?p=2"))
    desk.origin.at("/list?p=2", answer(rows(3)))
    with pytest.raises(NotTheDeclaredFile, match=message):
        desk.extract(listed(desk, NEXT, **limits))


def test_an_empty_list_is_no_order_to_delete_everything(desk: Desk) -> None:
    desk.origin.at("/list", answer(rows(1)), answer([]))
    good = desk.extract(listed(desk, {"type": "none"}))
    with pytest.raises(NotTheDeclaredFile, match="0 records came"):
        desk.extract(listed(desk, {"type": "none"}))
    assert desk.store().latest() == good


def test_lists_are_joined_by_their_key(desk: Desk) -> None:
    """Service 2 has no English text, and service 3 is described in Swedish alone."""
    texts = {"fi": {1: "Uimahalli", 2: "Kirjasto"}, "sv": {1: "Simhall", 2: "Bibliotek", 3: "Råd"}}
    texts["en"] = {1: "Swimming hall"}
    for language, titles in texts.items():
        found = [{"id": number, "title": title} for number, title in titles.items()]
        desk.origin.at(f"/list?language={language}", answer(found))
    joined = {lang: f"{desk.origin.url}/list?language={lang}" for lang in ("sv", "en")}
    dataset = listed(desk, {"type": "none"}, "/list?language=fi", joined=joined)
    assert records(desk, desk.extract(dataset)) == [
        {
            "id": 1,
            "title": "Uimahalli",
            "en": {"id": 1, "title": "Swimming hall"},
            "sv": {"id": 1, "title": "Simhall"},
        },
        {"id": 2, "title": "Kirjasto", "sv": {"id": 2, "title": "Bibliotek"}},
        {"sv": {"id": 3, "title": "Råd"}},
    ]


def test_a_token_is_sent_and_never_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.origin.at("/list", answer(rows(1), next="?p=2"))
    desk.origin.at("/list?p=2", answer(rows(2)))
    dataset = listed(desk, NEXT, authorization="AHJO_TOKEN")
    with pytest.raises(SettingError, match="AHJO_TOKEN is not set"):
        desk.extract(dataset)
    monkeypatch.setenv("AHJO_TOKEN", "Token hush")
    snapshot = desk.extract(dataset)
    sent = [request.headers["Authorization"] for request in desk.origin.requests]
    assert sent == ["Token hush", "Token hush"]
    assert "hush" not in json.dumps(snapshot.to_json())


def test_the_pages_of_a_replica_are_asked_for_at_the_replica(
    agencies: Replica, tmp_path: Path, quick_web: Callable[..., Web]
) -> None:
    """The links to the next page name the real host, which is never asked."""
    web = quick_web(replica_rewrite(agencies.url))
    url = "https://api.hel.fi/servicemap/v2/unit/?municipality=helsinki&page_size=1000"
    source = {"type": "rest", "url": url, "paging": NEXT, "records": "results", "key": "id"}
    state = State(tmp_path / "state")
    snapshot = extract(declared({**source, "total": "count"}), web, state, lambda: MONDAY)
    assert [request.records for request in snapshot.requests] == [1000, 1000, 400]
    assert snapshot.requests[2].url == f"{url}&page=3"
    raw = state.file(snapshot.files[0].key).read_text(encoding="utf-8")
    assert raw.count("\n") == 2400


BASE = {"type": "rest", "url": "https://a.fi/x", "paging": NEXT, "key": "id"}
CHANGES = {"parameter": "since", "modified": "changed"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"key": "id["}, "a JMESPath such as `meta.count` is expected"),
        ({"columns": {"nimi": "name..fi"}}, "a JMESPath such as"),
        ({"changes": CHANGES, "joined": {"sv": "https://a.fi/y"}}, "always read whole"),
        (
            {"joined": {"sv": "https://b.fi/y"}, "authorization": "TOKEN"},
            "a secret is for one host",
        ),
        ({"joined": {"s-v": "https://a.fi/y"}}, "should match pattern"),
        ({"paging": {"type": "offset", "size": 1}}, "greater than or equal to 2"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RestSource.model_validate({**BASE, **options})
