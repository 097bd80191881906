"""A saved plan is carried out as it is, or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import PlanOutdated, SettingError
from pipelines.orchestration import plan_files, publishing
from pipelines.publish import apply
from tests.orchestration.office import ID, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path)
    made.run()
    made.convert([("A", 1), ("SALAINEN", 3)])
    made.declare(("en: Tramways", "en: Trams"))
    return made


def save(office: Office) -> dict[str, Any]:
    """Return what `hri plan --out` writes, as it is read back from the file."""
    work, dataset = office.open()
    organisations = publishing.planned_organisations(work, {ID: dataset})
    plan = publishing.planned(work, dataset)
    file = plan_files.saved(work, organisations, {ID: plan}, office.now)
    return dict(json.loads(json.dumps(file)))


def carry_out(office: Office, file: Any) -> int:
    """Do what `hri apply` does; return the writes."""
    work, _ = office.open()
    agreed = plan_files.agreed(work, file)
    written = apply(agreed.organisations, work.ckan)
    for dataset, plan in agreed.datasets:
        written += publishing.carried_out(work, dataset, plan, {"run": "apply"})["writes"]
    return written


def test_a_saved_plan_is_carried_out_call_for_call(office: Office) -> None:
    file = save(office)
    sent = len(file["organisations"]) + len(file["datasets"][0]["calls"])
    before = office.ckan.writes
    assert carry_out(office, file) == sent
    assert office.ckan.writes - before == sent
    assert office.rows() == [
        {"koodi": "A", "paikkoja": 1},
        {"koodi": "SALAINEN", "paikkoja": 3},
    ]
    assert office.package()["title_translated"]["en"] == "Trams"
    assert office.plan().calls == ()
    assert [each["by"]["run"] for each in office.applies()] == ["test", "apply"]
    assert save(office)["datasets"][0]["calls"] == []


def test_a_file_names_what_it_stands_on_and_holds_no_cell(office: Office) -> None:
    file = save(office)
    (entry,) = file["datasets"]
    assert file["catalogue"] == office.ckan.url
    assert entry["seen"]["metadata_modified"] == office.package()["metadata_modified"]
    content = entry["content"][ID]["files"]["csv"]
    upload = next(c for c in entry["calls"] if c.get("file", {}).get("name") == f"{ID}.csv")
    assert upload["file"]["sha256"] == content["sha256"]
    assert office.state.file(content["key"]).is_file()
    assert entry["shown"]["rows"] == {ID: {"added": 1, "changed": 0, "removed": 1}}
    assert "SALAINEN" not in json.dumps(file)
    assert "token" not in json.dumps(file)


def test_it_is_refused_after_a_change_in_the_catalogue(office: Office) -> None:
    file = save(office)
    office.ckan.edit(office.package()["id"], search_synonyms="ratikka")
    refused(office, file, "somebody changed raitiotiet in the catalogue")


def test_it_is_refused_after_a_change_of_the_declaration(office: Office) -> None:
    file = save(office)
    office.declare(("en: Tramways", "en: Trams"), more="links: [https://www.hel.fi/a]\n")
    refused(office, file, "the declaration of raitiotiet or its schema changed")


def test_it_is_refused_after_a_change_of_the_schema(office: Office) -> None:
    file = save(office)
    fields: list[Any] = office.schema["fields"]
    office.schema = {"fields": [{**fields[0], "title": "Tunnus"}, fields[1]]}
    refused(office, file, "the declaration of raitiotiet or its schema changed")


def test_it_is_refused_after_another_conversion(office: Office) -> None:
    file = save(office)
    office.convert([("A", 1)])
    refused(office, file, "raitiotiet was converted anew, to other data")


def test_it_is_refused_once_it_was_carried_out(office: Office) -> None:
    file = save(office)
    carry_out(office, file)
    refused(office, file, "somebody changed raitiotiet in the catalogue")


def test_a_call_that_somebody_put_into_the_file_is_never_sent(office: Office) -> None:
    file = save(office)
    file["datasets"][0]["calls"].append(
        {"action": "package_delete", "reason": "", "parameters": {"id": "others"}}
    )
    refused(office, file, "other calls are needed now")


def test_a_plan_for_another_catalogue_is_refused(office: Office) -> None:
    file = {**save(office), "catalogue": "https://hri.fi/data"}
    with pytest.raises(SettingError, match=r"the plan is for https://hri\.fi/data"):
        plan_files.agreed(office.open()[0], file)
    spoilt_files: list[Any] = [[], {**file, "format": 0}, {**file, "datasets": [{}]}]
    for spoilt in spoilt_files:
        with pytest.raises(SettingError, match="this is no saved plan"):
            plan_files.agreed(office.open()[0], spoilt)


def test_two_datasets_of_a_new_series_create_it_once(office: Office) -> None:
    series = "series: {name: raidesarja, title: {fi: Raiteet}, description: {fi: Sarja.}}\n"
    office.declare(more=series)
    first = (office.datasets / "trams.yaml").read_text(encoding="utf-8")
    second = first.replace(ID, "hel-metro").replace("name: raitiotiet", "name: metro")
    second = second.replace("former_names: [raitiovaunut]\n", "")
    (office.datasets / "metro.yaml").write_text(second, encoding="utf-8")
    for stage in ("validated", "converted", "snapshots"):
        record = office.state.read_json(f"{stage}/{ID}/latest.json")
        office.state.write_json(f"{stage}/hel-metro/latest.json", record)
    work, _ = office.open()
    both = list(work.declarations.datasets.values())
    organisations = publishing.planned_organisations(work, work.declarations.datasets)
    plans = {each.id: publishing.planned(work, each) for each in both}
    file = plan_files.saved(work, organisations, plans, office.now)
    carry_out(office, json.loads(json.dumps(file)))
    assert sorted(each["name"] for each in office.ckan.by_id.values()) == [
        "metro",
        "raidesarja",
        "raitiotiet",
    ]


def refused(office: Office, file: Any, why: str) -> None:
    before = office.ckan.writes
    with pytest.raises(PlanOutdated, match=why) as error:
        carry_out(office, file)
    assert error.value.remedy == "plan again: `hri plan --out FILE`"
    assert office.ckan.writes == before
