"""Charts: what is drawn where, told in words, and readable by everybody."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest

from pipelines.site.dashboard.charts import NARROW, WIDE, Bar, bars, half_years, over_time, svg
from pipelines.site.dashboard.charts.over_time import place_of
from pipelines.site.dashboard.charts.palette import (
    GROUND,
    KINDS,
    MARKS,
    QUIET_TEXT,
    TEXT,
    contrast,
)
from pipelines.site.dashboard.figures import Figures
from pipelines.site.dashboard.page import stylesheet
from tests.dashboard.ledgers import JUNE, PROGRAMME, facts_of, small_ledger

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return facts_of(small_ledger(tmp_path_factory.mktemp("state"))).figures


def tree_of(drawn: str) -> ElementTree.Element:
    # Our own drawing.
    return ElementTree.fromstring(drawn)  # noqa: S314


def texts(drawn: str) -> list[str]:
    return [str(each.text) for each in tree_of(drawn).iter(f"{SVG}text")]


def drawn_series(figures: Figures, width: int = WIDE) -> str:
    series = figures.series("open_datasets")
    chart = over_time(series, figures.missing, [dt.date(2015, 12, 31)], "fi", width)
    return svg(chart, "Aineistot", "Kolmesta viiteen.", "fi")


def test_a_chart_is_told_to_those_who_do_not_see_it(figures: Figures) -> None:
    root = tree_of(drawn_series(figures))
    assert root.get("role") == "img"
    assert [each.text for each in root[:2]] == ["Aineistot", "Kolmesta viiteen."]
    assert not [each for each in root.iter() if each is not root and each.get("role")]


def test_every_kind_of_value_is_named_in_the_key(figures: Figures) -> None:
    shown = texts(drawn_series(figures))
    assert {"Raportoitu luku", "Koostettu jälkikäteen päivämääristä", "Alustava"} < set(shown)
    assert {"Vahvistettu puolivuosi", "Päiviä, joilta laskenta puuttuu", "623", "5"} < set(shown)
    # Nothing of the ledger was counted on a day that is over and no half-year's end.
    assert "Laskettu katalogista" not in shown


def test_what_was_reconstructed_is_dashed_and_no_line_crosses_the_missing_years(
    figures: Figures,
) -> None:
    drawn = drawn_series(figures)
    dashed = re.findall(r'<path [^>]*stroke-dasharray="5,4"[^>]*>', drawn)
    assert len(dashed) == 1
    places = [float(x) for x in re.findall(r"[ML](-?[\d.]+),", dashed[0])]
    # Eight months of 2015 and 2016; the axis goes from 2014 to 2028.
    assert len(places) == 8
    assert max(places) - min(places) < WIDE / 14


def test_a_new_definition_is_marked(figures: Figures) -> None:
    series = figures.series("open_datasets")
    changed = type(series)(**{**vars(series), "definition_changes": (JUNE,)})
    drawn = svg(over_time(changed, (), [], "en", WIDE), "t", "d", "en")
    assert "new definition" in texts(drawn)


def test_withdrawn_hangs_below_published(figures: Figures) -> None:
    drawn = svg(half_years(figures.half_years(PROGRAMME), "en", NARROW), "t", "d", "en")
    assert {"2/2015", "1/2016", "2/2026", "Published", "Withdrawn"} < set(texts(drawn))


def test_bars_are_as_long_as_their_values() -> None:
    shown = [Bar("a", 100, "100 %"), Bar("b", 25, "25 %", target=50)]
    drawn = svg(bars(shown, 100, WIDE), "t", "d", "fi")
    lengths = [float(x) for x in re.findall(r'd="M0,[\d.]+h([\d.]+)v16h', drawn)]
    assert lengths == [WIDE, WIDE / 4]
    assert texts(drawn) == ["a", "b", "100 %", "25 %"]


def test_a_narrow_chart_fits_a_phone(figures: Figures) -> None:
    width = tree_of(drawn_series(figures, NARROW)).get("width")
    assert width is not None
    assert float(width) <= 375 - 2 * 16


def test_the_end_of_a_year_is_the_beginning_of_the_next() -> None:
    assert place_of(dt.date(2014, 12, 31)) == 2015
    assert place_of(dt.date(2016, 6, 30)) == pytest.approx(2016.5, abs=0.01)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#0000bf", "#0000bf") == 1


@pytest.mark.parametrize("colour", [*MARKS, *(colour for colour, _, _ in KINDS.values())])
def test_marks_stand_out_from_their_ground(colour: str) -> None:
    assert contrast(colour, GROUND) >= 3


def test_a_target_stands_out_from_the_bar_that_it_crosses() -> None:
    assert contrast(TEXT, KINDS["reconstructed"][0]) >= 3


@pytest.mark.parametrize("colour", [TEXT, QUIET_TEXT])
def test_texts_stand_out_from_their_ground(colour: str) -> None:
    assert contrast(colour, GROUND) >= 4.5


def test_kinds_of_values_differ_by_more_than_their_colour() -> None:
    looks = [(shape, filled) for _, shape, filled in KINDS.values()]
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("ground", ["#ffffff", "#f2f2f2"])
def test_texts_of_the_stylesheet_stand_out_from_both_grounds(ground: str) -> None:
    coloured = set(re.findall(r"(?<!-)color: (#\w{6})", stylesheet()))
    assert coloured
    assert [each for each in coloured if contrast(each, ground) < 4.5] == []


def test_every_colour_of_a_drawn_chart_is_of_the_palette(figures: Figures) -> None:
    known = {*MARKS, TEXT, QUIET_TEXT, GROUND, "#e6e6e6", "white"}
    painted = set(re.findall(r'(?:fill|stroke)="(#\w+|[a-z]+)"', drawn_series(figures)))
    assert painted - known <= {"none", "transparent"}


def test_the_same_chart_is_the_same_bytes(figures: Figures) -> None:
    assert drawn_series(figures) == drawn_series(figures)
