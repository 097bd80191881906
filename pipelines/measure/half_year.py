"""What the half-year's report says, as plain records: figures, changes, and what is not known.

The records are JSON without a language's own marks, so that an edition can be kept and told again.
What does not belong here: sentences and pages (site), editions (orchestration).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.measure.days import day_in_helsinki
from pipelines.measure.definitions import DEFINITIONS
from pipelines.measure.evidence import Evidence
from pipelines.measure.explanations import explain
from pipelines.measure.goals import judge
from pipelines.measure.indicators import indicators
from pipelines.measure.ledger import Ledger
from pipelines.measure.reported import latest_reported
from pipelines.measure.rows import IndicatorRow
from pipelines.measure.sealing import seals
from pipelines.measure.tally import Indicator
from pipelines.model import IndicatorId, Text

Record = dict[str, Any]


def half_year(ledger: Ledger, evidence: Evidence, as_of: dt.date) -> Record:
    """Return all that a report as of the day says. Raises LedgerBroken.

    The ledger may hold nothing of the day: every indicator is then without a value.
    """
    programme = evidence.programme
    before = programme.half_year_before(as_of)
    rows, rows_before = ledger.rows_on(as_of), ledger.rows_on(before)
    return {
        "as_of": as_of.isoformat(),
        "before": before.isoformat(),
        "is_half_year": programme.is_half_year(as_of),
        "seal": _seal(ledger, as_of),
        "indicators": list(_indicators(evidence, rows, rows_before, as_of)),
        "publishers": list(_publishers(evidence, rows, rows_before, as_of)),
        "changes": [each.to_json() for each in explain(ledger, evidence, before, as_of)],
        "withdrawn": list(_withdrawn(evidence, before, as_of)),
        "goals": [_plain(each.to_json()) for each in judge(programme, rows, as_of)],
        "counted_since": _iso(ledger.first_snapshot()),
        "missing_days": _missing(ledger, before, as_of),
        "reported": list(_reported(ledger, evidence, as_of)),
    }


def row_of(
    rows: Iterable[IndicatorRow], indicator: str, publisher: str | None = None
) -> IndicatorRow | None:
    """Return the row of the newest definition of an indicator; of the total unless said."""
    found = [row for row in rows if (row.indicator, row.publisher) == (indicator, publisher)]
    return max(found, key=lambda row: row.definition_version, default=None)


def value_of(row: IndicatorRow | None) -> Record | None:
    """Return a value with all that a reader needs to trust it; None where there is no row."""
    if row is None:
        return None
    return {
        "value": row.value,
        "numerator": row.numerator,
        "denominator": row.denominator,
        "status": row.status,
        "reason": row.reason,
        "version": row.definition_version,
        "revision": row.revision,
        "computed_at": row.computed_at.isoformat(),
    }


def described(indicator: Indicator) -> Record:
    """Return an indicator's number, titles, unit and definition."""
    return {
        "id": str(indicator.id),
        "number": indicator.number,
        "version": indicator.version,
        "title": texts(indicator.title),
        "unit": indicator.unit,
        "definition": texts(DEFINITIONS[IndicatorId(indicator.id)]),
    }


def texts(text: Text) -> dict[str, str]:
    """Return a text by language, Finnish where a translation is missing."""
    return {name: getattr(text, name, None) or text.fi for name in ("fi", "sv", "en")}


def _seal(ledger: Ledger, day: dt.date) -> Record | None:
    made = next((seal for seal in seals(ledger) if seal.as_of == day), None)
    if made is None:
        return None
    return {"by": made.by, "day": day_in_helsinki(made.at).isoformat()}


def _indicators(
    evidence: Evidence,
    rows: list[IndicatorRow],
    rows_before: list[IndicatorRow],
    day: dt.date,
) -> Iterator[Record]:
    judged = {
        str(each.goal.indicator): each
        for each in judge(evidence.programme, rows, day)
        if each.goal.publisher is None
    }
    for name, indicator in indicators().items():
        goal = judged.get(name)
        yield {
            **described(indicator),
            "now": value_of(row_of(rows, name)),
            "before": value_of(row_of(rows_before, name)),
            "target": goal and {"value": goal.goal.target, "direction": goal.goal.direction},
            "state": goal.state if goal else None,
        }


def _publishers(
    evidence: Evidence,
    rows: list[IndicatorRow],
    rows_before: list[IndicatorRow],
    day: dt.date,
) -> Iterator[Record]:
    """Yield those that count on the day, by name; no row is no dataset where the day has rows."""
    register = evidence.register
    agencies = set(register.agencies(day))
    for name in register.counting(day):
        yield {
            "name": name,
            "title": texts(register.publishers[name].title),
            "is_agency": name in agencies,
            "datasets": _value(rows, "open_datasets", name),
            "datasets_before": _value(rows_before, "open_datasets", name),
            "apis": _value(rows, "open_apis", name),
            "apis_before": _value(rows_before, "open_apis", name),
        }


def _value(rows: list[IndicatorRow], indicator: str, publisher: str) -> Any:
    row = row_of(rows, indicator, publisher)
    return None if row is None else row.value


def _withdrawn(evidence: Evidence, before: dt.date, day: dt.date) -> Iterator[Record]:
    """Yield the datasets and APIs that were withdrawn in the half-year and count, by day."""
    reasons = {each.dataset: texts(each.reason) for each in evidence.programme.withdrawals}
    gone = [
        (entry.withdrawn, entry.name, entry)
        for entry in evidence.entries
        if entry.withdrawn and before < entry.withdrawn <= day and entry.was_ever_open
    ]
    for withdrawn, name, entry in sorted(gone, key=lambda each: each[:2]):
        last_open = withdrawn - dt.timedelta(days=1)
        publisher = evidence.publisher_of(entry, last_open)
        if evidence.register.counts(publisher, last_open):
            yield {
                "name": name,
                "publisher": texts(evidence.register.publishers[publisher].title),
                "day": withdrawn.isoformat(),
                "reason": reasons.get(name),
            }


def _missing(ledger: Ledger, before: dt.date, day: dt.date) -> list[str]:
    return [each.isoformat() for each in ledger.missing_days() if before < each <= day]


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _reported(ledger: Ledger, evidence: Evidence, day: dt.date) -> Iterator[Record]:
    """Yield the series that people reported, with the figures of the ledger up to the day."""
    figures: dict[str, list[Record]] = {}
    for row in latest_reported(ledger):
        if row.as_of <= day:
            figures.setdefault(row.indicator, []).append(
                {
                    "as_of": row.as_of.isoformat(),
                    "value": row.value,
                    "qualifier": row.qualifier,
                    "reporter": row.by,
                    "evidence": row.source,
                    "revision": row.revision,
                    "version": row.definition_version,
                }
            )
    for series in evidence.programme.reported:
        if series.id in figures:
            yield {
                "id": series.id,
                "title": texts(series.title),
                "definition": texts(series.definition),
                "unit": series.unit,
                "note": texts(series.note) if series.note else None,
                "figures": figures[series.id],
            }


def _plain(judged: Record) -> Record:
    return {**judged, "as_of": str(judged["as_of"]) if judged["as_of"] else None}
