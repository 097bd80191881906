"""Packages as CKAN will show them, without a CKAN, and DCAT-AP's shapes where they are there.

Not here: any test.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pipelines.model import Dataset
from pipelines.publish import Editions, Portal, foreseen
from pipelines.settings import PROJECT
from sandbox.layout import CKAN_VERSIONS, EXTENSION, Installation, default_home
from sandbox.replica.replica import real_data_folder

SITE = "https://hri.example"
SANDBOX = Portal(
    dataset_fields=frozenset(["title_translated"]),
    resource_fields=frozenset(["format_uri", "name_translated"]),
    extensions=frozenset(["dcat"]),
)
SHAPES = "shacl/dcat-ap-3.0.1/shapes.ttl"


def as_shown(
    dataset: Dataset, editions: Editions | None = None, portal: Portal = SANDBOX
) -> dict[str, Any]:
    """Return the package with what CKAN adds of its own."""
    home = f"{SITE}/dataset/{dataset.id}"
    package = foreseen(dataset, editions or {}, portal, home)
    for resource in package["resources"]:
        resource["package_id"] = dataset.id
    organisation = {"id": dataset.publisher, "name": dataset.publisher, "title": "Virasto"}
    moments = {
        "metadata_created": "2026-01-02T03:04:05",
        "metadata_modified": "2026-01-02T03:04:05",
    }
    return {**package, **moments, "id": dataset.id, "organization": organisation}


def as_rdf(packages: list[dict[str, Any]], *profiles: str) -> str:
    """Return the packages as ckanext-dcat writes them, in Turtle; skips without a sandbox."""
    installed = Installation(default_home(), CKAN_VERSIONS[0])
    if not installed.python.is_file():
        pytest.skip("the sandbox's CKAN is not installed: python -m sandbox install")
    said = subprocess.run(
        [str(installed.python), str(PROJECT / "tests" / "publish" / "portal_rdf.py"), *profiles],
        input=json.dumps(packages),
        env={**os.environ, "PYTHONPATH": str(EXTENSION)},
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout


def violations(turtle: str) -> list[str]:
    """Return what DCAT-AP 3.0.1 says against a graph; skips where its shapes are not there."""
    folder = real_data_folder()
    shapes = folder / SHAPES if folder else Path(SHAPES)
    if not shapes.is_file():
        pytest.skip(f"the shapes are not at {shapes} (set HRI_REAL_DATA)")
    import pyshacl
    import rdflib

    graph, rules = rdflib.Graph(), rdflib.Graph()
    graph.parse(data=turtle, format="turtle")
    rules.parse(shapes, format="turtle")
    _, found, _ = pyshacl.validate(graph, shacl_graph=rules)
    path = rdflib.URIRef("http://www.w3.org/ns/shacl#resultPath")
    focus = rdflib.URIRef("http://www.w3.org/ns/shacl#focusNode")
    return sorted(
        f"{found.value(node, focus)} {where}" for node, where in found.subject_objects(path)
    )
