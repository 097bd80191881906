"""Plans in files, and edits in the portal, against a real CKAN."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.desk import GOOD, MENDED, Desk
from tests.end_to_end.test_publishing import ROWS

pytestmark = pytest.mark.ckan

HRI = str(Path(sys.executable).with_name("hri"))


def hri(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HRI, *arguments], env={**os.environ}, capture_output=True, text=True, check=False
    )


def edit(desk: Desk, name: str, **fields: Any) -> None:
    """Edit the package as somebody with a browser does."""
    desk.work().ckan.write("package_patch", {"id": desk.show(name)["id"], **fields})


def test_a_saved_plan_is_applied_once_and_refused_when_the_catalogue_moved(
    desk: Desk, tmp_path: Path
) -> None:
    desk.declare("planned-ferries")
    desk.send(GOOD)
    file = tmp_path / "plan.json"
    said = hri("plan", "--out", str(file))
    assert said.returncode == 0, said.stderr
    assert "create CSV" in said.stdout
    assert "rows of planned-ferries: 3 added" in said.stdout
    assert "ÄÖ1" not in file.read_text(encoding="utf-8")
    said = hri("apply", str(file))
    assert said.returncode == 0, said.stderr
    package = desk.show("planned-ferries")
    table = next(each["id"] for each in package["resources"] if each["format"] == "CSV")
    assert desk.rows(table) == ROWS
    assert json.loads(hri("plan", "--json", "--out", str(file)).stdout)["writes"] == 0

    desk.send(MENDED)
    said = hri("plan", "--out", str(file))
    assert "rows of planned-ferries: 0 added, 1 changed, 0 removed" in said.stdout
    edit(desk, "planned-ferries", search_synonyms="paatti")
    before = desk.written_since()["offset"]
    said = hri("apply", str(file))
    assert said.returncode == 2
    assert "somebody changed planned-ferries in the catalogue" in said.stderr
    assert desk.written_since(before)["writes"] == 0
    said = hri("plan", "--out", str(file))
    assert "kept: search_synonyms was edited in the portal: paatti" in said.stdout
    assert hri("apply", str(file)).returncode == 0
    assert desk.rows(table)[1]["paikkoja"] == 40
    assert desk.show("planned-ferries")["search_synonyms"] == "paatti"
    said = hri("applies", "planned-ferries")
    assert said.stdout.count("done") == 2
    assert "hri apply plan.json" in said.stdout


def test_an_edit_of_a_declared_field_is_shown_and_settled_by_the_rule(desk: Desk) -> None:
    desk.declare("edited-boats", more="links: [https://www.hel.fi/a]\n")
    desk.send(GOOD)
    assert desk.run().outcomes[0].warnings == ()
    notes = {"fi": "Muokattu.", "sv": "Beskrivning.", "en": "Description."}
    edit(desk, "edited-boats", notes_translated=notes, maintainer="Muu")

    desk.declare("edited-boats", more="conflicts: {portal: [notes_translated]}\n")
    result = desk.run()
    package = desk.show("edited-boats")
    assert (package["notes_translated"], package["maintainer"]) == (notes, "Testivirasto")
    assert "https://www.hel.fi/a" not in package["external_urls"]  # it is declared no longer
    assert result.outcomes[0].warnings == (
        "notes_translated was edited in the portal; the edit is kept, as declared",
        "maintainer was edited in the portal; the declaration overwrites the edit",
    )
    again = desk.run()
    assert again.writes == 0
    assert len(again.outcomes[0].warnings) == 1

    desk.declare("edited-boats")
    assert desk.run().green
    assert desk.show("edited-boats")["notes_translated"]["fi"] == "Kuvaus."
    assert desk.run().writes == 0
