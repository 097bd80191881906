"""The report's page: whole by itself, in three languages, with headings, and every cell escaped."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines.model import LANGUAGES
from pipelines.validate import StewardReport

Tell = Callable[..., StewardReport]

TIME = {
    "name": "aika",
    "type": "integer",
    "constraints": {"minimum": 0, "maximum": 2359},
    "titles": {"fi": "Kellonaika", "sv": "Klockslag"},
}
STATE = {"name": "tila", "type": "string", "constraints": {"enum": ["avoin", "suljettu"]}}
VOID = {"meta", "br"}
HOSTILE = "<script>alert(1)</script>\"'&amp;<img src=x onerror=y>"


class Document(HTMLParser):
    """A page as a browser reads it: which elements stand in which, with their texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None], str]] = []
        """Tag, attributes and language of each."""
        self.texts: list[tuple[list[str], str, str]] = []
        """Open tags, language and text of each piece."""
        self.feed(text)
        self.close()

    @property
    def language(self) -> str:
        return next(str(a["lang"]) for _, a in reversed(self.open) if "lang" in a)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        self.elements.append((tag, dict(attrs), self.language))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(([tag for tag, _ in self.open], self.language, data))

    def said(self, tag: str, language: str) -> list[str]:
        """The whole texts of that tag's elements in that language."""
        return [text for tags, at, text in self.texts if tag in tags and at == language]

    def tags(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.elements if name == tag]


@pytest.fixture
def page_of(tmp_path: Path) -> Callable[..., Document]:
    def page(told: StewardReport, language: str = "fi") -> Document:
        path = tmp_path / "report.html"
        told.write_page(path, language)
        document = Document(path.read_text(encoding="utf-8"))
        assert document.open == []
        return document

    return page


Page = Callable[..., Document]


def test_hostile_cells_and_labels_are_text(tell_csv: Tell, page_of: Page) -> None:
    cell = HOSTILE.replace('"', '""')
    text = f'aika,"<b>{cell}"\n"{cell}",avoin\n1,\x1b[31m\u202epunainen\n'
    document = page_of(tell_csv(text, [TIME, STATE]))
    assert {"script", "img", "b"} & {tag for tag, _, _ in document.elements} == set()
    shown = document.said("td", "sv")
    assert HOSTILE in shown
    assert "␛[31m\\u202epunainen" in shown
    assert f"<b>{HOSTILE}" in document.said("th", "en")


def test_three_languages_have_one_section_each(tell_csv: Tell, page_of: Page) -> None:
    document = page_of(tell_csv("aika,tila\nx,avoin\n", [TIME, STATE]), "sv")
    assert document.tags("html") == [{"lang": "sv"}]
    sections = document.tags("section")
    assert [(s["id"], s["lang"]) for s in sections] == [("sv", "sv"), ("fi", "fi"), ("en", "en")]
    links = [(a["href"], a["hreflang"], a["lang"]) for a in document.tags("a")]
    assert links == [("#sv", "sv", "sv"), ("#fi", "fi", "fi"), ("#en", "en", "en")]
    headings = {language: document.said("h1", language) for language in LANGUAGES}
    assert headings["fi"] == ["Tarkistusraportti: Liikennemäärät (traffic-counts)"]
    assert headings["en"] == ["Validation report: Traffic counts (traffic-counts)"]
    assert document.said("title", "sv") == ["Kontrollrapport: Liikennemäärät (traffic-counts)"]
    assert "Kellonaika" in document.said("h3", "fi")[0]
    assert "Klockslag" in document.said("h3", "sv")[0]


def test_nothing_is_fetched_and_no_script_runs(tell_csv: Tell, page_of: Page) -> None:
    document = page_of(tell_csv("aika,tila\nx,avoin\n", [TIME, STATE]))
    tags = {tag for tag, _, _ in document.elements}
    assert tags & {"script", "link", "img", "iframe", "object", "form", "base"} == set()
    for _, attributes, _ in document.elements:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
    (style,) = (text for tags, _, text in document.texts if tags[-1] == "style")
    assert not re.search(r"url\(|@import|https?:", style)
    assert "@media print" in style
    (policy,) = [meta["content"] for meta in document.tags("meta") if "http-equiv" in meta]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    names = {str(meta.get("name")) for meta in document.tags("meta")}
    assert {"viewport", "robots"} <= names


