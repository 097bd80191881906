"""The feeds as readers and programs take them: valid, in order, bounded, the same every time."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import feedparser
import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from pipelines.journal import Entry, Kind
from pipelines.site.facts import Facts
from pipelines.site.feeds import LONGEST, feeds
from tests.site.town import NEW_COLUMN, SITE_URL, Town

NOON = dt.datetime(2026, 6, 1, 9, 0, tzinfo=dt.UTC)
TITLE = {"fi": "Raitiotiet", "sv": "Spårvägar", "en": "Tramways"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
URL = {"type": "string", "pattern": "^https?://"}
JSON_FEED: dict[str, Any] = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "patternProperties": {"^_": {"type": "object"}},
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "home_page_url": URL,
        "feed_url": URL,
        "authors": {
            "type": "array",
            "items": {"type": "object", "anyOf": [{"required": ["name"]}, {"required": ["url"]}]},
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "patternProperties": {"^_": {"type": "object"}},
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": URL,
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "content_text": {"type": "string"},
                    "date_published": MOMENT,
                    "date_modified": MOMENT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
"""What JSON Feed 1.1 asks for of the members that we use."""


def entry(at: dt.datetime = NOON, **more: Any) -> Entry:
    known = {
        "dataset": "hel-trams",
        "name": "raitiotiet",
        "publisher": "liikenne",
        "title": TITLE,
        "at": at,
        "kind": Kind.CHANGED,
    }
    return Entry.model_validate({**known, **more})


def made(*entries: Entry) -> dict[str, str]:
    facts = Facts("https://portal.example", NOON.date(), {}, [], list(entries))
    return dict(feeds(facts, SITE_URL))


def parsed(text: str) -> Any:
    found = feedparser.parse(text.encode())
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def checked(text: str) -> dict[str, Any]:
    record = json.loads(text)
    jsonschema.validate(record, JSON_FEED)
    return dict(record)


def test_all_feeds_of_a_catalogue_are_valid(helsinki: Town) -> None:
    helsinki.write()
    paths = helsinki.site.paths("feeds")
    assert paths == [
        f"feeds/{name}.{kind}"
        for name in (
            "catalogue",
            "datasets/hel-events",
            "datasets/hel-stops",
            "datasets/hel-trams",
            "publishers/kaupunki",
            "publishers/liikenne",
        )
        for kind in ("atom", "json")
    ]
    for path in paths:
        check = parsed if path.endswith(".atom") else checked
        check(helsinki.page(path))


def test_what_changed_is_told_to_people_and_to_programs(helsinki: Town) -> None:
    helsinki.write()
    atom = parsed(helsinki.page("feeds/datasets/hel-trams.atom"))
    assert atom.feed.title == "Raitiotiet / Spårvägar / Tramways"
    assert atom.feed.updated == "2026-06-10T09:00:00Z"
    assert [(each.title, each.updated) for each in atom.entries][:3] == [
        ("Raitiotiet: julkaistu / publicerad / published", "2026-06-10T09:00:00Z"),
        ("Raitiotiet: tuleva muutos / kommande ändring / change ahead", "2026-06-01T08:00:00Z"),
        ("Raitiotiet: uusi nimi / nytt namn / renamed", "2026-04-01T08:00:00Z"),
    ]
    assert "Takes effect 30 Sept 2026" in atom.entries[1].content[0].value
    assert f"{SITE_URL}/sv/datasets/hel-events.html" in atom.entries[1].content[0].value
    for sentence in NEW_COLUMN.values():
        assert sentence in atom.entries[3].content[0].value
    record = checked(helsinki.page("feeds/publishers/liikenne.json"))
    change = next(each for each in record["items"] if each["tags"] == ["changed"])
    assert change["_hri"]["rows"] == {"added": 1200, "changed": 3, "removed": 1, "total": 12345}
    assert change["_hri"]["schema_changes"] == [NEW_COLUMN]
    assert change["_hri"]["metadata_changes"] == ["notes_translated", "odd_field"]
    ahead = next(each["_hri"] for each in record["items"] if each["tags"] == ["announced"])
    assert (ahead["kind"], ahead["effective"], ahead["successor"]) == (
        "announced",
        "2026-09-30",
        "hel-events",
    )


def test_pages_lead_to_their_feeds_and_entries_to_their_place_on_the_page(helsinki: Town) -> None:
    helsinki.write()
    page = helsinki.page("en/datasets/hel-trams.html")
    for kind, name in (("atom+xml", "atom"), ("feed+json", "json")):
        assert f'type="application/{kind}" title="Tramways"' in page
        assert f'href="../../feeds/datasets/hel-trams.{name}"' in page
    (link, *_) = [each.link for each in parsed(helsinki.page("feeds/catalogue.atom")).entries]
    address, _, anchor = link.partition("#")
    assert address == f"{SITE_URL}/fi/datasets/hel-trams.html"
    assert f'id="{anchor}"' in helsinki.page("fi/datasets/hel-trams.html")


def test_ids_stay_when_the_site_moves_and_the_dataset_is_renamed(helsinki: Town) -> None:
    helsinki.write()
    before = [each.id for each in parsed(helsinki.page("feeds/catalogue.atom")).entries]
    helsinki.change("trams", "name: raitiotiet", "name: ratikkaverkko")
    helsinki.site_url = "https://data.example/uusi"
    helsinki.write()
    after = parsed(helsinki.page("feeds/catalogue.atom"))
    assert [each.id for each in after.entries] == before
    assert "tag:hri.fi,2011:dataset/hel-trams/20260601T080000Z-announced" in before
    assert after.entries[0].link.startswith("https://data.example/uusi/")
    assert after.feed.id == "tag:hri.fi,2011:feeds/catalogue"


def test_a_feed_holds_the_newest_entries_and_no_more() -> None:
    many = [entry(NOON - dt.timedelta(days=days)) for days in range(LONGEST + 5)]
    files = made(*many)
    assert set(files) == {
        f"feeds/{name}.{kind}"
        for name in ("publishers/liikenne", "catalogue")
        for kind in ("atom", "json")
    }
    for path in files:
        read = (
            parsed(files[path]).entries if path.endswith("atom") else checked(files[path])["items"]
        )
        assert len(read) == 100
        assert "20260601T090000Z" in read[0]["id"]
        assert "20260222T090000Z" in read[-1]["id"]


def test_a_feed_without_an_entry_is_valid_and_never_moves() -> None:
    files = made()
    assert parsed(files["feeds/catalogue.atom"]).feed.updated == "2011-03-01T00:00:00Z"
    assert checked(files["feeds/catalogue.json"])["items"] == []


TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(title=TEXT, text=TEXT, change=TEXT, successor=TEXT)
def test_whatever_texts_hold_the_feeds_are_valid(
    title: str, text: str, change: str, successor: str
) -> None:
    hostile = entry(
        title={"fi": title},
        text={"fi": text},
        schema_changes=[{"fi": change}],
        metadata_changes=[change],
        successor=successor,
    )
    files = made(hostile)
    assert files == made(hostile)
    for path, content in files.items():
        read = parsed(content).entries if path.endswith("atom") else checked(content)["items"]
        assert len(read) == 1


def test_markup_in_a_title_is_text() -> None:
    files = made(entry(title={"fi": "<b>A</b> & ]]> \x00\x0b B"}))
    (item,) = checked(files["feeds/catalogue.json"])["items"]
    assert item["title"].startswith("<b>A</b> & ]]>  B: ")
    assert "<h2>&lt;b&gt;A&lt;/b&gt; &amp; ]]&gt;  B: muuttunut</h2>" in item["content_html"]
    (read,) = parsed(files["feeds/catalogue.atom"]).entries
    assert "&lt;b&gt;A&lt;/b&gt;" in read.content[0].value
