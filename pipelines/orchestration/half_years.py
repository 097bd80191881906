"""The editions of the half-year report: numbered, kept, and made again as they were.

    half_years/<as-of>/<edition>/<file>   the pages and PDFs, written first
    half_years/<as-of>/<edition>.json     what the edition says and stands on; never written over

An edition that would say what an earlier one says is that one. What does not belong here: what a
report says (measure) and how it looks (site).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipelines.errors import LedgerBroken, SettingError
from pipelines.measure import KnownAt, Ledger, enter, final, half_year
from pipelines.measure.days import day_in_helsinki
from pipelines.measure.final import START
from pipelines.measure.ledger.chain import Ends
from pipelines.orchestration.measuring import backfilled, evidence_of, ledger_of
from pipelines.orchestration.workplace import Workplace
from pipelines.site.language import LANGUAGES, LanguageCode
from pipelines.site.report import Imprint, compose, list_editions, to_html, to_pdf
from pipelines.state import State

FOLDER = "half_years"
REMEDY = "restore it from a backup"


@dataclass(frozen=True)
class Wanted:
    """Which report is asked for."""

    as_of: dt.date
    final: bool = False
    """Whether it answers the questions of the programme's final evaluation too."""
    known_at: dt.datetime | None = None
    """The moment whose knowledge it tells; None for all that is known now."""


@dataclass(frozen=True)
class Edition:
    """One edition, as it is kept."""

    record: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Return its number among those of its day, from 1."""
        return int(self.record["edition"])

    @property
    def folder(self) -> str:
        """Return the folder of its files, in the state."""
        return f"{FOLDER}/{self.record['as_of']}/{self.number}"

    @property
    def made_at(self) -> dt.datetime:
        """Return when it was made for the first time."""
        return dt.datetime.fromisoformat(self.record["made_at"])

    @property
    def checksums(self) -> dict[str, str]:
        """Return {file name: SHA-256}."""
        return dict(self.record["files"])


def edition_of(work: Workplace, wanted: Wanted) -> Edition:
    """Return the edition that says what is asked for, made and kept where there is none yet.

    Raises SettingError for a day that is not over, LedgerBroken, and what `evidence_of` raises.
    """
    _refuse_the_future(work, wanted)
    with _alone(work.state):
        found = [each for each in editions(work.state, wanted.as_of) if _is_wanted(each, wanted)]
        if wanted.known_at is not None:
            then = [each for each in found if each.made_at <= wanted.known_at]
            if then:
                return then[-1]
        ledger = _ledger(work, wanted)
        basis = [ledger.head(), _declared(work)]
        same = [each for each in found if each.record["basis"] == basis]
        return same[-1] if same else _made(work, wanted, ledger, basis, found)


def editions(state: State, as_of: dt.date | None = None) -> list[Edition]:
    """Return the editions as of a day, or of all days, by day and number."""
    keys = state.keys(f"{FOLDER}/{as_of}" if as_of else FOLDER)
    records = [state.read_json(key) for key in keys if key.count("/") == 2]
    found = [Edition(record) for record in records if record is not None]
    return sorted(found, key=lambda each: (each.record["as_of"], each.number))


def printed_ends(state: State) -> list[Ends]:
    """Return where the ledger's lanes ended as each edition was made, for `verify`."""
    return [
        {lane: (count, link) for lane, (count, link) in each.record["ends"].items()}
        for each in editions(state)
    ]


