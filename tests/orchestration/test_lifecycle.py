"""How a dataset ends: told first, retired, withdrawn or purged; and how it is brought back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.catalogue import Ckan
from pipelines.declarations import load
from pipelines.errors import (
    BreaksContract,
    CatalogueUnavailable,
    HriError,
    PermanentError,
    RetirementRefused,
    Withheld,
)
from pipelines.journal import Entry, Kind, entries
from pipelines.orchestration import lifecycle, publishing, retirement, steps
from pipelines.orchestration.served import named
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Epitaph
from pipelines.settings import Catalogue as CatalogueSetting
from pipelines.settings import read_settings
from pipelines.site import SiteFiles
from tests.declared import EVENTS
from tests.extract.origin import Answer, serving
from tests.orchestration.catalogue import serving_catalogue
from tests.orchestration.test_versions import FIELDS, Desk

ID = "hel-trams"
RUN = {"run": "test"}
SUNSET = """\
sunset:
  on: {on}
  successor: hel-events
  reason: {{fi: Uusi rakenne., sv: Ny struktur., en: A new structure.}}
"""
COMING = """\
announced:
  version: "2.0"
  on: {on}
  text: {{fi: Sarake poistuu., sv: En kolumn utgår., en: A column goes.}}
"""
WITHDRAWN = """\
withdrawn:
  on: 2026-03-05
  reason: {fi: Lähde lakkaa., sv: Källan upphör., en: The source ends.}
