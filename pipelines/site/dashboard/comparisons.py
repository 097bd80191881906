"""The charts that compare: remedies, publishers, freshness, bands and shares, each as bars.

What does not belong here: values over time (gallery), and how bars are drawn (charts).
"""

from __future__ import annotations

from pipelines.measure import IndicatorRow
from pipelines.site.dashboard.charts import Bar
from pipelines.site.dashboard.facts import Facts, Remedy, remedies
from pipelines.site.dashboard.figures import PublisherFigures
from pipelines.site.dashboard.naming import goal_of, indicator_title, publisher_title
from pipelines.site.dashboard.picture import Picture, barred, titled
from pipelines.site.dashboard.remedies import remedy_in
from pipelines.site.dashboard.tables import Cell, Table, figure, text
from pipelines.site.dashboard.wording import said, say
from pipelines.site.language import LanguageCode

PER_CENTS = (0, 25, 50, 75, 100)
SHARES = (
    "timely_data", "automated", "run_success", "data_valid", "schema_coverage", "dcat_ap_valid",
    "links_working", "machine_readable", "machine_readable_local", "open_licence",
    "privacy_cleared", "high_value", "publisher_coverage", "reuse",
)  # fmt: skip
"""The indicators that are shares of what is in order."""


def remedies_picture(facts: Facts, language: LanguageCode) -> Picture:
    """Return what earns the most points of the metadata score, over all datasets."""
    found = remedies(facts.scores)
    ids = ("remedy", "points_each", "datasets", "points")
    rows = [_remedy(each, language) for each in found]
    shown = [
        Bar(remedy_in(each.what, language), each.points, f"+{said(each.points, language)}")
        for each in found[:8]
    ]
    longest = max((bar.value for bar in shown), default=1)
    table = Table(titled(ids, ids, language), rows)
    return barred("remedies", table, shown, longest, (), language)


def _remedy(remedy: Remedy, language: LanguageCode) -> list[Cell]:
    return [
        text(remedy.what, remedy_in(remedy.what, language)),
        figure(remedy.each, language),
        figure(len(remedy.datasets), language),
        figure(remedy.points, language),
    ]


def publishers_picture(facts: Facts, language: LanguageCode) -> Picture:
    """Return the open datasets of every publisher that counts."""
    found = [each for each in facts.figures.publishers(facts.register) if each.counted]
    asked = {
        "open_datasets": ("datasets", ""),
        "open_apis": ("apis", ""),
        "timely_data": ("timely", "%"),
        "machine_readable": ("machine", "%"),
        "metadata_quality": ("score", ""),
    }
    rows = [
        [
            text(each.publisher.name, publisher_title(each.publisher.name, facts, language)),
            *(figure(each.value(name), language, unit) for name, (_, unit) in asked.items()),
        ]
        for each in found
    ]
    titles = ("publisher", *(title for title, _ in asked.values()))
    shown = [_datasets_bar(each, facts, language) for each in found if each.value("open_datasets")]
    longest = max((bar.value for bar in shown), default=1)
    table = Table(titled(("publisher", *asked), titles, language), rows)
    return barred("publishers", table, shown, longest, (), language)


def _datasets_bar(figures: PublisherFigures, facts: Facts, language: LanguageCode) -> Bar:
    value = figures.value("open_datasets") or 0
    title = publisher_title(figures.publisher.name, facts, language)
    return Bar(title, value, said(value, language))


def freshness_picture(facts: Facts, language: LanguageCode) -> Picture:
    """Return how much of the data is timely, in the whole city and by publisher."""
    total = facts.figures.row("timely_data")
    rows: list[tuple[str | None, IndicatorRow | None]] = [(None, total)]
    rows += [
        (each.publisher.name, each.rows.get("timely_data"))
        for each in facts.figures.publishers(facts.register)
        if each.counted
    ]
    known = [(name, row) for name, row in rows if row is not None and row.value is not None]
    ids = ("publisher", "timely_data", "numerator", "denominator")
    titles = ("publisher", "timely", "timely_count", "periodic")
    cells = [
        [
            text(name or "", publisher_title(name, facts, language)),
            figure(row.value, language, "%"),
            figure(row.numerator, language),
            figure(row.denominator, language),
        ]
        for name, row in known
    ]
    shown = [
        _share_bar(publisher_title(name, facts, language), row, facts, language, name)
        for name, row in known
    ]
    reason = total.reason if total is not None else ""
    table = Table(titled(ids, titles, language), cells)
    return barred("freshness", table, shown, 100, PER_CENTS, language, reason)


def _share_bar(
    title: str,
    row: IndicatorRow,
    facts: Facts,
    language: LanguageCode,
    publisher: str | None = None,
) -> Bar:
    goal = goal_of(facts.goals, row.indicator, publisher)
    target = None if goal is None else goal.goal.target
    return Bar(title, row.value or 0, said(row.value, language, "%"), target)


def bands_picture(facts: Facts, language: LanguageCode) -> Picture:
    """Return how many datasets have a metadata score in which band."""
    found = facts.figures.bands()
    rows = [
        [
            text(each.name, say(each.name, language)),
            figure(each.datasets, language),
            figure(each.scored, language),
            figure(each.share, language, "%"),
        ]
        for each in found
    ]
    shown = [
        Bar(say(each.name, language), each.share, said(each.share, language, "%")) for each in found
    ]
    ids, titles = ("band", "datasets", "scored", "share"), ("band", "datasets", "scored", "share")
    reason = facts.figures.unknown().get("metadata_quality", "")
    table = Table(titled(ids, titles, language), rows)
    return barred("bands", table, shown, 100, PER_CENTS, language, reason)


def shares_picture(facts: Facts, language: LanguageCode) -> Picture:
    """Return the shares of what is in order, with their targets."""
    rows = [row for row in map(facts.figures.row, SHARES) if row and row.value is not None]
    shown = [
        _share_bar(indicator_title(row.indicator, language), row, facts, language) for row in rows
    ]
    ids = ("indicator", "value", "numerator", "denominator", "target", "state")
    titles = ("indicator", "share", "numerator", "denominator", "goal", "state")
    table = Table(titled(ids, titles, language), [_share(row, facts, language) for row in rows])
    return barred("shares", table, shown, 100, PER_CENTS, language)


def _share(row: IndicatorRow, facts: Facts, language: LanguageCode) -> list[Cell]:
    goal = goal_of(facts.goals, row.indicator)
    return [
        text(row.indicator, indicator_title(row.indicator, language)),
        figure(row.value, language, "%"),
        figure(row.numerator, language),
        figure(row.denominator, language),
        figure(goal.goal.target if goal else None, language, "%"),
        text(goal.state if goal else "", say(goal.state, language) if goal else "–"),
    ]
