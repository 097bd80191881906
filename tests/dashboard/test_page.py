"""The dashboard's files: what stands on the page, in every language, and the same bytes again."""

from __future__ import annotations

import csv
import io
import re

import pytest

from pipelines.measure import Ledger, measure
from pipelines.model import Text
from pipelines.scoring.rating import CRITERIA
from pipelines.site.dashboard import reasons, remedies
from pipelines.site.dashboard.facts import DatasetPage, Facts
from pipelines.site.dashboard.page import dashboard
from pipelines.site.dashboard.sentences import SENTENCES
from pipelines.site.dashboard.wording import EVERYTHING
from pipelines.site.language import LANGUAGES
from tests.dashboard.ledgers import REGISTER, facts_of, known, noon, small_ledger

HOSTILE = "<script>alert('x')</script>\x00&amp;\"><img src=x>"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return small_ledger(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def files(ledger: Ledger) -> dict[str, str]:
    return dict(dashboard(facts_of(ledger)))


def words_of(html: str) -> str:
    """Return what a reader sees, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_headlines_stand_beside_their_anchors_and_are_not_compared(files: dict[str, str]) -> None:
    shown = words_of(files["en/indicators.html"])
    assert "Open datasets 5 Provisional Target 2026: 5 – on target" in shown
    assert "Reported 31 Dec 2014: 623." in shown
    assert "Reported 31 Dec 2014: 11." in shown
    assert "Metadata quality 250 points Provisional Target 2026: 351 points – behind" in shown
    # 623 − 5: nobody takes that difference.
    assert "618" not in shown


def test_what_changed_is_named_and_linked(files: dict[str, str]) -> None:
    page = files["fi/indicators.html"]
    shown = words_of(page)
    assert "Mitä on muuttunut 30.6.2016 jälkeen Avoimet tietoaineistot: 3 → 5 (+2)" in shown
    assert "Julkaistu +2 loans-2016 Leikkipaikat" in shown
    assert "Avoimet rajapinnat: 3 → 2 (−1) Ei enää vastaa −1 dead" in shown
    assert '<a href="https://hri.fi/data/dataset/playgrounds">Leikkipaikat</a>' in page


def test_what_to_mend_comes_with_its_points(files: dict[str, str]) -> None:
    shown = words_of(files["sv/indicators.html"])
    assert "plans kontroll 20 nov. 2026" in shown
    assert "Maskinläsbara: 40 %, mål 90 % 3 loans-2016 plans Leikkipaikat" in shown
    # Two datasets miss 5 points each, one misses 30 twice.
    assert table(files["indicators/remedies.csv"]) == [
        {"remedy": "keywords", "points_each": "30", "datasets": "1", "points": "30"},
        {"remedy": "themes", "points_each": "30", "datasets": "1", "points": "30"},
        {"remedy": "rights", "points_each": "5", "datasets": "2", "points": "10"},
    ]


def test_agencies_without_data_and_publishers_that_do_not_count_are_named(
    files: dict[str, str],
) -> None:
    shown = words_of(files["en/indicators.html"])
    assert "Agencies without open data: museo." in shown
    assert "no part of the city&#39;s figures: espoo, hsl." in shown


def test_what_is_not_known_says_why_in_the_readers_language(files: dict[str, str]) -> None:
    assert "Onnistuneet ajot ajoja ei kirjata täällä" in words_of(files["fi/indicators.html"])
    assert "Lyckade körningar körningar antecknas inte här" in words_of(files["sv/indicators.html"])


def test_the_ledger_is_vouched_for(files: dict[str, str], ledger: Ledger) -> None:
    shown = words_of(files["en/indicators.html"])
    assert f"Its head is {ledger.head()}." in shown
    assert "Sealed half-years: 30 Jun 2016." in shown
    assert "Nobody counted on 2 days: 21 Nov 2026, 23 Nov 2026." in shown
    rows = table(files["indicators/ledger.csv"])
    assert len(rows) == len(ledger.rows())
    june = next(
        row
        for row in rows
        if (row["indicator"], row["publisher"], row["as_of"]) == ("open_datasets", "", "2016-06-30")
    )
    assert (june["value"], june["status"], june["counted"]) == ("3", "reconstructed", "true")
    assert june["computed_at"] == "2026-11-24T10:00:00+00:00"


def test_every_chart_has_a_table_and_a_csv_with_stable_columns(files: dict[str, str]) -> None:
    page = files["fi/indicators.html"]
    for name in re.findall(r'<figure class="picture" id="([^"]+)"', page):
        assert f'href="../indicators/{name}.csv"' in page
        assert f"indicators/{name}.csv" in files
    assert table(files["indicators/datasets.csv"])[-1] == {
        "as_of": "2026-11-24",
        "value": "5",
        "kind": "provisional",
        "definition_version": "1",
        "note": "",
    }
    assert table(files["indicators/publishers.csv"])[0] == {
        "publisher": "kymp",
        "open_datasets": "3",
        "open_apis": "1",
        "timely_data": "",
        "machine_readable": "33.3",
        "metadata_quality": "316.7",
    }


def test_the_same_ledger_makes_the_same_bytes(files: dict[str, str], ledger: Ledger) -> None:
    assert dict(dashboard(facts_of(ledger))) == files


def test_hostile_titles_are_texts(ledger: Ledger) -> None:
    title = Text(fi=HOSTILE)
    register = {**REGISTER, "kymp": REGISTER["kymp"].model_copy(update={"title": title})}
    pages = {"playgrounds": DatasetPage({"fi": HOSTILE})}
    made = dict(dashboard(facts_of(ledger, register=register, datasets=pages)))
    assert not [name for name, text in made.items() if "<script" in text or "<img src=x" in text]
    assert not [name for name, text in made.items() if "\x00" in text]
    assert "&lt;script&gt;" in made["fi/indicators/publishers.svg"]


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(files: dict[str, str]) -> None:
    for name, text in files.items():
        if name.endswith((".html", ".svg", ".css")):
            loaded = re.findall(
                r'(?:src|srcset)="([^"]+)"|url\(|@import|<link[^>]+href="([^"]+)"', text
            )
            assert not [it for it in loaded if any("//" in part for part in it)], name
            assert "<script" not in text
            assert not re.search(r"\son\w+=", text), name


def test_a_page_without_scores_or_changes_says_so(ledger: Ledger) -> None:
    bare: Facts = facts_of(
        ledger, scores=(), explanations=(), failing=(), wanting={}, goals=(), seals=()
    )
    made = dict(dashboard(bare))
    shown = words_of(made["en/indicators.html"])
    assert "No dataset&#39;s update has failed." in shown
    assert "There is no chart: there are no figures yet." in shown
    assert "What has changed" not in shown
    assert "en/indicators/remedies.svg" not in made


def test_every_reason_and_remedy_is_told_in_every_language() -> None:
    assert {criterion.what for criterion in CRITERIA} == set(remedies.REMEDIES)
    nothing = known(noon(24), packages=[], verdicts=None)
    said = {row.reason for row in measure(nothing) if row.value is None}
    assert said - set(reasons.REASONS) == set()


@pytest.mark.parametrize("name", sorted(EVERYTHING))
def test_every_word_is_there_in_every_language_with_the_same_values(name: str) -> None:
    texts = EVERYTHING[name]
    assert len(texts) == len(LANGUAGES)
    assert all(texts)
    assert len({frozenset(re.findall(r"{\w*}", text)) for text in texts}) == 1
    if name in SENTENCES:
        assert len(set(texts)) == len(LANGUAGES)