"""
EPITAPH = Epitaph(dt.date(2026, 3, 1), {"fi": "Sisälsi henkilötietoja."})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving() as origin, serving_catalogue() as (url, catalogue):
        made = Desk(tmp_path, origin, url, catalogue)
        made.more = "datastore: false\n"
        (made.datasets / "events.yaml").write_text(EVENTS, encoding="utf-8")
        made.send("A;1;2", "B;3;4")
        yield made


@pytest.fixture
def published(desk: Desk) -> Desk:
    desk.run()
    return desk


def on_day(desk: Desk, year: int, month: int, day: int) -> Desk:
    desk.now = dt.datetime(year, month, day, 12, tzinfo=dt.UTC)
    return desk


def workplace(desk: Desk) -> Workplace:
    """Return a workplace over what stands in the folder, sound or not."""
    work = Workplace(read_settings({}), load(desk.datasets, desk.schemas), now=lambda: desk.now)
    work.state = desk.state
    work.catalogue = CatalogueSetting(desk.url, "token", is_sandbox=True)
    work.ckan = Ckan(desk.url, "token")
    work.site = SiteFiles(str(desk.datasets.parent / "site"), "https://site.example")
    return work


def retire(desk: Desk) -> dict[str, Any]:
    """Do the round of retirement that a run of everything does."""
    with (work := workplace(desk)).ckan:
        return retirement.retired(work, RUN)


def undeclare(desk: Desk) -> None:
    (desk.datasets / "trams.yaml").unlink()


def package(desk: Desk) -> dict[str, Any]:
    """Return the package with its extras beside its fields, as a visitor sees them."""
    (found,) = desk.catalogue.packages.values()
    extras = {each["key"]: each["value"] for each in found["extras"]}
    return {**extras, **found}


def journal(desk: Desk, kind: Kind) -> list[Entry]:
    return [each for each in entries(desk.state, ID) if each.kind is kind]


def assert_served(desk: Desk) -> None:
    assert desk.shown() == "nimi,ita,pohjoinen\r\nA,1,2\r\nB,3,4\r\n"
    assert "withdrawn_on" not in package(desk)


def assert_tombstone(desk: Desk, on: str) -> None:
    shown = package(desk)
    assert (shown["name"], shown["resources"]) == ("raitiotiet", [])
    assert shown["withdrawn_on"] == on
    (entry,) = journal(desk, Kind.WITHDRAWN)
    assert entry.effective == dt.date.fromisoformat(on)
    assert desk.state.read_json(f"withdrawn/{ID}.json")["done"] is True  # type: ignore[index]


# --- what is declared no longer


def test_a_removed_declaration_is_served_for_its_grace_time_and_then_a_tombstone(
    published: Desk,
) -> None:
    desk = published
    identity = package(desk)["id"]
    undeclare(desk)
    assert retire(desk)["begun"] == ["raitiotiet"]
    assert desk.state.read_json(f"retiring/{ID}.json") == {
        "dataset": ID, "resource": "", "name": "raitiotiet",
        "since": "2026-03-01", "due": "2026-03-31", "confirmed": None,
    }  # fmt: skip
    (entry,) = journal(desk, Kind.ANNOUNCED)
    assert entry.effective == dt.date(2026, 3, 31)
    on_day(desk, 2026, 3, 30)
    assert retire(desk)["waiting"] == ["raitiotiet"]
    assert_served(desk)

    on_day(desk, 2026, 3, 31)
    assert retire(desk)["removed"] == ["raitiotiet"]
    assert_tombstone(desk, "2026-03-31")
    assert package(desk)["id"] == identity
    assert "ei enää julkaista" in package(desk)["notes"]
    assert desk.state.read_json(f"retiring/{ID}.json") is None
    writes = len(desk.catalogue.writes)
    assert retire(on_day(desk, 2026, 5, 1))["writes"] == 0
    assert len(desk.catalogue.writes) == writes


def test_a_declaration_that_comes_back_in_time_was_never_away(published: Desk) -> None:
    desk = published
    undeclare(desk)
    retire(desk)
    on_day(desk, 2026, 3, 20)
    desk.run()
    assert retire(desk)["removed"] == []
    assert desk.state.read_json(f"retiring/{ID}.json") is None
    undeclare(desk)
    retire(on_day(desk, 2026, 4, 10))
    assert_served(desk)


def test_a_declaration_that_comes_back_late_is_published_under_its_ids(published: Desk) -> None:
    desk = published
    before = package(desk)
    undeclare(desk)
    retire(desk)
    retire(on_day(desk, 2026, 3, 31))
    desk.run()
    assert_served(desk)
    after = package(desk)
    assert after["id"] == before["id"]
    assert {r["id"] for r in after["resources"]} == {r["id"] for r in before["resources"]}
    assert "poistettu julkaisusta" not in after["notes"]
    assert desk.state.read_json(f"withdrawn/{ID}.json") is None


@pytest.mark.parametrize("spoiled", ["name: raitiotiet\n", "id: [", "\N{REPLACEMENT CHARACTER}"])
def test_a_file_with_a_fault_is_no_file_that_was_removed(published: Desk, spoiled: str) -> None:
    desk = published
    (desk.datasets / "trams.yaml").write_text(spoiled, encoding="utf-8")
    assert retire(desk)["not_looked_at"]
    assert desk.state.keys("retiring") == []
    undeclare(desk)
    (desk.datasets / "events.yaml").write_text("id: [", encoding="utf-8")
    assert retire(on_day(desk, 2027, 1, 1))["not_looked_at"]
    assert_served(desk)


def test_a_fault_stops_what_is_due_too(published: Desk) -> None:
    desk = published
    undeclare(desk)
    retire(desk)
    (desk.datasets / "events.yaml").write_text("id: [", encoding="utf-8")
    retire(on_day(desk, 2026, 6, 1))
    assert_served(desk)


def test_an_empty_folder_retires_nothing(published: Desk) -> None:
    desk = published
    undeclare(desk)
    (desk.datasets / "events.yaml").unlink()
    assert retire(desk)["not_looked_at"]
    assert desk.state.keys("retiring") == []


def test_an_empty_or_failed_source_retires_nothing(published: Desk) -> None:
    desk = published
    for answer in (Answer(b""), Answer(b"gone", status=404)):
        desk.origin.at("/trams.csv", answer)
        with pytest.raises(PermanentError):
            desk.run()
        assert retire(desk)["begun"] == []
    assert desk.state.keys("retiring") == []
    assert_served(desk)


def test_over_the_caps_nothing_goes_until_it_is_confirmed_by_name(published: Desk) -> None:
    desk = published
    (desk.datasets / "_publishing.yaml").write_text("retirement: {at_most: 0, grace_days: 10}\n")
    undeclare(desk)
    with pytest.raises(RetirementRefused, match="more than may go at once: raitiotiet"):
        retire(desk)
    assert desk.state.keys("retiring") == []

    with (work := workplace(desk)).ckan:
        retirement.confirm(work, ["raitiotiet"], "Ohjelmatoimisto")
    assert retire(on_day(desk, 2026, 3, 10))["waiting"] == ["raitiotiet"]
    assert_served(desk)
    retire(on_day(desk, 2026, 3, 11))
    assert_tombstone(desk, "2026-03-11")
    record = desk.state.read_json(f"withdrawn/{ID}.json") or {}
    assert (record["by"], record["cause"]) == ("Ohjelmatoimisto", "retirement")


def test_what_a_steward_added_by_hand_stays_on_the_tombstone(published: Desk) -> None:
    desk = published
    mine = {"id": "by-hand", "url": "https://www.hel.fi/map.pdf", "format": "PDF"}
    next(iter(desk.catalogue.packages.values()))["resources"].append(mine)
    undeclare(desk)
    retire(desk)
    retire(on_day(desk, 2026, 3, 31))
    assert package(desk)["resources"] == [mine]


def test_a_package_that_is_no_longer_ours_is_left_alone(published: Desk) -> None:
    desk = published
    found = next(iter(desk.catalogue.packages.values()))
    marks = ("global_id", "identifier")
    found["extras"] = [each for each in found["extras"] if each["key"] not in marks]
    undeclare(desk)
    retire(desk)
    retire(on_day(desk, 2026, 3, 31))
    assert len(found["resources"]) == 3
    assert "withdrawn_on" not in package(desk)


def test_a_format_that_is_declared_no_longer_goes_after_its_grace_time(published: Desk) -> None:
    desk = published
    desk.formats = "[csv]"
    desk.more += 'version: "2.0"\nannounce_days: 0\n'
    desk.run()
    json_file = next(it["id"] for it in package(desk)["resources"] if it["format"] == "JSON")
    assert retire(desk)["begun"] == ["raitiotiet (JSON)"]
    assert desk.state.keys(f"retiring/{ID}") == [f"retiring/{ID}/{json_file}.json"]
    retire(on_day(desk, 2026, 3, 31))
    assert [it["format"] for it in package(desk)["resources"]] == ["CSV", "Data Package"]
    assert retire(on_day(desk, 2026, 4, 30))["begun"] == []


def test_a_format_whose_going_is_refused_is_not_retired_meanwhile(published: Desk) -> None:
    desk = published
    desk.formats = "[csv]"
    desk.more += 'version: "2.0"\n'
    for day in (1, 31):
        on_day(desk, 2026, 3, day)
        with pytest.raises(BreaksContract, match="they were not told"):
            desk.run()
        assert retire(desk)["begun"] == []
    assert {it["format"] for it in package(desk)["resources"]} == {"CSV", "JSON", "Data Package"}


# --- what is declared to end


def test_a_version_is_told_served_and_ends_on_its_day(published: Desk) -> None:
    desk = published
    desk.more += SUNSET.format(on="2026-06-01")
    desk.run()
    shown = package(desk)
    assert "Muutos tulossa 2026-06-01: aineiston julkaiseminen päättyy." in shown["notes"]
    address = f"{desk.url}/dataset/tapahtumat"
    assert f"Sen korvaa {address}." in shown["notes"]
    assert (shown["sunset_on"], shown["successor"]) == ("2026-06-01", address)
    (entry,) = journal(desk, Kind.ANNOUNCED)
    assert (entry.effective, entry.successor) == (dt.date(2026, 6, 1), "hel-events")
    record = desk.state.read_json(f"announcements/{ID}.json") or {}
    assert (record["since"], record["effective"]) == ("2026-03-01", "2026-06-01")

    on_day(desk, 2026, 5, 31)
    desk.send("A;1;2", "B;3;5")
    assert desk.run()["writes"] > 0
    assert desk.shown().endswith("B,3,5\r\n")
    assert len(journal(desk, Kind.ANNOUNCED)) == 1

    on_day(desk, 2026, 6, 1)
    assert desk.run()["writes"] > 0
    assert_tombstone(desk, "2026-06-01")
    assert package(desk)["successor"] == address
    assert (desk.state.read_json(f"withdrawn/{ID}.json") or {})["successor"] == "hel-events"
    assert "Muutos tulossa" not in package(desk)["notes"]
    assert desk.run()["writes"] == 0
    assert desk.run()["writes"] == 0
    assert len(journal(desk, Kind.WITHDRAWN)) == 1


def test_a_sunset_that_comes_too_soon_names_the_earliest_day_and_breaks_nothing(
    published: Desk,
) -> None:
    desk = published
    writes = len(desk.catalogue.writes)
    desk.more += SUNSET.format(on="2026-05-29")
    with pytest.raises(BreaksContract, match="declare 2026-05-30 or a later day"):
        desk.run()
    on_day(desk, 2026, 7, 1)
    with pytest.raises(BreaksContract, match="declare 2026-09-29 or a later day"):
        desk.run()
    assert len(desk.catalogue.writes) == writes
    assert_served(desk)


def test_a_day_put_off_keeps_its_announcement_and_one_brought_forward_does_not(
    published: Desk,
) -> None:
    desk = published
    plain = desk.more
    desk.more = plain + SUNSET.format(on="2026-06-01")
    desk.run()
    on_day(desk, 2026, 5, 1)
    desk.more = plain + SUNSET.format(on="2026-07-01")
    desk.run()
    assert (desk.state.read_json(f"announcements/{ID}.json") or {})["since"] == "2026-03-01"
    desk.more = plain + SUNSET.format(on="2026-06-01")
    with pytest.raises(BreaksContract, match="declare 2026-07-30 or a later day"):
        desk.run()
    desk.more = plain
    on_day(desk, 2026, 5, 2)
    desk.run()
    called_off, *_ = journal(desk, Kind.ANNOUNCED)
    assert "peruttu" in called_off.text["fi"]
    assert "Muutos tulossa" not in package(desk)["notes"]
    assert "sunset_on" not in package(desk)
    assert "successor" not in package(desk)


def test_a_frozen_version_is_served_as_it_is_and_its_source_is_left_alone(
    published: Desk,
) -> None:
    desk = published
    desk.more += SUNSET.format(on="2026-06-01") + "  frozen: true\n"
    desk.send("toinen rakenne")
    desk.run()
    assert_served(desk)
    asked = desk.origin.asked("/trams.csv")
    desk.run()
    assert desk.origin.asked("/trams.csv") == asked


def test_a_planned_withdrawal_needs_no_notice(published: Desk) -> None:
    desk = published
    desk.more += WITHDRAWN
    desk.run()
    assert "Muutos tulossa 2026-03-05" in package(desk)["notes"]
    assert len(package(desk)["resources"]) == 3
    on_day(desk, 2026, 3, 5)
    desk.run()
    assert_tombstone(desk, "2026-03-05")
    assert "poistettu julkaisusta 2026-03-05. Lähde lakkaa." in package(desk)["notes"]


def test_a_break_of_the_same_dataset_comes_on_the_day_that_was_told(published: Desk) -> None:
    desk = published
    plain = desk.more
    desk.more = plain + COMING.format(on="2026-06-15")
    desk.run()
    assert "Muutos tulossa 2026-06-15: aineistosta julkaistaan versio 2.0" in package(desk)["notes"]
    (entry,) = journal(desk, Kind.ANNOUNCED)
    assert (entry.version, entry.effective) == ("2.0", dt.date(2026, 6, 15))

    on_day(desk, 2026, 6, 14)
    desk.fields = FIELDS[:2]
    desk.send("A;1", "B;3")
    desk.more += 'version: "2.0"\n'
    with pytest.raises(BreaksContract, match=r"version 2\.0 is announced for 2026-06-15"):
        desk.run()
    assert_served(desk)

    on_day(desk, 2026, 6, 15)
    desk.run()
    assert desk.shown() == "nimi,ita\r\nA,1\r\nB,3\r\n"
    assert "Muutos tulossa" not in package(desk)["notes"]
    assert len(journal(desk, Kind.ANNOUNCED)) == 1


# --- what a person withdraws


def withdraw(desk: Desk, *, purge: bool = False) -> None:
    with (work := workplace(desk)).ckan:
        known = named(work, "raitiotiet")
        lifecycle.bury(work, known, EPITAPH, cause=lifecycle.COMMAND, by="Päivystäjä", purge=purge)


def copies(desk: Desk, text: bytes) -> list[str]:
    """Return the state's keys under which the text stands."""
    return [key for key in desk.state.keys("") if text in desk.state.file(key).read_bytes()]


