"""A report of an edition's facts, in one language: which parts it has, and in what order.

What does not belong here: what stands in a part (figures, changes, sources, evaluation).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.site.language import LanguageCode
from pipelines.site.report import changes, evaluation, figures, sources
from pipelines.site.report.document import Document, Section
from pipelines.site.report.speech import Record, Speech


@dataclass(frozen=True)
class Imprint:
    """What tells one edition from another; it is printed in it."""

    edition: int
    made_at: dt.datetime
    head: str
    """The ledger's head."""
    facts_sha256: str
    half_years: tuple[str, ...]
    """The half-year days, MM-DD."""
    known_at: dt.datetime | None = None
    """When it was known so; None where it is what was known as it was made."""


def compose(facts: Record, imprint: Imprint, language: LanguageCode) -> Document:
    """Return the report. With `final` among the facts it is the final evaluation."""
    speech = Speech(language)
    title = "final_title" if facts.get("final") else "title"
    return Document(
        language=language,
        title=speech.say(title, day=speech.day(facts["as_of"])),
        programme=speech.say("programme"),
        warnings=tuple(_warnings(facts, imprint, speech)),
        imprint=tuple(_imprint(facts, imprint, speech)),
        headlines=tuple(figures.headlines(facts, speech)),
        sections=tuple(_sections(facts, imprint, speech)),
    )


def _sections(facts: Record, imprint: Imprint, speech: Speech) -> Iterator[Section]:
    if facts.get("final"):
        yield from evaluation.evaluation(facts, speech)
    yield figures.figures(facts, speech)
    yield figures.behind(facts, speech)
    yield changes.changes(facts, speech)
    yield changes.withdrawn(facts, speech)
    yield changes.agencies(facts, speech)
    yield figures.not_known(facts, speech)
    yield changes.missed(facts, speech)
    yield sources.reported(facts, speech)
    yield sources.definitions(facts, speech)
    yield sources.checking(facts, imprint.edition, speech)


def _warnings(facts: Record, imprint: Imprint, speech: Speech) -> Iterator[str]:
    seal = facts["seal"]
    if seal:
        yield speech.say("sealed", by=seal["by"], day=speech.day(seal["day"]))
    else:
        yield speech.say("preliminary")
    if not facts["is_half_year"]:
        year = facts["as_of"][:4]
        days = ", ".join(speech.day(f"{year}-{day}") for day in imprint.half_years)
        yield speech.say("off_day", day=speech.day(facts["as_of"]), days=days)
    if imprint.known_at is not None:
        yield speech.say("known_at", moment=speech.moment(imprint.known_at.isoformat()))


def _imprint(facts: Record, imprint: Imprint, speech: Speech) -> Iterator[tuple[str, str]]:
    status = "status_sealed" if facts["seal"] else "status_preliminary"
    yield speech.say("edition"), str(imprint.edition)
    yield speech.say("as_of"), speech.day(facts["as_of"])
    yield speech.say("status"), speech.say(status)
    yield speech.say("made"), speech.moment(imprint.made_at.isoformat())
    yield speech.say("head"), imprint.head
    yield speech.say("facts_sum"), imprint.facts_sha256
