"""The real portal: what the publishing user may do, and that fields come back as they were sent."""

import io
import json
import uuid
from typing import Any

import pytest
import requests
from ckanapi import NotAuthorized, RemoteCKAN

from sandbox import Sandbox
from tests.logged import writes_since
from tests.sandbox.example import dataset

pytestmark = pytest.mark.ckan


@pytest.fixture
def example() -> dict[str, Any]:
    """A dataset that no other test has sent."""
    made = dataset(f"vaesto-{uuid.uuid4().hex[:8]}")
    made["global_id"] += f"/{made['name']}"
    for resource in made["resources"]:
        resource["id"] = str(uuid.uuid4())
    return made


def differences(sent: dict[str, Any], shown: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {key: (sent[key], shown.get(key)) for key in sent if sent[key] != shown.get(key)}


def assert_as_sent(sent: dict[str, Any], shown: dict[str, Any]) -> None:
    top = {key: value for key, value in sent.items() if key not in ("owner_org", "resources")}
    assert differences(top, shown) == {}
    for wanted, got in zip(sent["resources"], shown["resources"], strict=True):
        assert differences(wanted, got) == {}


def test_every_field_comes_back_as_it_was_sent(
    publisher: RemoteCKAN, example: dict[str, Any]
) -> None:
    publisher.action.package_create(**example)
    shown = publisher.action.package_show(id=example["name"])
    assert_as_sent(example, shown)
    assert shown["title"] == "Väestö peruspiireittäin"
    assert shown["resources"][0]["name"] == "Väestö, CSV"
    tags = [tag["name"] for tag in shown["tags"]]
    assert sorted(tags) == ["befolkning", "ikä vuosina", "population", "väestö"]
    assert "endpoint_url" not in shown["resources"][0]


def test_a_patch_of_nothing_changes_nothing(
    portal: Sandbox, publisher: RemoteCKAN, example: dict[str, Any]
) -> None:
    if portal.installation.ckan.startswith("2.11"):
        pytest.skip("CKAN 2.11 renews metadata_modified at every update")
    publisher.action.package_create(**example)
    before = publisher.action.package_show(id=example["name"])
    publisher.action.package_patch(id=example["name"])
    assert publisher.action.package_show(id=example["name"]) == before


def test_a_field_is_cleared_by_null(publisher: RemoteCKAN, example: dict[str, Any]) -> None:
    publisher.action.package_create(**example)
    publisher.action.package_patch(id=example["name"], withdrawn_on=None, keywords={"fi": ["ikä"]})
    shown = publisher.action.package_show(id=example["name"])
    assert "withdrawn_on" not in shown
    assert [tag["name"] for tag in shown["tags"]] == ["ikä"]


def test_a_dataset_is_found_by_its_identifier(
    publisher: RemoteCKAN, example: dict[str, Any]
) -> None:
    publisher.action.package_create(**{**example, "private": False})
    query = f'global_id:"{example["global_id"]}"'
    found = publisher.action.package_search(fq=query)["results"]
    assert [one["name"] for one in found] == [example["name"]]
    assert_as_sent({**example, "private": False}, found[0])


def test_the_publisher_can_do_her_work(
    portal: Sandbox, publisher: RemoteCKAN, example: dict[str, Any]
) -> None:
    agency = f"virasto-{uuid.uuid4().hex[:8]}"
    titles = {"fi": "Kaupunkiympäristö", "sv": "Stadsmiljö", "en": "Urban Environment"}
    publisher.action.organization_create(
        name=agency, title_translated=titles, groups=[{"name": "helsinki"}]
    )
    publisher.action.organization_patch(id=agency, description_translated={"fi": "Kuvaus"})
    organization = publisher.action.organization_show(id=agency)
    assert organization["title_translated"] == titles
    assert organization["title"] == "Kaupunkiympäristö"
    assert [parent["name"] for parent in organization["groups"]] == ["helsinki"]

    publisher.action.package_create(**{**example, "owner_org": agency})
    revised = publisher.action.package_revise(
        match__name=example["name"], update__notes_translated={"fi": "Uusi"}
    )
    assert revised["package"]["notes"] == "Uusi"

    resource = example["resources"][0]["id"]
    content = b"a,b\n1,x\n"
    files = {"upload": ("vaesto.csv", io.BytesIO(content))}
    uploaded = publisher.call_action("resource_patch", {"id": resource}, files=files)
    headers = {"Authorization": portal.folder.token.read_text(encoding="utf-8").strip()}
    assert requests.get(uploaded["url"], headers=headers, timeout=30).content == content

    fields = [{"id": "a", "type": "int"}, {"id": "b", "type": "text"}]
    publisher.action.datastore_create(
        resource_id=resource, force=True, fields=fields, primary_key=["a"]
    )
    publisher.action.datastore_upsert(
        resource_id=resource, force=True, method="upsert", records=[{"a": 1, "b": "x"}]
    )
    assert publisher.action.datastore_search(resource_id=resource)["total"] == 1


def test_writes_are_counted_and_reading_is_not(
    portal: Sandbox, publisher: RemoteCKAN, example: dict[str, Any]
) -> None:
    before = writes_since(portal)
    publisher.action.package_create(**example)
    publisher.action.package_show(id=example["name"])
    publisher.action.package_patch(id=example["name"], notes_translated={"fi": "Toinen"})
    after = writes_since(portal, before["offset"])
    assert after["actions"] == {"package_create": 1, "package_patch": 1}


def test_the_publisher_is_no_sysadmin(publisher: RemoteCKAN) -> None:
    with pytest.raises(NotAuthorized):
        publisher.action.config_option_update(**{"ckan.site_title": "x"})


@pytest.mark.parametrize(
    ("language", "title", "resource", "label", "organization"),
    [
        ("fi", "Väestö peruspiireittäin", "Väestö, CSV", "Ylläpitäjä", "Helsingin kaupunki"),
        (
            "sv",
            "Befolkning efter distrikt",
            "Befolkning, CSV",
            "Upprätthållare",
            "Helsingfors stad",
        ),
        ("en", "Population by district", "Väestö, CSV", "Maintainer", "City of Helsinki"),
    ],
)
def test_pages_speak_the_visitors_language(
    publisher: RemoteCKAN,
    example: dict[str, Any],
    language: str,
    title: str,
    resource: str,
    label: str,
    organization: str,
) -> None:
    publisher.action.package_create(**{**example, "private": False})
    base = f"{publisher.address}/{language}"
    page = text_of(f"{base}/dataset/{example['name']}")
    assert title in page
    assert label in page
    assert organization in page
    assert "&#34;fi&#34;" not in page
    assert "{&#39;" not in page
    path = f"dataset/{example['name']}/resource/{example['resources'][0]['id']}"
    assert resource in text_of(f"{base}/{path}")
    assert organization in text_of(f"{base}/organization/helsinki")
    assert title in text_of(f"{base}/dataset/?q={example['name']}")
    assert text_of(f"{base}/")


def test_a_dataset_with_the_fewest_fields_has_its_pages(publisher: RemoteCKAN) -> None:
    name = f"pieni-{uuid.uuid4().hex[:8]}"
    publisher.action.package_create(
        name=name,
        owner_org="helsinki",
        title_translated={"fi": "Pieni"},
        notes_translated={"fi": "Pieni"},
        keywords={"fi": ["pieni"]},
        geographical_coverage=["Helsinki"],
        license_id="CC0-1.0",
        maintainer_email="a@example.org",
        date_released="2026-01-01",
        resources=[{"url": "https://example.org/x", "name_translated": {"fi": "Tiedosto"}}],
    )
    assert "Pieni" in text_of(f"{publisher.address}/en/dataset/{name}")
    assert "dcat:Dataset" in text_of(f"{publisher.address}/dataset/{name}.ttl")


def test_faults_are_named(publisher: RemoteCKAN, example: dict[str, Any]) -> None:
    wrong = {
        **example,
        "date_released": "1.2.2026",
        "license_id": "nosuch",
        "keywords": {"sv": ["a"]},
    }
    answer = requests.post(
        f"{publisher.address}/api/3/action/package_create",
        data=json.dumps(wrong),
        headers={"Authorization": publisher.apikey, "Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code == 409
    assert {"date_released", "license_id", "keywords"} <= answer.json()["error"].keys()


def text_of(url: str) -> str:
    answer = requests.get(url, timeout=60)
    assert answer.status_code == 200, url
    return answer.text