def test_samples_are_the_rows_as_they_came_with_the_faulty_cell_marked(
    tell_csv: Tell, page_of: Page
) -> None:
    text = "aika,tila\n1,avoin\nnolla, avoin\n2,Sulejttu\n"
    document = page_of(tell_csv(text, [TIME, STATE]))
    assert document.said("mark", "fi") == ["nolla", " avoin", "Sulejttu"]
    heads = document.said("thead", "en")
    assert heads == ["Column", "Errors", "Row", "aika", "tila", "Row", "aika", "tila", "Hint"]
    assert [text for text in document.said("th", "en") if text.isdigit()] == ["3", "3", "4"]
    rows = [a for a in document.tags("th") if a.get("scope") == "row"]
    columns = [a for a in document.tags("th") if a.get("scope") == "col"]
    assert len(rows) + len(columns) == len(document.tags("th"))
    assert "Was `suljettu` meant?" in document.said("td", "en")
    frames = [a for a in document.tags("div") if a.get("class") == "frame"]
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in frames)
    assert len(document.tags("caption")) == len(document.tags("table"))


def test_the_faulty_cell_is_found_by_its_column_s_name(tell_csv: Tell, page_of: Page) -> None:
    text = "julki,aika,tila\nk,nolla,avoin\n"
    told = tell_csv(text, [TIME, STATE], steps=[{"type": "drop", "columns": ["julki"]}])
    assert page_of(told).said("mark", "fi") == ["nolla"]


def test_headings_go_down_step_by_step(tell_csv: Tell, page_of: Page) -> None:
    text = "aika,tila\nx,avoin\n1,auki\n\n"
    document = page_of(tell_csv(text, [TIME, STATE], primaryKey="aika"))
    levels = [int(tag[1]) for tag, _, _ in document.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert levels.count(1) == 3


def test_ragged_rows_keep_their_cells_in_the_table(tell_csv: Tell, page_of: Page) -> None:
    document = page_of(tell_csv("aika,tila\n1,avoin,liikaa\n2\n", [TIME, STATE]))
    cells = document.said("td", "en")
    assert "liikaa" in cells
    rows = [tag for tag, _, at in document.elements if tag == "tr" and at == "en"]
    assert len(rows) == 7, "by column: a head and two columns; each of two faults: a head and a row"
    assert document.said("th", "en").count("3") == 2, "the column without a name, and the row"


def test_the_page_says_how_to_check_again_and_who_may_read_it(
    tell_csv: Tell, page_of: Page
) -> None:
    document = page_of(tell_csv("aika,tila\nx,avoin\n", [TIME, STATE]))
    for language in LANGUAGES:
        (command,) = document.said("code", language)
        assert command == f"hri validate raw.csv --dataset traffic-counts --language {language}"
    assert "henkilötietoja" in document.said("p", "fi")[-1]


def test_valid_data_need_no_instructions(tell_csv: Tell, page_of: Page) -> None:
    document = page_of(tell_csv("aika,tila\n1,avoin\n", [TIME, STATE]))
    assert document.said("p", "en") == [
        "File: raw.csv (https://www.hel.fi/liikenne.csv)",
        "The data are valid.",
        "Rows: 1. Valid: 1. Invalid: 0. Errors: 0.",
    ]
    assert document.tags("table") == []


def test_a_very_long_cell_is_shortened_and_says_so(tell_csv: Tell, page_of: Page) -> None:
    document = page_of(tell_csv(f"aika,tila\n{'9' * 100_000},avoin\n", [TIME, STATE]))
    (shown,) = document.said("mark", "en")
    assert shown == f"{'9' * 500}… (100,000)"