def test_what_was_withdrawn_stays_so_until_it_is_undone(published: Desk) -> None:
    desk = published
    withdraw(desk)
    assert_tombstone(desk, "2026-03-01")
    with pytest.raises(Withheld, match="hri withdraw raitiotiet --undo"):
        desk.run()
    work, dataset = desk.open()
    with work.ckan, pytest.raises(Withheld):
        publishing.planned(work, dataset)
    assert_tombstone(desk, "2026-03-01")

    assert lifecycle.bring_back(work, ID)
    desk.run()
    assert_served(desk)


def test_no_tombstone_is_taken_for_the_words_of_a_steward(published: Desk) -> None:
    desk = published
    served = package(desk)
    desk.more += "conflicts: {default: portal}\n"
    withdraw(desk, purge=True)
    assert_tombstone(desk, "2026-03-01")
    assert lifecycle.bring_back(desk.open()[0], ID)
    desk.run()
    assert_served(desk)
    assert package(desk)["notes"] == served["notes"]


def test_a_purge_leaves_no_cell_in_the_state_or_on_the_site(desk: Desk) -> None:
    desk.send("Mustikkamaa-XQ77;1;2")
    desk.run()
    desk.state.write_json(f"versions/{ID}/2026-01/rows.json", ["Mustikkamaa-XQ77"])
    half = Path(desk.state.root) / f"snapshots/{ID}/.{'0' * 32}.part"
    half.write_bytes(b"Mustikkamaa-XQ77")
    with (work := workplace(desk)).ckan:
        assert work.site is not None
        work.site.write(f"versions/{ID}/2026-01/rows.csv", "Mustikkamaa-XQ77")
    assert copies(desk, b"Mustikkamaa-XQ77")

    withdraw(desk, purge=True)

    assert copies(desk, b"Mustikkamaa-XQ77") == []
    assert not half.exists()
    assert work.site.paths() == []
    assert_tombstone(desk, "2026-03-01")
    (incident,) = desk.state.keys(f"incidents/{ID}")
    told = json.loads(desk.state.file(incident).read_text())["told"]
    assert told == dict.fromkeys(("fi", "sv", "en"), "Sisälsi henkilötietoja.")
    assert (desk.state.read_json(f"withdrawn/{ID}.json") or {})["purged"] is True
    withdraw(desk, purge=True)
    withdraw(desk)
    assert (desk.state.read_json(f"withdrawn/{ID}.json") or {})["purged"] is True
    assert len(journal(desk, Kind.WITHDRAWN)) == 1
    assert len(desk.state.keys(f"incidents/{ID}")) == 1
    with pytest.raises(Withheld):
        desk.run()
    assert copies(desk, b"Mustikkamaa-XQ77") == []


