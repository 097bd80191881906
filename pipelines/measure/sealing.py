"""Sealing a half-year: somebody says that its values stand; then they are corrected, never edited.

A seal is refused while the catalogue's search and its package list disagree, for then the search
index is half built, and where a count fell and the names do not say why.
What does not belong here: keeping (ledger), and asking the catalogue for its lists.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.errors import SealRefused
from pipelines.measure.evidence import Evidence
from pipelines.measure.explanations import Explanation, explain
from pipelines.measure.ledger import Ledger, blocks
from pipelines.measure.ledger.ledger import CORRECTIONS, SEALS
from pipelines.measure.rows import IndicatorRow, Number

SHOWN = 10
"""Names in a message; the rest is counted."""


@dataclass(frozen=True)
class Seal:
    """Who sealed the values as of a day, when, and what the ledger was then."""

    as_of: dt.date
    by: str
    at: dt.datetime
    head: str
    """The ledger's head before the seal."""
    rows_sha256: str
    """Of the sealed rows."""
    lanes: dict[str, tuple[int, str]]
    """Lane → how many blocks it had, and the last link."""


def seals(ledger: Ledger) -> list[Seal]:
    """Return all seals, in the order of sealing."""
    records = (
        record
        for link in ledger.lane(SEALS)
        for record in blocks.from_bytes(ledger.block(SEALS, link))
    )
    return [_seal(record) for record in records]


def is_sealed(ledger: Ledger, day: dt.date) -> bool:
    """Tell whether the values as of the day are sealed."""
    return any(seal.as_of == day for seal in seals(ledger))


def seal(
    ledger: Ledger, evidence: Evidence, package_list: Iterable[str], day: dt.date, by: str
) -> Seal:
    """Seal the values as of a day. Raises SealRefused with every reason.

    `package_list` are the names of CKAN's package list, to be held against the search.
    """
    reasons = [*_faults_of_the_day(ledger, evidence, day)]
    reasons += _disagreement(evidence, package_list)
    if not reasons:
        reasons += _unexplained_drops(ledger, evidence, day)
    if not by.strip():
        reasons.append("who seals is not said")
    if reasons:
        raise SealRefused(f"{day} is not sealed: {'; '.join(reasons)}")
    made = _made(ledger, day, by, evidence.seen)
    ledger.append_numbered(SEALS, day, blocks.to_bytes([_record(made)]))
    return made


def correct(
    ledger: Ledger,
    key: tuple[str, str | None, dt.date],
    value: Number,
    by: str,
    reason: str,
    now: dt.datetime,
) -> IndicatorRow:
    """Add a revision of a value that is over: (indicator, publisher, day). Raises SealRefused."""
    indicator, publisher, day = key
    found = [
        row
        for row in ledger.rows_on(day)
        if (row.indicator, row.publisher) == (indicator, publisher) and row.status != "provisional"
    ]
    if not found:
        raise SealRefused(f"the ledger has no closed value of {indicator} as of {day}")
    if not by.strip() or not reason.strip():
        raise SealRefused("a correction says who makes it and why")
    last = max(found, key=lambda row: row.definition_version)
    new = dataclasses.replace(
        last,
        value=value,
        numerator=None,
        denominator=None,
        status="computed" if last.status == "n/a" else last.status,
        revision=last.revision + 1,
        computed_at=now,
        by=by,
        reason=reason,
    )
    ledger.append_numbered(CORRECTIONS, day, blocks.of_rows([new]))
    return new


def sealed_rows(ledger: Ledger, day: dt.date) -> bytes:
    """Return the canonical bytes of the first revisions as of a day: what a seal stands on."""
    first = [row for row in ledger.rows() if row.as_of == day and row.revision == 1]
    return blocks.of_rows([row for row in first if row.status not in ("reported", "provisional")])


def _faults_of_the_day(ledger: Ledger, evidence: Evidence, day: dt.date) -> Iterable[str]:
    if not evidence.programme.is_half_year(day):
        yield f"values are sealed as of {', '.join(evidence.programme.half_years)} of a year"
    if day >= evidence.today:
        yield "the day is not over"
    elif not ledger.rows_on(day):
        yield "the ledger has no values of the day"
    for before in seals(ledger):
        if before.as_of == day:
            yield f"{before.by} sealed it on {before.at.date()}"


def _disagreement(evidence: Evidence, package_list: Iterable[str]) -> Iterable[str]:
    listed = set(package_list)
    found = {str(package.get("name") or package["id"]) for package in evidence.packages}
    if lost := listed - found:
        yield f"the catalogue's search does not find {_names(lost)} of its package list"
    if lost := found - listed:
        yield f"the catalogue's package list lacks {_names(lost)} that its search finds"


def _unexplained_drops(ledger: Ledger, evidence: Evidence, day: dt.date) -> Iterable[str]:
    before = evidence.programme.half_year_before(day)
    if not ledger.rows_on(before):
        return
    for explanation in explain(ledger, evidence, before, day):
        yield from _unexplained(ledger, explanation, before, day)


def _unexplained(
    ledger: Ledger, explanation: Explanation, before: dt.date, day: dt.date
) -> Iterable[str]:
    was, now = (_total(ledger.rows_on(each), explanation.indicator) for each in (before, day))
    if was is None or now is None or now >= was:
        return
    fell = f"{explanation.indicator} fell from {was} to {now}"
    if explanation.disappeared:
        yield f"{fell}, and nothing says why {_names(explanation.disappeared)} disappeared"
    elif (explanation.before, explanation.after) != (was, now):
        yield f"{fell}, but by name {explanation.before} became {explanation.after}"


def _total(rows: Sequence[IndicatorRow], indicator: str) -> Number | None:
    found = [row for row in rows if row.indicator == indicator and row.publisher is None]
    return max(found, key=lambda row: row.definition_version).value if found else None


def _names(names: Iterable[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - SHOWN} more" if len(ordered) > SHOWN else ""
    return ", ".join(ordered[:SHOWN]) + more


def _made(ledger: Ledger, day: dt.date, by: str, at: dt.datetime) -> Seal:
    return Seal(
        as_of=day,
        by=by,
        at=at,
        head=ledger.head(),
        rows_sha256=blocks.digest(sealed_rows(ledger, day)),
        lanes=dict(ledger.ends()),
    )


def _record(made: Seal) -> blocks.Record:
    moments = {"as_of": made.as_of.isoformat(), "at": made.at.isoformat()}
    return {**dataclasses.asdict(made), **moments}


def _seal(record: blocks.Record) -> Seal:
    return Seal(
        as_of=dt.date.fromisoformat(record["as_of"]),
        by=record["by"],
        at=dt.datetime.fromisoformat(record["at"]),
        head=record["head"],
        rows_sha256=record["rows_sha256"],
        lanes={lane: (count, link) for lane, (count, link) in record["lanes"].items()},
    )
