"""The RDF that the portal makes of our metadata, against DCAT-AP 3.0.1's own shapes."""

from __future__ import annotations

import datetime as dt

import pytest

from pipelines.declarations import load
from pipelines.publish import Call, Portal
from pipelines.publish.portal import fitted
from pipelines.settings import PROJECT
from tests.publish.described import SITE, as_rdf, as_shown, violations

DECLARED = load(PROJECT / "datasets", PROJECT / "schemas").datasets


@pytest.fixture(scope="module")
def turtle() -> str:
    return as_rdf([as_shown(dataset) for dataset in DECLARED.values()])


def test_no_declared_dataset_or_api_violates_a_shape(turtle: str) -> None:
    assert violations(turtle) == []


def test_datasets_pass_on_a_portal_with_ckanext_dcat_alone() -> None:
    alone = Portal(extensions=frozenset(["dcat"]))
    packages = [as_shown(each, portal=alone) for each in DECLARED.values() if not each.is_api]
    shown = [
        fitted(Call("package_create", each, "create"), alone, None).parameters
        | {name: each[name] for name in ("organization", "metadata_created", "metadata_modified")}
        for each in packages
    ]
    assert violations(as_rdf(shown, "alone")) == []


def test_the_shapes_catch_a_format_that_is_no_uri() -> None:
    package = as_shown(next(d for d in DECLARED.values() if not d.is_api))
    for resource in package["resources"]:
        resource["access_url"] = resource["url"] = None
    assert any("accessURL" in each for each in violations(as_rdf([package])))


def test_every_api_is_a_data_service_that_can_be_counted(turtle: str) -> None:
    import rdflib

    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    services = set(graph.subjects(rdflib.RDF.type, dcat.DataService))
    apis = [dataset for dataset in DECLARED.values() if dataset.is_api]
    assert {str(each) for each in services} == {f"urn:uuid:{d.resource_id('api')}" for d in apis}
    endpoints = {str(graph.value(each, dcat.endpointURL)) for each in services}
    assert "https://api.hel.fi/servicemap/v2/unit/" in endpoints


def test_formats_are_uris_of_the_vocabularies(turtle: str) -> None:
    assert "<http://publications.europa.eu/resource/authority/file-type/CSV>" in turtle
    assert "<https://www.iana.org/assignments/media-types/text/csv>" in turtle
    assert 'dcat:mediaType "' not in turtle
    assert f"{SITE}/dataset/hel-traffic-counts/resource/" in turtle
    assert dt.date(2015, 3, 2).isoformat() in turtle
