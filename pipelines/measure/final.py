"""The programme's own three questions for its final evaluation, by the indicators that speak to it.

    aimed       was it aimed right: is what was opened used, and do all agencies take part
    goals       were the goals met: supply, availability, timeliness, usability, price, privacy
    success     did the implementation succeed: is it automatic, on time, valid and working

An indicator answers by its declared target, or else by where it went since the programme began.
What does not belong here: sentences (site), and a judgement that no figure supports.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from pipelines.measure.evidence import Evidence
from pipelines.measure.goals import judge
from pipelines.measure.half_year import Record, described, row_of, value_of
from pipelines.measure.indicators import indicators
from pipelines.measure.ledger import Ledger
from pipelines.measure.rows import IndicatorRow, Number
from pipelines.model import IndicatorId as Id

START = dt.date(2014, 12, 31)
"""The day before the programme's first year, as of which its own figures were reported."""
QUESTIONS: dict[str, tuple[Id, ...]] = {
    "aimed": (
        Id.PUBLISHER_COVERAGE, Id.HIGH_VALUE, Id.REUSE, Id.APPLICATIONS, Id.DOWNLOADS,
        Id.API_CALLS, Id.PAGE_VIEWS,
    ),
    "goals": (
        Id.OPEN_DATASETS, Id.OPEN_APIS, Id.NET_CHANGE, Id.TIMELY_DATA, Id.MACHINE_READABLE,
        Id.OPEN_LICENCE, Id.METADATA_QUALITY, Id.PRIVACY_CLEARED, Id.PRIVACY_INCIDENTS,
    ),
    "success": (
        Id.AUTOMATED, Id.RUN_SUCCESS, Id.TIME_TO_PUBLISH, Id.DCAT_AP_VALID, Id.DATA_VALID,
        Id.SCHEMA_COVERAGE, Id.LINKS_WORKING,
    ),
}  # fmt: skip
REPORTED: dict[str, tuple[str, ...]] = {
    "aimed": (
        "social_media_sites", "feedback_received", "registered_users", "messaging_users",
        "e_transactions_share",
    ),
    "goals": ("open_datasets", "open_apis"),
    "success": ("service_entities",),
}  # fmt: skip
"""Series that people reported and that speak to a question; no verdict is made of them."""
LESS_IS_BETTER = {Id.TIME_TO_PUBLISH, Id.PRIVACY_INCIDENTS}


def final(ledger: Ledger, evidence: Evidence, as_of: dt.date) -> Record:
    """Return the three answers and the years behind them. Raises LedgerBroken."""
    days = [day for day in ledger.days() if START <= day <= as_of]
    ends = [day for day in days if evidence.programme.is_half_year(day) or day == as_of]
    rows = {day: ledger.rows_on(day) for day in ends}
    judged = {
        str(each.goal.indicator): each
        for each in judge(evidence.programme, rows.get(as_of, []), as_of)
        if each.goal.publisher is None
    }
    return {
        "from": START.isoformat(),
        "questions": {
            question: [_answer(str(each), rows, judged) for each in chosen]
            for question, chosen in QUESTIONS.items()
        },
        "reported": {question: list(series) for question, series in REPORTED.items()},
        "years": [_year(ledger, day) for day in ends if _ends_a_year(day, as_of)],
    }


def _answer(name: str, rows: dict[dt.date, list[IndicatorRow]], judged: dict[str, Any]) -> Record:
    found = [row_of(of_day, name) for _, of_day in sorted(rows.items())]
    known = [row for row in found if row is not None and row.value is not None]
    first, last = (known[0], known[-1]) if known else (None, None)
    goal = judged.get(name)
    return {
        **described(indicators()[name]),
        "first": first and {"as_of": first.as_of.isoformat(), **(value_of(first) or {})},
        "last": last and {"as_of": last.as_of.isoformat(), **(value_of(last) or {})},
        "target": goal and {"value": goal.goal.target, "direction": goal.goal.direction},
        "verdict": _verdict(Id(name), known, goal),
    }


def _verdict(indicator: Id, known: list[IndicatorRow], goal: Any) -> str:
    """Return `met`, `behind`, `better`, `worse`, `same` or `unknown`.

    Values of two definitions are not compared, nor is one value a course.
    """
    if goal is not None and goal.state != "n/a":
        return "met" if goal.state == "on" else "behind"
    if len(known) < 2 or known[0].definition_version != known[-1].definition_version:
        return "unknown"
    rose = (known[-1].value or 0) - (known[0].value or 0)
    if not rose:
        return "same"
    return "better" if (rose > 0) != (indicator in LESS_IS_BETTER) else "worse"


def _ends_a_year(day: dt.date, as_of: dt.date) -> bool:
    return day == as_of or (day.month, day.day) == (12, 31)


def _year(ledger: Ledger, day: dt.date) -> Record:
    """Return the counts at a year's end, and how many publishers had more than a year before.

    A publisher that was not there a year before, as after a merger, has not grown.
    """
    rows = ledger.rows_on(day)
    before = _counts(ledger.rows_on(dt.date(day.year - 1, 12, 31)))
    now = {key: value for key, value in _counts(rows).items() if value}
    grew = {name for name, kind in now if now[name, kind] > before.get((name, kind), math.inf)}
    return {
        "as_of": day.isoformat(),
        "datasets": value_of(row_of(rows, Id.OPEN_DATASETS)),
        "apis": value_of(row_of(rows, Id.OPEN_APIS)),
        "publishers": len({name for name, _ in now}),
        "grew": len(grew) if before else None,
    }


def _counts(rows: list[IndicatorRow]) -> dict[tuple[str, str], Number]:
    """Return {(publisher that counts, indicator): how many datasets or APIs}."""
    return {
        (row.publisher, row.indicator): row.value
        for row in rows
        if row.indicator in (Id.OPEN_DATASETS, Id.OPEN_APIS)
        and row.publisher is not None
        and row.value is not None
        and row.counted
    }
