"""`hri withdraw` and `hri retire` as people call them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Catalogue as CatalogueSetting
from pipelines.settings import claim_state
from tests.declared import EVENTS
from tests.extract.origin import serving
from tests.orchestration.catalogue import serving_catalogue
from tests.orchestration.test_versions import Desk
from tests.test_cli import hri


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving() as origin, serving_catalogue() as (url, catalogue):
        made = Desk(tmp_path, origin, url, catalogue)
        made.more = "datastore: false\n"
        (made.datasets / "events.yaml").write_text(EVENTS, encoding="utf-8")
        claim_state(made.state, CatalogueSetting(url, "token", is_sandbox=False))
        made.send("Mustikkamaa-XQ77;1;2")
        made.run()
        yield made


def call(desk: Desk, *arguments: str) -> subprocess.CompletedProcess[str]:
    return hri(
        *arguments,
        CKAN_URL=desk.url,
        CKAN_API_TOKEN="token",
        HRI_STATE=str(desk.state.root),
        HRI_DATASETS=str(desk.datasets),
        HRI_SCHEMAS=str(desk.schemas),
    )


def test_a_withdrawal_says_when_and_why(desk: Desk) -> None:
    writes = len(desk.catalogue.writes)
    unsaid = call(desk, "withdraw", "raitiotiet", "--reason", "Väärä")
    assert unsaid.returncode == 2
    assert "say `--now`, or plan it" in unsaid.stderr
    untold = call(desk, "withdraw", "raitiotiet", "--now")
    assert untold.returncode == 2
    assert "the tombstone says why" in untold.stderr
    unknown = call(desk, "withdraw", "raitioteet", "--now", "--reason", "Väärä")
    assert unknown.returncode == 2
    assert "nothing was published or declared as 'raitioteet'" in unknown.stderr
    assert len(desk.catalogue.writes) == writes


def test_a_dataset_is_purged_stays_away_and_is_brought_back(desk: Desk) -> None:
    said = call(
        desk, "withdraw", "raitiotiet", "--now", "--purge", "--reason", "Sisälsi nimiä.",
        "--reason-sv", "Innehöll namn.", "--by", "Tietosuojavastaava", "--json",
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    record = json.loads(said.stdout)
    assert record["reason"] == {"fi": "Sisälsi nimiä.", "sv": "Innehöll namn."}
    assert (record["purged"], record["done"], record["by"]) == (True, True, "Tietosuojavastaava")
    (package,) = desk.catalogue.packages.values()
    assert package["resources"] == []
    assert "Sisälsi nimiä." in package["notes"]

    away = call(desk, "plan", "raitiotiet")
    assert away.returncode == 1
    assert "hri withdraw raitiotiet --undo" in away.stderr

    back = call(desk, "withdraw", "raitiotiet", "--undo")
    assert "published again by the next run" in back.stdout
    desk.run()
    assert "Mustikkamaa-XQ77" in desk.shown()


def test_what_is_gone_is_listed_and_confirmed_by_name(desk: Desk) -> None:
    assert call(desk, "retire").stdout == "nothing is on its way out\n"
    (desk.datasets / "trams.yaml").unlink()
    (desk.datasets / "_publishing.yaml").write_text("retirement: {at_most: 0}\n")
    listed = call(desk, "retire")
    assert listed.returncode == 0, listed.stderr
    assert "raitiotiet: gone, but more than 0 at once" in listed.stdout
    wrong = call(desk, "retire", "--confirm", "tapahtumat")
    assert wrong.returncode == 2
    assert "nothing of 'tapahtumat' is declared no longer" in wrong.stderr
    sure = call(desk, "retire", "--confirm", "raitiotiet", "--by", "Ohjelmatoimisto")
    assert sure.returncode == 0, sure.stderr
    assert "raitiotiet: served until" in sure.stdout
    record = desk.state.read_json("retiring/hel-trams.json") or {}
    assert record["confirmed"]["by"] == "Ohjelmatoimisto"
    (desk.datasets / "events.yaml").write_text("id: [", encoding="utf-8")
    unsound = call(desk, "retire")
    assert unsound.returncode == 2
    assert "while a declaration has a fault" in unsound.stderr
