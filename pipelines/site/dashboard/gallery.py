"""The pictures of the dashboard, in the order of the page.

What does not belong here: how a chart is drawn (charts), and where it stands (page).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.site.dashboard import charts
from pipelines.site.dashboard.comparisons import (
    bands_picture,
    freshness_picture,
    publishers_picture,
    remedies_picture,
    shares_picture,
)
from pipelines.site.dashboard.facts import Facts
from pipelines.site.dashboard.figures import Point
from pipelines.site.dashboard.picture import Picture, drawn, titled
from pipelines.site.dashboard.reasons import reason_in
from pipelines.site.dashboard.tables import Cell, Table, date, figure, text
from pipelines.site.dashboard.wording import said, say
from pipelines.site.language import LanguageCode, day

TOLD = 6
"""Half-years in a description."""


def pictures(facts: Facts, language: LanguageCode) -> list[Picture]:
    """Return the charts with their titles, descriptions and tables in the language."""
    return [
        _months("datasets", "open_datasets", facts, language),
        _months("apis", "open_apis", facts, language),
        _half_years(facts, language),
        remedies_picture(facts, language),
        publishers_picture(facts, language),
        freshness_picture(facts, language),
        bands_picture(facts, language),
        shares_picture(facts, language),
    ]


def _months(name: str, indicator: str, facts: Facts, language: LanguageCode) -> Picture:
    series = facts.figures.series(indicator)
    missing = facts.figures.missing
    sealing = {each.day for each in series.points if facts.programme.is_half_year(each.day)}
    points = sorted([*series.reported, *series.points], key=lambda point: point.day)
    columns = ("day", "value", "kind", "definition", "note")
    ids = ("as_of", "value", "kind", "definition_version", "note")
    table = Table(titled(ids, columns, language), [_month(point, language) for point in points])
    known = [point for point in series.points if point.value is not None]
    told = [_told_reported(each, language) for each in series.reported]
    if known:
        told.append(_told_months(known, language))
    return drawn(
        Picture(name, say(f"chart_{name}", language), table, " ".join(told)),
        lambda width: charts.over_time(series, missing, sealing, language, width),
        language,
        there_is=bool(points),
    )


def _told_months(known: Sequence[Point], language: LanguageCode) -> str:
    first, last = known[0], known[-1]
    return say(
        "told_series",
        language,
        first=day(first.day, language),
        first_value=said(first.value, language),
        last=day(last.day, language),
        last_value=said(last.value, language),
    )


def _told_reported(point: Point, language: LanguageCode) -> str:
    value = said(point.value, language, qualifier=point.qualifier)
    return say("told_reported", language, day=day(point.day, language), value=value)


def _month(point: Point, language: LanguageCode) -> list[Cell]:
    reason, _ = reason_in(point.reason, language)
    return [
        date(point.day, language),
        figure(point.value, language, qualifier=point.qualifier),
        text(point.kind, say(f"kind_{point.kind}", language)),
        Cell(point.definition_version, str(point.definition_version), numeric=True),
        text(point.reason, reason),
    ]


def _half_years(facts: Facts, language: LanguageCode) -> Picture:
    shown = facts.figures.half_years(facts.programme)
    ids = ("as_of", "published", "withdrawn", "net", "kind")
    rows = [
        [
            date(each.day, language),
            *(figure(it, language) for it in (each.published, each.withdrawn, each.net)),
            text(each.kind, say(f"kind_{each.kind}", language)),
        ]
        for each in shown
    ]
    columns = ("half_year", "published", "withdrawn", "net", "kind")
    told = [
        f"{day(each.day, language)}: +{said(each.published, language)},"
        f" −{said(each.withdrawn, language)}"
        for each in shown[-TOLD:]
    ]
    return drawn(
        Picture(
            "half-years",
            say("chart_half-years", language),
            Table(titled(ids, columns, language), rows),
            "; ".join(told),
        ),
        lambda width: charts.half_years(shown, language, width),
        language,
        there_is=bool(shown),
    )
