"""The headlines: the figures that are asked for first, each with its anchor or goal.

A reported anchor stands beside a counted figure and is never compared with it: it was counted in
another way.
What does not belong here: everything else of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.site.dashboard.facts import Facts
from pipelines.site.dashboard.naming import counts_in, goal_of, indicator_title, target_in
from pipelines.site.dashboard.reasons import reason_in
from pipelines.site.dashboard.wording import said, say, signed
from pipelines.site.language import LanguageCode, day

HEADLINES = (
    "open_datasets", "open_apis", "net_change", "publisher_coverage", "timely_data",
    "metadata_quality",
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One headline."""

    title: str
    value: str
    notes: tuple[str, ...]
    kind: str
    """How the value came about, in words."""
    known: bool = True
    goal: str = ""
    state: str = ""
    """`on`, `behind` or `n/a` where there is a goal."""


def cards(facts: Facts, language: LanguageCode) -> list[Card]:
    """Return the headlines of the day."""
    return [_card(name, facts, language) for name in HEADLINES if facts.figures.row(name)]


def _card(name: str, facts: Facts, language: LanguageCode) -> Card:
    row = facts.figures.totals[name]
    goal = goal_of(facts.goals, name)
    value = signed if name == "net_change" else said
    words, state = "", ""
    if goal is not None:
        target = target_in(goal.goal, row.unit, language)
        words = say("target", language, year=goal.goal.year, target=target)
        state = goal.state
    return Card(
        title=indicator_title(name, language),
        value=say("n/a", language) if row.value is None else value(row.value, language, row.unit),
        notes=tuple(_notes(name, facts, language)),
        kind=say(f"kind_{facts.figures.kind(row)}", language) if row.value is not None else "",
        known=row.value is not None,
        goal=words,
        state=state,
    )


def _notes(name: str, facts: Facts, language: LanguageCode) -> Iterator[str]:
    figures, row = facts.figures, facts.figures.totals[name]
    if row.value is None:
        yield reason_in(row.reason, language)[0]
    elif row.unit == "%" and (counts := counts_in(row, language)):
        yield counts
    for beside, words in (
        ("open_datasets_series_once", "series_once"),
        ("open_apis_with_key", "with_key"),
    ):
        if beside.startswith(name) and figures.value(beside) is not None:
            yield say(words, language, value=said(figures.value(beside), language))
    if name == "net_change" and facts.since is not None:
        numbers = {
            each: said(figures.value(f"datasets_{each}"), language)
            for each in ("published", "withdrawn")
        }
        yield say("came_and_went", language, day=day(facts.since, language), **numbers)
    for reported in figures.reported:
        if reported.indicator == name:
            anchor = said(reported.value, language, qualifier=reported.qualifier)
            yield say("anchor", language, day=day(reported.as_of, language), value=anchor)
