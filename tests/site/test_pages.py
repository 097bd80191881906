"""What visitors read: each dataset's page, the lists, and what never stands there."""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from pipelines.journal import Kind
from tests.extract.origin import Answer
from tests.site.town import DECISION, Town

LANGUAGES = ("fi", "sv", "en")


class Reader(HTMLParser):
    """What a page leads to, and what a visitor reads on it."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.anchors: set[str] = set()
        self.text = ""
        self.feed(content)
        self.text = re.sub(r"\s+", " ", self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src") and value and not value.startswith("data:"):
                self.links.append(value)
            if name == "id" and value:
                self.anchors.add(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(town: Town, path: str) -> str:
    return Reader(town.page(path)).text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fi",
            "Raitiotiet|Tulevat muutokset|Tapahtuu 30.9.2026|Sarake poistuu.|Raitiotieverkko.|"
            "Kunnossa|Tiedot muuttuneet10.6.2026 klo 12.00|Uutta tietoa odotetaan10.7.2026|"
            "Linjan nimi.|teksti|yksi näistä: A, B|yksikkö m; vähintään 0|Näin luet aineistoa|"
            "Lähde: Raitiotiet.|uusia rivejä 1 200, muuttuneita rivejä 3, poistettuja rivejä 1|"
            "Metatiedot: kuvaus, odd_field|Osoitteen nimi oli ratikat ja on nyt raitiotiet",
        ),
        (
            "sv",
            "Spårvägar|Kommande ändringar|Sker 30 sep. 2026|En kolumn försvinner.|Spårvägsnätet.|"
            "I ordning|Data ändrades10 juni 2026 kl. 12:00|Linjens namn.|ett av dessa: A, B|"
            "Så här läser du datan|Källa: Spårvägar.|varje månad",
        ),
        (
            "en",
            "Tramways|Changes ahead|Takes effect 30 Sept 2026|A column goes.|The tram network.|"
            "In order|Data changed10 Jun 2026, 12:00|Name of the line.|one of: A, B|"
            "How to read the data|Source: Tramways.|rows now 12,345|Column `uusi` is new.",
        ),
    ],
)
def test_a_datasets_page_tells_all_in_each_language(
    helsinki: Town, language: str, told: str
) -> None:
    helsinki.write()
    text = read(helsinki, f"{language}/datasets/hel-trams.html")
    assert [each for each in told.split("|") if each not in text] == []


def test_an_announcement_stands_on_top_until_its_day_or_until_it_is_called_off(
    helsinki: Town,
) -> None:
    helsinki.now = dt.datetime(2026, 9, 30, 20, 59, tzinfo=dt.UTC)
    helsinki.write()
    assert "Changes ahead" in read(helsinki, "en/datasets/hel-trams.html")
    helsinki.now += dt.timedelta(minutes=1)
    helsinki.write()
    assert "Changes ahead" not in read(helsinki, "en/datasets/hel-trams.html")

    helsinki.now -= dt.timedelta(days=30)
    helsinki.enter(Kind.ANNOUNCED, "2026-06-03T08:00:00Z", text={"fi": "Peruttu."})
    helsinki.write()
    text = read(helsinki, "fi/datasets/hel-trams.html")
    assert "Tulevat muutokset" not in text
    assert "Peruttu." in text


def test_files_have_sizes_checksums_and_addresses_and_examples_are_the_packages(
    helsinki: Town,
) -> None:
    helsinki.write()
    (package,) = [p for p in helsinki.catalogue.packages.values() if p["name"] == "raitiotiet"]
    csv = next(each for each in package["resources"] if each["format"] == "CSV")
    content = helsinki.page("fi/datasets/hel-trams.html")
    assert f'<a href="{csv["download_url"]}">CSV</a>' in content
    assert csv["hash"] in content
    # 20 bytes of heads, 7 of `A,1.5,2`, 5 of `B,1,2`, and their line ends.
    assert len(csv["held"]) == 36
    assert "36\xa0B" in content
    extras = {each["key"]: each["value"] for each in package["extras"]}
    examples = json.loads(extras["examples"])
    assert [each["title"] for each in examples] == [
        "curl",
        "Python (pandas)",
        "R",
        "DuckDB (Parquet)",
    ]
    text = Reader(content).text
    assert all(re.sub(r"\s+", " ", each["code"]).strip() in text for each in examples)


def test_an_api_shows_how_it_is(helsinki: Town) -> None:
    helsinki.write()
    text = read(helsinki, "en/datasets/hel-events.html")
    assert f"Endpoint{helsinki.origin.url}/events/" in re.sub(r"\s*\n\s*", "", text)
    assert "HealthAnswers" in text
    assert "Keynot needed" in text
    helsinki.origin.at("/events/", Answer(b"", 503))
    helsinki.run()
    helsinki.write()
    assert "Answers with an error (HTTP 503)" in read(helsinki, "en/datasets/hel-events.html")
    assert "Rajapinnassa on häiriö" in read(helsinki, "fi/index.html")


def test_a_look_that_finds_nothing_new_moves_the_checked_files_alone(helsinki: Town) -> None:
    helsinki.write()
    before = helsinki.files()
    assert helsinki.write().changed == 0
    helsinki.now += dt.timedelta(hours=26)
    helsinki.run()
    helsinki.write()
    after = helsinki.files()
    assert before.keys() == after.keys()
    moved = {path for path in after if before[path] != after[path]}
    assert moved == {
        "checked.json",
        *(
            f"{lang}/checked/{name}.html"
            for lang in LANGUAGES
            for name in ("index", "hel-trams", "hel-events")
        ),
    }
    # On Thursday at 14 in Helsinki; monthly data are looked at each morning.
    text = read(helsinki, "fi/checked/hel-trams.html")
    assert "Lähde tarkistettu viimeksi11.6.2026 klo 14.00" in text
    assert "Seuraava tarkistus12.6.2026 klo 4.15" in text
    assert '<iframe class="checked" src="../checked/hel-trams.html"' in helsinki.page(
        "fi/datasets/hel-trams.html"
    )


def test_a_failure_is_told_in_plain_words_until_it_is_over(helsinki: Town) -> None:
    helsinki.origin.at("/trams.csv", Answer(b"nimi;ita;pohjoinen\nSalaista;x;2\n"))
    helsinki.run()
    helsinki.write()
    told = {
        "fi": "Uusissa tiedoissa oli virheitä, joten niitä ei julkaistu. Aiemmin julkaistu versio"
        " on edelleen tarjolla.",
        "sv": "De nya uppgifterna innehöll fel",
        "en": "The new data held errors, so they were not published.",
    }
    for language, sentence in told.items():
        text = read(helsinki, f"{language}/datasets/hel-trams.html")
        assert sentence in text
        assert "Salaista" not in text
    assert "Päivitys epäonnistui" in read(helsinki, "fi/index.html")
    assert "epäonnistui10.6.2026 klo 12.00" in read(helsinki, "fi/checked/hel-trams.html")
    (row,) = [
        each
        for each in json.loads(helsinki.page("status.json"))["datasets"]
        if each["id"] == "hel-trams"
    ]
    assert (row["status"], row["failure"]) == ("failed", "InvalidData")

    helsinki.origin.at("/trams.csv", Answer(b"nimi;ita;pohjoinen\nA;1;2\n"))
    helsinki.run()
    helsinki.write()
    assert "Kunnossa" in read(helsinki, "fi/datasets/hel-trams.html")


def test_a_dataset_on_hold_says_so(helsinki: Town) -> None:
    helsinki.state.write_json("holds/hel-trams.json", {"reason": "Sisäinen syy"})
    helsinki.write()
    text = read(helsinki, "sv/datasets/hel-trams.html")
    assert "Uppdateringarna pausade" in text
    assert "Underhållet har tills vidare pausat uppdateringarna." in text
    assert b"Sis\xc3\xa4inen" not in b"".join(helsinki.files().values())


def test_what_was_withdrawn_is_listed_and_its_page_names_the_successor(helsinki: Town) -> None:
    helsinki.write()
    assert "Vanhat pysäkit" in read(helsinki, "fi/withdrawn.html")
    listed = helsinki.page("sv/withdrawn.html")
    assert "2 maj 2026" in listed
    assert "Ersatt." in listed
    assert '<a href="datasets/hel-trams.html">Spårvägar</a>' in listed
    stone = helsinki.page("en/datasets/hel-stops.html")
    assert "This dataset is served no longer." in stone
    assert '<a href="../datasets/hel-trams.html">Tramways</a>' in stone
    assert json.loads(helsinki.page("withdrawn.json"))["withdrawn"] == [
        {
            "id": "hel-stops",
            "name": "vanhat-pysakit",
            "title": {"fi": "Vanhat pysäkit", "sv": "Gamla hållplatser", "en": "Old stops"},
            "publisher": "liikenne",
            "withdrawn_on": "2026-05-02",
            "reason": {"fi": "Korvattu.", "sv": "Ersatt.", "en": "Replaced."},
            "successor": "hel-trams",
            "successor_page": "https://hri.example/tila/fi/datasets/hel-trams.html",
        }
    ]


def test_old_names_lead_to_what_there_is_now(helsinki: Town) -> None:
    helsinki.write()
    rows = json.loads(helsinki.page("successors.json"))["successors"]
    # `raitiovaunut` is declared, `ratikat` stands in the journal.
    assert {each["former_name"]: each["successor"] for each in rows} == {
        "raitiovaunut": "hel-trams",
        "ratikat": "hel-trams",
        "vanhat-pysakit": "hel-trams",
    }
    assert rows[0]["former_page"] == f"{helsinki.catalogue.url}/dataset/raitiovaunut"
    text = read(helsinki, "en/successors.html")
    assert "ratikat" in text
    assert "it has another name" in text
    assert "Replaced." in text


def test_a_name_that_is_taken_again_leads_nowhere_else(helsinki: Town) -> None:
    helsinki.change("events", "name: tapahtumat", "name: ratikat")
    helsinki.run()
    helsinki.write()
    rows = json.loads(helsinki.page("successors.json"))["successors"]
    assert "ratikat" not in {each["former_name"] for each in rows}


def test_what_may_not_leave_is_not_named(empty_town: Town) -> None:
    empty_town.change("events", DECISION, "access: {level: restricted}\n")
    empty_town.run()
    empty_town.write()
    everything = b"".join(empty_town.files().values()).decode()
    assert "Raitiotiet" in everything
    assert "Tapahtumat" not in everything
    assert "hel-events" not in everything


def test_a_page_stays_while_its_declaration_cannot_be_read_and_goes_with_its_dataset(
    helsinki: Town,
) -> None:
    helsinki.write()
    before = helsinki.page("fi/datasets/hel-trams.html")
    declaration = (helsinki.datasets / "trams.yaml").read_text(encoding="utf-8")
    helsinki.declare("trams", "id: hel-trams\nname: [")
    helsinki.write()
    assert helsinki.page("fi/datasets/hel-trams.html") == before
    assert "Päivitys epäonnistui" in read(helsinki, "fi/index.html")

    helsinki.declare("trams", declaration)
    helsinki.write()
    assert "Päivitys epäonnistui" not in read(helsinki, "fi/index.html")

    (helsinki.datasets / "trams.yaml").unlink()
    helsinki.state.write_json("retiring/hel-trams.json", {})
    helsinki.write()
    assert "Poistumassa" in read(helsinki, "fi/index.html")

    helsinki.state.delete("published/hel-trams/latest.json")
    helsinki.write()
    left = helsinki.site.paths()
    assert not [path for path in left if path.endswith("datasets/hel-trams.html")]
    assert not [path for path in left if path.endswith("checked/hel-trams.html")]


def test_files_of_others_in_the_same_folder_are_left_alone(helsinki: Town) -> None:
    helsinki.site.write("versions/hel-trams/index.json", "{}")
    helsinki.site.write("fi/indicators.html", "x")
    helsinki.site.write("fi/datasets/hel-gone.html", "x")
    assert helsinki.write().removed == 1
    assert helsinki.page("versions/hel-trams/index.json") == "{}"
    assert helsinki.page("fi/indicators.html") == "x"
    assert "versions/hel-trams/index.json" in helsinki.page("fi/datasets/hel-trams.html")


def test_every_link_within_the_site_leads_to_a_file_and_none_loads_from_elsewhere(
    helsinki: Town,
) -> None:
    helsinki.write()
    files = helsinki.files()
    pages = {path: Reader(each.decode()) for path, each in files.items() if path.endswith(".html")}
    assert len(pages) == 1 + 3 * 9
    broken = [
        (path, link)
        for path, page in pages.items()
        for link in page.links
        if not (urlsplit(link).scheme or link.endswith(OF_OTHERS))
        and not _resolves(path, link, helsinki.site.paths(), pages)
    ]
    assert broken == []
    assert not [
        path for path, page in pages.items() if {"script", "img", "object"} & set(page.tags)
    ]
    assert "url(" not in helsinki.page("style.css")
    assert "@import" not in helsinki.page("style.css")


OF_OTHERS = ("/indicators.html", "/reports.html")
"""Pages that are written by others, before these."""


def _resolves(path: str, link: str, files: Sequence[str], pages: dict[str, Reader]) -> bool:
    target, _, anchor = link.partition("#")
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
    return found in files and (not anchor or anchor in pages[found].anchors)


def test_no_page_names_a_place_on_this_machine_or_an_address_of_the_agency(helsinki: Town) -> None:
    helsinki.origin.at("/trams.csv", Answer(b"gone", 404))
    helsinki.run()
    helsinki.write()
    everything = b"".join(helsinki.files().values()).decode()
    assert "epäonnistui" in everything
    assert str(helsinki.folder) not in everything
    assert f"{helsinki.origin.url}/trams.csv" not in everything
    assert "token" not in everything
    assert "Traceback" not in everything


def test_hostile_texts_are_shown_as_they_are(helsinki: Town) -> None:
    title = "<script>alert(1)</script> \"'&amp; ]]> {{ 7*7 }}"
    helsinki.change("trams", "fi: Raitiotiet, sv", f"fi: {json.dumps(title)}, sv")
    helsinki.enter(
        Kind.CHANGED,
        "2026-06-02T08:00:00Z",
        title={"fi": title},
        schema_changes=[{"fi": f"Sarake `{title}` on uusi."}],
        successor="javascript:alert(1)",
        text={"fi": title},
    )
    helsinki.run()
    helsinki.write()
    for path, content in helsinki.files().items():
        if path.endswith(".html"):
            assert b"<script" not in content, path
            assert b"javascript:" not in content, path
    text = read(helsinki, "fi/datasets/hel-trams.html")
    assert f"Sarake `{title}` on uusi." in text
    assert title in text


def test_a_text_in_another_language_says_so_to_screen_readers(helsinki: Town) -> None:
    helsinki.change("trams", "sv: Spårvägar, en: Tramways", "sv: Spårvägar")
    helsinki.run()
    helsinki.write()
    assert '<span lang="fi">Raitiotiet</span>' in helsinki.page("en/index.html")
