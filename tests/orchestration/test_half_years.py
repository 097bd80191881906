"""The half-year report: numbered editions, the ledger's figures, and the same bytes again."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest

from pipelines.cli import main, reports
from pipelines.declarations import load
from pipelines.errors import LedgerBroken, SettingError
from pipelines.measure import correct, seal, verify
from pipelines.model import Programme
from pipelines.orchestration.half_years import (
    Edition,
    Wanted,
    contents,
    edition_of,
    editions,
    printed_ends,
    put_on_site,
    rendered,
)
from pipelines.orchestration.measuring import backfilled, evidence_of, ledger_of, measured
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.site import SiteFiles
from pipelines.site.language import LANGUAGES
from pipelines.site.report import Imprint
from pipelines.state import State
from tests.measure.invented import CATALOGUE, NOON, PUBLISHERS, TODAY, package, publisher
from tests.orchestration.shown import Shown

DAY = dt.timedelta(days=1)
JUNE, DECEMBER = dt.date(2016, 6, 30), dt.date(2016, 12, 31)
LISTED = [str(each["name"]) for each in CATALOGUE]
DECLARED = load(PROJECT / "datasets", PROJECT / "schemas")
BEHIND = {"indicator": "open_datasets", "year": 2016, "target": 9}


At = Callable[..., Workplace]


@pytest.fixture
def at(tmp_path: Path) -> At:
    """The same state and site at any moment."""
    shown, state = Shown(), State(tmp_path / "state")
    goals = Programme.model_validate({"goals": [BEHIND]}).goals
    programme = DECLARED.programme.model_copy(update={"goals": goals})
    register = {**PUBLISHERS, "sote": publisher("sote")}

    def workplace(moment: dt.datetime = NOON, **more: Any) -> Workplace:
        fields = {"publishers": register, "programme": programme, **more}
        work = Workplace(read_settings({}), type(DECLARED)(**fields), now=lambda: moment)
        site = SiteFiles(str(tmp_path / "site"), "https://hri.fi/tila")
        vars(work).update(ckan=shown, state=state, site=site)
        return work

    return workplace


def files(work: Workplace, edition: Edition) -> dict[str, bytes]:
    return dict(contents(work.state, edition))


def squeezed(text: str) -> str:
    """The text without spaces and hyphens: where a line breaks says nothing."""
    return re.sub(r"[\s\u00ad-]+", "", text)


def read(pdf: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    # What stands above and below a page's text is no part of a table that goes on.
    pages = [page.extract_text() for page in reader.pages]
    body = [re.sub(r"\d+ / \d+\s*$", "", page) for page in pages]
    return reader, squeezed("\n".join(body))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_opens_and_its_figures_are_the_ledgers(at: At, language: str) -> None:
    work = at()
    edition = edition_of(work, Wanted(JUNE))
    reader, text = read(files(work, edition)[f"half-year-2016-06-30-edition-1.{language}.pdf"])
    told = {each["id"]: each for each in edition.record["facts"]["indicators"]}
    rows = [row for row in ledger_of(work.state).rows_on(JUNE) if row.publisher is None]
    assert len(rows) == 8
    for row in rows:
        mark = "." if language == "en" else ","
        value = str(row.value).removesuffix(".0").replace(".", mark).replace("-", "")
        title = squeezed(told[row.indicator]["title"][language])
        line = f"{told[row.indicator]['number']}{re.escape(title)}(\\([^)]*\\))?{re.escape(value)}"
        assert re.search(line, text), line
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (language, True)
    named = {"fi": "Puolivuosiraportti", "sv": "Halvårsrapport", "en": "Half-year report"}
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith(named[language])


def test_a_report_says_what_the_steering_group_asks(at: At) -> None:
    work = at()
    found = files(work, edition_of(work, Wanted(JUNE)))
    page = found["half-year-2016-06-30-edition-1.en.html"].decode()
    _, pdf = read(found["half-year-2016-06-30-edition-1.en.pdf"])
    # trees, plans, old-maps → trees, plans, loans-2015; flash came and went. sote has nothing.
    for said in (
        "Open datasets: 3 → 3 (±0)",
        "flash, loans-2015",
        "flash, old-maps",
        "Agencies without open data: sote.",
        "another definition, not compared",
        "at least 9",
        "TTO-seurantaraportti 2014, mittaristo",
        "The source says &#39;grown 60 %&#39;, but its own figures 4,528 and 11,505",
        "not known before counting began" if work.state.keys("indicators/ledger/computed") else
        "the ledger has no value of the day",
        "nobody has sealed these values",
        "The city&#39;s own public datasets in the catalogue",
        "≈ 26,000",
        ledger_of(work.state).head(),
    ):  # fmt: skip
        assert said in page
        assert squeezed(said.replace("&#39;", "'")) in pdf.replace("’", "'").replace("‘", "'")


def test_the_same_ledger_gives_the_same_edition_and_bytes(at: At) -> None:
    first = edition_of(at(), Wanted(JUNE))
    again = edition_of(at(NOON + dt.timedelta(hours=5)), Wanted(JUNE))
    assert again.record == first.record
    before = files(at(), first)
    record = first.record
    imprint = Imprint(1, first.made_at, record["head"], record["says"], ("06-30", "12-31"))
    assert rendered(record["facts"], imprint) == before
    assert {n: hashlib.sha256(d).hexdigest() for n, d in before.items()} == first.checksums


def test_a_day_more_in_the_ledger_makes_no_new_edition_but_a_correction_does(at: At) -> None:
    first = edition_of(at(), Wanted(JUNE))
    measured(at(NOON + DAY))
    measured(at(NOON + 2 * DAY))
    edition = edition_of(at(NOON + 2 * DAY), Wanted(JUNE))
    assert edition.number == 2, "counting has begun, and the report says since when"
    measured(at(NOON + 3 * DAY))
    measured(at(NOON + 4 * DAY))
    assert edition_of(at(NOON + 4 * DAY), Wanted(JUNE)).number == 2
    work = at(NOON + 5 * DAY)
    key = ("open_datasets", None, JUNE)
    correct(ledger_of(work.state), key, 4, "TTO", "flash oli vielä auki", work.now())
    third = edition_of(work, Wanted(JUNE))
    assert (first.number, third.number) == (1, 3)
    assert edition_of(at(NOON + 6 * DAY), Wanted(DECEMBER)).number == 1
    assert b"correction" not in b"".join(files(work, first).values())


def test_what_was_known_is_told_as_it_was_told_then(at: At) -> None:
    first = edition_of(at(), Wanted(JUNE))
    work = at(NOON + 2 * DAY)
    key = ("open_datasets", None, JUNE)
    correct(ledger_of(work.state), key, 4, "TTO", "flash oli vielä auki", work.now())
    later = edition_of(work, Wanted(JUNE))
    assert edition_of(work, Wanted(JUNE, known_at=NOON + DAY)).record == first.record
    assert edition_of(work, Wanted(JUNE, known_at=work.now())).record == later.record


def test_what_was_known_before_any_edition_is_told_from_the_rows_of_then(at: At) -> None:
    backfilled(at(), JUNE)
    later = at(NOON + 2 * DAY)
    key = ("open_datasets", None, JUNE)
    correct(ledger_of(later.state), key, 4, "TTO", "flash oli vielä auki", later.now())
    then = edition_of(later, Wanted(JUNE, known_at=NOON + DAY))
    now = edition_of(later, Wanted(JUNE))
    values = [
        next(i["now"]["value"] for i in each.record["facts"]["indicators"] if i["number"] == "1")
        for each in (then, now)
    ]
    assert values == [3, 4]
    page = files(later, then)["half-year-2016-06-30-edition-1.en.html"].decode()
    assert "As it was known on 25 Nov 2026" in page
    assert edition_of(later, Wanted(JUNE, known_at=NOON + DAY)).record == then.record


def test_a_sealed_half_year_is_official(at: At) -> None:
    work = at()
    for day in (dt.date(2015, 12, 31), JUNE):
        backfilled(work, day)
    seal(ledger_of(work.state), evidence_of(work), LISTED, JUNE, "TTO")
    page = files(work, edition_of(work, Wanted(JUNE)))["half-year-2016-06-30-edition-1.fi.html"]
    assert "Virallinen: TTO on vahvistanut luvut 24.11.2026." in page.decode()


def test_the_head_of_an_edition_is_known_again_until_the_ledger_is_cut(
    at: At, tmp_path: Path
) -> None:
    work = at()
    measured(work)
    edition = edition_of(at(NOON + DAY), Wanted(JUNE))
    for later in (1, 2):
        measured(at(NOON + later * DAY))
    ledger, head = ledger_of(work.state), edition.record["head"]
    assert ledger.head() != head
    assert verify(ledger, head, printed_ends(work.state)) == []
    assert "never had the head" in verify(ledger, head)[0]
    for name in ("computed.chain", "computed/2026-11-24.jsonl", "computed/2026-11-25.jsonl"):
        (tmp_path / "state/indicators/ledger" / name).unlink()
    measured(at(NOON + 3 * DAY))
    faults = verify(ledger, head, printed_ends(work.state))
    assert faults[-1] == f"the chain of computed is not the one with the head {head}"


def test_a_day_that_is_no_half_year_is_told_so_and_missed_days_are_named(at: At) -> None:
    for days in (0, 3, 4):
        measured(at(NOON + days * DAY))
    work = at(NOON + 4 * DAY)
    edition = edition_of(work, Wanted(TODAY + 3 * DAY))
    page = files(work, edition)["half-year-2026-11-27-edition-1.en.html"].decode()
    assert "27 Nov 2026 is not one of the half-year days (30 Jun 2026, 31 Dec 2026)" in page
    assert "nothing is guessed of them: 25 Nov 2026, 26 Nov 2026." in page


def test_a_day_that_is_not_over_is_refused(at: At) -> None:
    with pytest.raises(SettingError, match="is not over"):
        edition_of(at(), Wanted(TODAY))
    with pytest.raises(SettingError, match="was not over"):
        edition_of(at(), Wanted(JUNE, known_at=dt.datetime(2016, 6, 30, 12, tzinfo=dt.UTC)))
    with pytest.raises(SettingError, match="has not come yet"):
        edition_of(at(), Wanted(JUNE, known_at=NOON + DAY))


def test_a_text_is_never_read_as_markup(at: At) -> None:
    trap = package("#import <b>&", "kuva", "2016-03-01")
    work = at()
    work.ckan.shown.append({**trap, "id": "trap"})  # type: ignore[attr-defined]
    found = files(work, edition_of(work, Wanted(JUNE)))
    assert b"#import &lt;b&gt;&amp;" in found["half-year-2016-06-30-edition-1.fi.html"]
    assert "#import<b>&" in read(found["half-year-2016-06-30-edition-1.fi.pdf"])[1]


def test_the_final_evaluation_answers_three_questions(at: At) -> None:
    work = at()
    found = files(work, edition_of(work, Wanted(dt.date(2017, 12, 31), final=True)))
    page = found["final-2017-12-31-edition-1.en.html"].decode()
    # Coverage: of hkr, ksv, kuva and sote two in 2014 (50 %); of kymp, kuva, sote two in 2017.
    assert "Was the programme aimed right?" in page
    assert "50% (31 Dec 2014)" in page
    assert "66.7% (31 Dec 2017)" in page
    assert "By the indicators that are known: yes. 7 indicators speak to it: right way 1" in page
    # Datasets 3 → 4 and APIs 1 → 3 rose; the net change of each half-year is known too.
    assert "Were the goals met?" in page
    assert "4 (31 Dec 2017)" in page
    assert "Did the implementation succeed?" in page
    assert "The indicators do not tell. 7 indicators speak to it: not known 7." in page
    assert "Registered users &gt;200,000 persons (30 Nov 2014)" in page
    assert set(found) == {
        f"final-2017-12-31-edition-1.{each}.{kind}"
        for each in LANGUAGES
        for kind in ("html", "pdf")
    }


def test_the_final_evaluation_goes_through_the_years(at: At) -> None:
    work = at()
    found = files(work, edition_of(work, Wanted(dt.date(2017, 12, 31), final=True)))
    page = found["final-2017-12-31-edition-1.en.html"].decode()
    years = re.findall(r"<tr>\s*((?:<td[^>]*>[^<]*</td>\s*){4})</tr>", page)
    cells = [re.findall(r">([^<]*)</td>", year) for year in years]
    # Of hkr, ksv, kymp's maps and kuva, kuva grew in 2015 by events; in 2016 by loans-2015, dead.
    assert [each for each in cells if "Dec 201" in each[0]] == [
        ["31 Dec 2014", "3", "1", "–"],
        ["31 Dec 2015", "3", "2", "1 / 4"],
        ["31 Dec 2016", "3", "3", "1 / 4"],
        # kuva by loans-2016; kymp is new, and its predecessors' datasets are no growth.
        ["31 Dec 2017", "4", "3", "1 / 2"],
    ]


def test_an_edition_that_was_changed_is_not_handed_out(at: At, tmp_path: Path) -> None:
    work = at()
    edition = edition_of(work, Wanted(JUNE))
    name = next(iter(edition.checksums))
    (tmp_path / "state" / edition.folder / name).write_bytes(b"<html>")
    with pytest.raises(LedgerBroken, match="is not what was made"):
        list(contents(work.state, edition))


def test_goals_that_cannot_be_judged_are_not_called_met(at: At) -> None:
    goal = {"indicator": "timely_data", "year": 2016, "target": 90}
    goals = Programme.model_validate({"goals": [goal]}).goals
    work = at(programme=at().declarations.programme.model_copy(update={"goals": goals}))
    page = files(work, edition_of(work, Wanted(JUNE)))["half-year-2016-06-30-edition-1.sv.html"]
    assert "Av målen för 2016 kan 1 inte bedömas: värdena är inte kända." in page.decode()


def test_the_site_lists_every_edition_with_its_files(at: At, tmp_path: Path) -> None:
    work = at()
    edition = edition_of(work, Wanted(JUNE))
    put_on_site(work, edition)
    site = tmp_path / "site"
    for name, data in files(work, edition).items():
        assert (site / "reports/2016-06-30/1" / name).read_bytes() == data
    page = (site / "sv/reports.html").read_text(encoding="utf-8")
    assert 'href="../reports/2016-06-30/1/half-year-2016-06-30-edition-1.sv.pdf"' in page
    assert "Halvårsrapport 30 juni 2016, upplaga 1" in page
    assert editions(work.state)[0].checksums["half-year-2016-06-30-edition-1.sv.pdf"] in page


def test_the_command_writes_the_files_and_says_their_checksums(
    at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reports, "workplace", lambda *_: at())
    out = tmp_path / "out"
    arguments = ["hri", "report", "--as-of", "2016-06-30", "--out", str(out), "--json"]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    record = json.loads(capsys.readouterr().out)
    assert ended.value.code == 0
    assert record["edition"] == 1
    for name, sha256 in record["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == sha256
    assert len(record["files"]) == 6