class Stopping(Ckan):
    """A catalogue to which the connection is lost after so many writes."""

    def __init__(self, url: str, after: int) -> None:
        super().__init__(url, "token")
        self.after = after

    def write(self, action: str, parameters: dict[str, Any]) -> Any:
        if self.writes >= self.after:
            raise CatalogueUnavailable("the connection was lost")
        return super().write(action, parameters)


@pytest.mark.parametrize("after", range(7))
def test_a_purge_that_was_cut_short_is_completed_by_the_same_call(desk: Desk, after: int) -> None:
    desk.send("Mustikkamaa-XQ77;1;2")
    desk.run()
    work = workplace(desk)
    with work.ckan, Stopping(desk.url, after) as stopping:
        work.ckan = stopping
        known = named(work, "raitiotiet")
        with pytest.raises(CatalogueUnavailable, match="lost"):
            lifecycle.bury(work, known, EPITAPH, cause="command", by="Päivystäjä", purge=True)
    with pytest.raises(Withheld):
        desk.run()
    withdraw(desk, purge=True)
    assert_tombstone(desk, "2026-03-01")
    assert copies(desk, b"Mustikkamaa-XQ77") == []
    assert len(desk.state.keys(f"incidents/{ID}")) == 1


class Meddling(Ckan):
    """A catalogue in which somebody withdraws the dataset while it is being published."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.url, "token")
        self.desk = desk

    def upload(self, action: str, parameters: dict[str, str], file: Path, name: str) -> Any:
        if not self.writes:
            withdraw(self.desk)
        return super().upload(action, parameters, file, name)


def test_a_publish_under_way_does_not_undo_a_withdrawal(published: Desk) -> None:
    desk = published
    desk.send("A;1;2", "B;3;5")
    work, dataset = desk.open()
    with work.ckan:
        steps.extracted(work, dataset)
        steps.validated(work, dataset)
        steps.converted(work, dataset)
    with Meddling(desk) as work.ckan, pytest.raises(HriError):
        publishing.published(work, dataset, RUN)
    with pytest.raises(Withheld):
        desk.run()
    withdraw(desk, purge=True)
    assert_tombstone(desk, "2026-03-01")
    assert copies(desk, b"B,3,5") == []


def test_a_dataset_that_was_never_published_can_be_purged(desk: Desk) -> None:
    desk.send("Mustikkamaa-XQ77;1;2")
    work, dataset = desk.open()
    with work.ckan:
        steps.extracted(work, dataset)
    withdraw(desk, purge=True)
    assert copies(desk, b"Mustikkamaa-XQ77") == []
    assert desk.catalogue.writes == []
    with pytest.raises(Withheld):
        desk.run()
