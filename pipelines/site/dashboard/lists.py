"""The tables of the dashboard that no chart shows: indicators, reported figures, what to mend.

What does not belong here: charts with their tables (gallery, comparisons).
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.measure import Explanation, IndicatorRow, indicators
from pipelines.model import ReportedSeries
from pipelines.site.dashboard.facts import Facts, lowest
from pipelines.site.dashboard.naming import (
    dataset_cell,
    goal_of,
    indicator_title,
    target_in,
    text_of,
)
from pipelines.site.dashboard.picture import titled
from pipelines.site.dashboard.reasons import reason_in
from pipelines.site.dashboard.remedies import remedy_in, stage_in
from pipelines.site.dashboard.tables import Cell, Table, date, figure, text
from pipelines.site.dashboard.wording import say
from pipelines.site.language import LanguageCode, moment

MORE = ("published", "moved_in", "definition_added", "recovered", "appeared")
"""Sorts of an explanation that make a count larger."""
FEWER = ("withdrawn", "moved_out", "definition_removed", "unhealthy", "disappeared")
LOWEST = 10
"""Datasets whose next step is shown; the CSV has all."""


def indicators_table(facts: Facts, language: LanguageCode) -> Table:
    """Return every indicator of the day with all that a reader needs to trust it."""
    ids = (
        "indicator", "value", "unit", "numerator", "denominator", "status", "definition_version",
        "as_of", "computed_at", "target", "state",
    )  # fmt: skip
    titles = (
        "indicator", "value", "unit", "numerator", "denominator", "kind", "definition",
        "day", "computed", "goal", "state",
    )  # fmt: skip
    totals = facts.figures.totals
    known = [totals[name] for name in indicators() if name in totals]
    rows = [_indicator(row, facts, language) for row in known]
    return Table(titled(ids, titles, language), rows)


def _indicator(row: IndicatorRow, facts: Facts, language: LanguageCode) -> list[Cell]:
    goal = goal_of(facts.goals, row.indicator)
    return [
        text(row.indicator, indicator_title(row.indicator, language)),
        figure(row.value, language),
        text(row.unit, say(f"unit_{row.unit}", language)),
        figure(row.numerator, language),
        figure(row.denominator, language),
        text(row.status, say(f"kind_{facts.figures.kind(row)}", language)),
        Cell(row.definition_version, str(row.definition_version), numeric=True),
        date(row.as_of, language),
        text(row.computed_at.isoformat(), moment(row.computed_at, language)),
        Cell(goal.goal.target, target_in(goal.goal, row.unit, language))
        if goal
        else Cell(None, "–"),
        text(goal.state, say(goal.state, language)) if goal else Cell(None, "–"),
    ]


def unknown_table(facts: Facts, language: LanguageCode) -> Table:
    """Return what cannot be known, and why."""
    unknown = facts.figures.unknown()
    rows = [
        [text(name, indicator_title(name, language)), _reason(unknown[name], language)]
        for name in indicators()
        if name in unknown
    ]
    return Table(titled(("indicator", "reason"), ("indicator", "reason"), language), rows)


def _reason(reason: str, language: LanguageCode) -> Cell:
    shown, written_in = reason_in(reason, language)
    return Cell(reason, shown, lang=None if written_in == language else written_in)


def reported_table(facts: Facts, language: LanguageCode) -> Table:
    """Return the figures that people reported, as they were said."""
    ids = (
        "indicator",
        "as_of",
        "value",
        "qualifier",
        "unit",
        "definition",
        "reported_by",
        "source",
    )
    titles = ("indicator", "day", "value", "qualifier", "unit", "definition", "reporter", "source")
    declared = {series.id: series for series in facts.programme.reported}
    rows = [_reported(row, declared.get(row.indicator), language) for row in facts.figures.reported]
    return Table(titled(ids, titles, language), rows)


def _reported(
    row: IndicatorRow, series: ReportedSeries | None, language: LanguageCode
) -> list[Cell]:
    title = text_of(series.title, language) if series else row.indicator
    definition = text_of(series.definition, language) if series else ""
    if series and series.note:
        definition += f" {text_of(series.note, language)}"
    return [
        text(row.indicator, title),
        date(row.as_of, language),
        figure(row.value, language),
        text(row.qualifier),
        text(row.unit, say(f"unit_{row.unit}", language)),
        text(definition),
        text(row.by),
        text(row.source),
    ]


def changes_table(facts: Facts, language: LanguageCode) -> Table:
    """Return what was counted newly or no more since the half-year before, one by one."""
    rows = [
        [
            text(each.indicator, indicator_title(each.indicator, language)),
            text(sort, say(f"why_{sort}", language)),
            dataset_cell(name, facts, language),
        ]
        for each in facts.explanations
        for sort, names in sorts_of(each)
        for name in names
    ]
    ids = ("indicator", "why", "dataset")
    return Table(titled(ids, ("indicator", "reason", "dataset"), language), rows)


def sorts_of(explanation: Explanation) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (sort, names) of an explanation, what makes it larger first; empty ones left out."""
    for sort in (*MORE, *FEWER):
        names: tuple[str, ...] = getattr(explanation, sort)
        if names:
            yield sort, names


def scores_table(facts: Facts, language: LanguageCode, most: int | None = LOWEST) -> Table:
    """Return the datasets with the lowest scores, each with its cheapest next step."""
    ids = ("dataset", "score", "next_step", "points")
    titles = ("dataset", "score", "next_step", "next_points")
    rows = [
        [
            dataset_cell(each.dataset, facts, language),
            figure(each.points, language),
            text(each.misses[0].what, remedy_in(each.misses[0].what, language)),
            Cell(each.misses[0].points, f"+{each.misses[0].points}", numeric=True),
        ]
        for each in lowest(facts.scores, len(facts.scores) if most is None else most)
    ]
    return Table(titled(ids, titles, language), rows)


def failing_table(facts: Facts, language: LanguageCode) -> Table:
    """Return the datasets whose last update failed, those that failed first at the top."""
    rows = [
        [
            dataset_cell(each.dataset, facts, language),
            text(each.stage, stage_in(each.stage, language)),
            date(each.since, language),
        ]
        for each in sorted(facts.failing, key=lambda each: (each.since, each.dataset))
    ]
    ids = ("dataset", "stage", "since")
    return Table(titled(ids, ids, language), rows)


def wanting_table(facts: Facts, language: LanguageCode) -> Table:
    """Return the datasets that do not fulfil an indicator, one by one."""
    rows = [
        [
            text(indicator, indicator_title(indicator, language)),
            dataset_cell(name, facts, language),
        ]
        for indicator, names in facts.wanting.items()
        for name in names
    ]
    ids = ("indicator", "dataset")
    return Table(titled(ids, ids, language), rows)