def contents(state: State, edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of an edition's files. Raises LedgerBroken where one was changed."""
    for name, sha256 in edition.checksums.items():
        try:
            data = state.file(f"{edition.folder}/{name}").read_bytes()
        except FileNotFoundError as error:
            raise LedgerBroken(f"{edition.folder}/{name} is lost", remedy=REMEDY) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LedgerBroken(f"{edition.folder}/{name} is not what was made", remedy=REMEDY)
        yield name, data


def put_on_site(work: Workplace, edition: Edition) -> None:
    """Publish an edition's files and the list of all editions, where there is a site."""
    if work.site is None:
        return
    place = f"reports/{edition.record['as_of']}/{edition.number}"
    for name, data in contents(work.state, edition):
        work.site.write(f"{place}/{name}", data)
    show_editions(work)


def show_editions(work: Workplace) -> None:
    """Write the list of all editions that the site has, where there is a site."""
    if work.site is None:
        return
    there = set(work.site.paths("reports"))
    list_editions(work.site, [row for row in _listed(work.state) if _is_there(row, there)])


def _is_there(row: dict[str, Any], there: set[str]) -> bool:
    return all(file["path"] in there for file in row["files"].values())


def _listed(state: State) -> Iterator[dict[str, Any]]:
    for each in reversed(editions(state)):
        record = each.record
        place = f"reports/{record['as_of']}/{each.number}"
        files = {n: {"path": f"{place}/{n}", "sha256": s} for n, s in each.checksums.items()}
        yield {
            "as_of": record["as_of"],
            "edition": each.number,
            "final": record["final"],
            "sealed": record["facts"]["seal"] is not None,
            "files": files,
        }


def _refuse_the_future(work: Workplace, wanted: Wanted) -> None:
    today = day_in_helsinki(work.now())
    if wanted.as_of >= today:
        raise SettingError(f"{wanted.as_of} is not over", remedy="ask for a day that is")
    if wanted.known_at is not None:
        if wanted.known_at > work.now():
            raise SettingError(f"{wanted.known_at} has not come yet", remedy="leave it out")
        if day_in_helsinki(wanted.known_at) <= wanted.as_of:
            raise SettingError(
                f"{wanted.as_of} was not over at {wanted.known_at}", remedy="ask for a later moment"
            )


def _is_wanted(edition: Edition, wanted: Wanted) -> bool:
    known_at = edition.record["known_at"]
    asked = wanted.known_at.isoformat() if wanted.known_at else None
    return edition.record["final"] == wanted.final and known_at in (None, asked)


def _ledger(work: Workplace, wanted: Wanted) -> Ledger:
    """Return the ledger as it was at the wanted moment; or as it is, with the days completed.

    Days before the first snapshot that nobody reconstructed yet are reconstructed.
    """
    ledger = ledger_of(work.state)
    if wanted.known_at is not None:
        return Ledger(KnownAt(ledger.store, wanted.known_at))
    ledger.close(day_in_helsinki(work.now()))
    enter(ledger, work.declarations.programme, work.now())
    for day in _days(work, wanted):
        if not ledger.rows_on(day):
            backfilled(work, day)
    return ledger


def _days(work: Workplace, wanted: Wanted) -> Iterator[dt.date]:
    yield wanted.as_of
    yield work.declarations.programme.half_year_before(wanted.as_of)
    if wanted.final:
        for year in range(START.year, wanted.as_of.year):
            yield dt.date(year, 12, 31)


def _declared(work: Workplace) -> str:
    """Return the checksum of what the programme office and the register declare."""
    programme = work.declarations.programme.model_dump(mode="json")
    publishers = [each.model_dump(mode="json") for each in work.declarations.publishers.values()]
    return _checksum([programme, publishers])


def _made(
    work: Workplace, wanted: Wanted, ledger: Ledger, basis: list[str], found: list[Edition]
) -> Edition:
    evidence = evidence_of(work)
    facts = half_year(ledger, evidence, wanted.as_of)
    if wanted.final:
        facts["final"] = final(ledger, evidence, wanted.as_of)
    known_at = wanted.known_at.isoformat() if wanted.known_at else None
    says = _checksum([facts, known_at])
    for each in reversed(found):
        if each.record["says"] == says:
            return each
    record = {
        "as_of": wanted.as_of.isoformat(),
        "edition": len(editions(work.state, wanted.as_of)) + 1,
        "final": wanted.final,
        "known_at": known_at,
        "made_at": work.now().replace(microsecond=0).isoformat(),
        "head": basis[0],
        "ends": dict(ledger.ends()),
        "basis": basis,
        "says": says,
        "facts": facts,
    }
    # As it will be read from the state: what is made of it again is made of the same.
    return _kept(work, wanted, json.loads(json.dumps(record, sort_keys=True)))


def _kept(work: Workplace, wanted: Wanted, record: dict[str, Any]) -> Edition:
    edition = Edition(record)
    imprint = Imprint(
        edition=edition.number,
        made_at=edition.made_at,
        head=record["head"],
        facts_sha256=record["says"],
        half_years=tuple(work.declarations.programme.half_years),
        known_at=wanted.known_at,
    )
    files = rendered(record["facts"], imprint)
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        for name, data in files.items():
            local = Path(folder) / name
            local.write_bytes(data)
            work.state.put(local, f"{edition.folder}/{name}")
    record["files"] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    work.state.write_json(f"{edition.folder}.json", record)
    return edition


def rendered(facts: Mapping[str, Any], imprint: Imprint) -> dict[str, bytes]:
    """Return {file name: bytes} of a report: a page and a PDF in each language."""
    kind = "final" if facts.get("final") else "half-year"
    stem = f"{kind}-{facts['as_of']}-edition-{imprint.edition}"
    pages: dict[LanguageCode, str] = {each: f"{stem}.{each}.html" for each in LANGUAGES}
    found = {}
    for language in LANGUAGES:
        document, pdf = compose(facts, imprint, language), f"{stem}.{language}.pdf"
        found[pages[language]] = to_html(document, pages, pdf).encode()
        found[pdf] = to_pdf(document, imprint.made_at)
    return found


def _checksum(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _alone(state: State) -> FileLock:
    folder = state.shared_folder(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / ".lock")
