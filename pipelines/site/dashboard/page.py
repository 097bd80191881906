"""The dashboard's files: a page in each language, its pictures, its stylesheet and the CSV files.

    <language>/indicators.html              the page
    <language>/indicators/<name>.svg        its charts, and `<name>-narrow.svg` for phones
    indicators/<name>.csv                   what a chart or a table shows; `ledger.csv` holds all
    indicators.css                          its own rules, beside the site's style.css

The same facts make the same bytes.
What does not belong here: figures, charts and tables themselves, and writing files (SiteFiles).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipelines.measure import Explanation
from pipelines.site import layout
from pipelines.site.dashboard import lists
from pipelines.site.dashboard.cards import cards
from pipelines.site.dashboard.facts import Facts
from pipelines.site.dashboard.figures import agencies_without_data
from pipelines.site.dashboard.gallery import pictures
from pipelines.site.dashboard.naming import (
    dataset_cell,
    goal_of,
    indicator_title,
    target_in,
    text_of,
)
from pipelines.site.dashboard.picture import Picture
from pipelines.site.dashboard.tables import Cell, Table, ledger_csv, to_csv
from pipelines.site.dashboard.wording import said, say, signed, words
from pipelines.site.language import LANGUAGES, LanguageCode, day, moment

PATH = "indicators.html"
STYLESHEET = "indicators.css"
FOLDER = "indicators"
WANTING = 10
"""Datasets that are named for each target that they keep from being met; the CSV has all."""
MISSING_DAYS = 10
"""Missing days that are named, the last ones; more are counted."""


@dataclass(frozen=True)
class Sort:
    """Datasets that have one thing in common: why a count changed, or what they lack."""

    title: str
    count: str
    cells: tuple[Cell, ...]
    more: str = ""
    """How many are not named."""


@dataclass(frozen=True)
class Change:
    """What became of one count since the half-year before."""

    title: str
    words: str
    sorts: tuple[Sort, ...]


def dashboard(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield (path on the site, content) of every file of the dashboard."""
    yield layout.STYLESHEET, layout.stylesheet()
    yield STYLESHEET, stylesheet()
    for language in LANGUAGES:
        drawn = pictures(facts, language)
        for picture in drawn:
            if picture.wide:
                yield f"{language}/{FOLDER}/{picture.name}.svg", picture.wide
                yield f"{language}/{FOLDER}/{picture.name}-narrow.svg", picture.narrow
        yield f"{language}/{PATH}", _page(facts, drawn, language)
    tables = {picture.name: picture.table for picture in drawn} | _tables(facts)
    for name, table in tables.items():
        yield f"{FOLDER}/{name}.csv", to_csv(table)
    yield f"{FOLDER}/ledger.csv", ledger_csv(facts.rows)


@cache
def stylesheet() -> str:
    """Return the dashboard's own stylesheet."""
    return files("pipelines.site").joinpath("templates", STYLESHEET).read_text(encoding="utf-8")


def _tables(facts: Facts) -> dict[str, Table]:
    """Return the tables without a chart that have a CSV file; it is the same in each language."""
    return {
        "indicators": lists.indicators_table(facts, "en"),
        "reported": lists.reported_table(facts, "en"),
        "changes": lists.changes_table(facts, "en"),
        "scores": lists.scores_table(facts, "en", None),
        "to-mend": lists.wanting_table(facts, "en"),
    }


def _page(facts: Facts, drawn: list[Picture], language: LanguageCode) -> str:
    figures = facts.figures
    computed = max(row.computed_at for row in figures.totals.values())
    return layout.page(
        "indicators.html.j2",
        PATH,
        language,
        say("title", language),
        d=words(language),
        as_of=say("as_of", language, day=day(figures.as_of, language)),
        computed_at=say("computed_at", language, moment=moment(computed, language)),
        provisional=any(row.status == "provisional" for row in figures.totals.values()),
        section_titles=_sections(facts, language),
        sections=list(_sections(facts, language)),
        cards=cards(facts, language),
        pictures={picture.name: picture for picture in drawn},
        changes=[_change(each, facts, language) for each in facts.explanations],
        failing=lists.failing_table(facts, language),
        wanting=[_wanting(name, names, facts, language) for name, names in facts.wanting.items()],
        scores=lists.scores_table(facts, language),
        indicators=lists.indicators_table(facts, language),
        unknown=lists.unknown_table(facts, language),
        reported=lists.reported_table(facts, language),
        **_of_the_ledger(facts, language),
        **_of_publishers(facts, language),
    )


