"""What a plan tells: fields, resources, rows, bytes, conflicts and what a steward edited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.cli.plans import show_plan
from tests.orchestration.office import ID, PLAIN, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def shown(office: Office, capsys: pytest.CaptureFixture[str]) -> str:
    show_plan(office.plan().as_dict())
    return capsys.readouterr().out


def fates(office: Office) -> dict[str, str]:
    return {each.label: each.fate for each in office.plan().resources}


def test_resources_are_created_kept_changed_and_retired(office: Office) -> None:
    assert fates(office) == {"CSV": "create", "JSON": "create", "Data Package": "create"}
    office.run()
    assert set(fates(office).values()) == {"keep"}
    by_hand = {"id": "r", "package_id": office.package()["id"], "format": "PDF"}
    office.ckan.write("resource_create", by_hand)
    office.declare(formats="csv, parquet", more='version: "2.0"\n')
    assert fates(office) == {
        "CSV": "keep",
        "Parquet": "create",
        "Data Package": "change",
        "JSON": "retire",
        "PDF": "leave alone",
    }


def test_rows_bytes_and_fields_are_told(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.run()
    office.convert([("A", 9), ("C", 1)])
    office.declare(("email: hri@hel.fi", "email: uusi@hel.fi"))
    text = shown(office, capsys)
    assert "maintainer_email: hri@hel.fi → uusi@hel.fi" in text
    assert f"rows of {ID}: 1 added, 1 changed, 1 removed" in text
    plan = office.plan()
    files = [office.state.file(f"converted/{ID}/2/table.{name}") for name in ("csv", "json")]
    descriptor = next(call for call in plan.calls if call.file_name == "datapackage.json")
    assert descriptor.text is not None
    expected = sum(path.stat().st_size for path in files) + len(descriptor.text.encode())
    assert plan.as_dict()["bytes"] == expected
    assert f"{expected} bytes to upload" in text


def test_a_conflict_is_shown_and_the_rule_settles_it(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.run()
    office.ckan.edit(office.package()["id"], maintainer="Muu", search_synonyms="ratikka")
    told = "conflict maintainer: published Liikenne, in the portal Muu, declared Liikenne;"
    assert f"{told} the declaration wins" in shown(office, capsys)
    office.declare(more="conflicts: {portal: [maintainer]}\n")
    text = shown(office, capsys)
    assert f"{told} the portal wins" in text
    assert "kept: search_synonyms was edited in the portal: ratikka" in text

    record = office.run()
    assert (record["writes"], office.package()["maintainer"]) == (0, "Muu")
    assert [each["kept"] for each in record["conflicts"]] == ["portal"]
    assert [each["field"] for each in record["kept_edits"]] == ["search_synonyms"]
    assert office.run()["kept_edits"] == []  # an edit is told once, a conflict while it lasts

    office.declare()
    record = office.run()
    assert office.package()["maintainer"] == "Liikenne"
    assert [each["kept"] for each in record["conflicts"]] == ["declaration"]
    assert office.run()["conflicts"] == []


def test_an_edit_of_a_title_is_seen_in_a_portal_that_has_no_translated_ones(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path, PLAIN)
    office.run()
    resource = office.package()["resources"][0]
    office.ckan.edit(office.package()["id"], title="Ratikat", tags=[{"name": "ratikka"}])
    office.ckan.write("resource_patch", {"id": resource["id"], "name": "Taulukko"})
    told = [(each.field, each.portal) for each in office.plan().conflicts]
    assert told == [
        ("resources.name", "Taulukko"),
        ("title_translated", {"fi": "Ratikat", "sv": "Spårvägar", "en": "Tramways"}),
        ("keywords", {"fi": ["ratikka"]}),
    ]
    office.run()
    assert office.package()["title"] == "Raitiotiet"
    assert office.package()["tags"] == [{"name": "raitiotiet"}]
    assert office.package()["resources"][0]["name"] == "Raitiotiet (CSV)"
    assert office.plan().calls == ()


def test_a_changed_declaration_is_no_conflict(office: Office) -> None:
    office.run()
    office.declare(("{name: Liikenne", "{name: Väylät"))
    plan = office.plan()
    assert plan.conflicts == ()
    assert plan.changes["maintainer"] == ("Liikenne", "Väylät")


def test_a_field_that_is_declared_no_longer_is_emptied(office: Office) -> None:
    office.declare(more="links: [https://www.hel.fi/a]\n")
    office.run()
    office.declare()
    assert office.run()["kept_edits"] == []
    assert office.package()["external_urls"] == []
    assert office.run()["writes"] == 0


def test_a_fault_in_the_rule_names_the_nearest_field(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.declare(more="conflicts: {portal: [maintainr]}\n")
    with pytest.raises(AssertionError, match="nearest='maintainer'"):
        office.open()
    both: Any = "conflicts: {portal: [theme], declaration: [theme]}\n"
    office.declare(more=both)
    with pytest.raises(AssertionError, match="`theme` stands in `declaration` too"):
        office.open()