def _sections(facts: Facts, language: LanguageCode) -> dict[str, str]:
    names = {
        "headlines": "headlines",
        "growth": "growth",
        "changed": "changed",
        "mend": "mend",
        "agencies": "agencies",
        "freshness-section": "freshness",
        "quality": "quality",
        "everything": "everything",
        "trust": "trust",
    }
    titles = {}
    for anchor, name in names.items():
        if name != "changed":
            titles[anchor] = say(name, language)
        elif facts.explanations and facts.since is not None:
            titles[anchor] = say(name, language, day=day(facts.since, language))
    return titles


def _change(explanation: Explanation, facts: Facts, language: LanguageCode) -> Change:
    counts = {
        "before": said(explanation.before, language),
        "after": said(explanation.after, language),
        "change": signed(explanation.change, language),
    }
    sorts = tuple(
        Sort(
            say(f"why_{sort}", language),
            signed(len(names) if sort in lists.MORE else -len(names), language),
            tuple(dataset_cell(name, facts, language) for name in names),
        )
        for sort, names in lists.sorts_of(explanation)
    )
    title = indicator_title(explanation.indicator, language)
    return Change(title, say("grew", language, **counts), sorts)


def _wanting(indicator: str, names: Sequence[str], facts: Facts, language: LanguageCode) -> Sort:
    row, goal = facts.figures.row(indicator), goal_of(facts.goals, indicator)
    title = indicator_title(indicator, language)
    if row is not None and goal is not None:
        value = said(row.value, language, row.unit)
        target = target_in(goal.goal, row.unit, language)
        title = say("against", language, title=title, value=value, target=target)
    return Sort(
        title,
        said(len(names), language),
        tuple(dataset_cell(name, facts, language) for name in names[:WANTING]),
        _more(len(names) - WANTING, language),
    )


def _of_publishers(facts: Facts, language: LanguageCode) -> Mapping[str, Any]:
    found = facts.figures.publishers(facts.register)
    without = [text_of(each.title, language) for each in agencies_without_data(found)]
    others = [
        text_of(each.publisher.title, language)
        for each in found
        if not each.counted and (each.value("open_datasets") or each.value("open_apis"))
    ]
    names = ", ".join(without)
    return {
        "without_data": say("without_data", language, names=names)
        if without
        else say("all_have_data", language),
        "not_counted": say("not_counted", language, names=", ".join(others)) if others else "",
    }


def _of_the_ledger(facts: Facts, language: LanguageCode) -> Mapping[str, Any]:
    figures, sealed = facts.figures, sorted({seal.as_of for seal in facts.seals})
    sealed_days = ", ".join(day(each, language) for each in sealed)
    sentences = [
        say("sealed", language, days=sealed_days) if sealed else say("none_sealed", language),
        _missing(facts, language),
    ]
    for indicator in ("open_datasets", "open_apis"):
        title = indicator_title(indicator, language)
        for changed in figures.series(indicator).definition_changes:
            when = day(changed, language)
            sentences.append(say("definitions_changed", language, indicator=title, day=when))
    return {
        "about_trust": say("about_trust", language, head=facts.head),
        "of_the_ledger": sentences,
    }


def _missing(facts: Facts, language: LanguageCode) -> str:
    missing = facts.figures.missing
    if not missing:
        return say("no_days_missing", language)
    named = ", ".join(day(each, language) for each in missing[-MISSING_DAYS:])
    more = _more(len(missing) - MISSING_DAYS, language)
    days = f"{named} {more}" if more else named
    return say("days_missing", language, count=said(len(missing), language), days=days)


def _more(count: int, language: LanguageCode) -> str:
    return say("more", language, count=said(count, language)) if count > 0 else ""
