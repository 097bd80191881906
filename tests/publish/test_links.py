"""A dataset of links in the catalogue: its resources, their ids, and no files."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.model import RESOURCE_NAMESPACE, Dataset
from pipelines.publish import metadata
from tests.extract.conftest import declared

MODEL = {
    "key": "citygml",
    "url": "https://3d.hel.ninja/data/citygml/",
    "format": "CityGML",
    "title": {"fi": "Malli", "sv": "Modell", "en": "Model"},
    "description": {"fi": "Korkeudet N2000."},
}
VIEWER = {"key": "viewer", "url": "https://kartta.hel.fi/3d/", "format": "HTML",
          "title": {"fi": "Katselu"}}  # fmt: skip


def dataset(*resources: dict[str, Any], **more: Any) -> Dataset:
    return declared({"type": "link", "resources": list(resources), **more})


def test_each_link_is_a_resource_in_the_declared_order() -> None:
    first, second = metadata.link_resource_fields(dataset(MODEL, VIEWER))
    assert first == {
        "id": str(uuid.uuid5(RESOURCE_NAMESPACE, "traffic-counts/link/citygml")),
        "name_translated": {"fi": "Malli", "sv": "Modell", "en": "Model"},
        "description_translated": {"fi": "Korkeudet N2000."},
        "url": "https://3d.hel.ninja/data/citygml/",
        "access_url": "https://3d.hel.ninja/data/citygml/",
        "format": "CityGML",
        "format_uri": "http://publications.europa.eu/resource/authority/file-type/OP_DATPRO",
        "license": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
        "rights": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert (second["format"], "description_translated" in second) == ("HTML", False)


def test_a_link_to_the_data_themselves_is_a_download() -> None:
    more = {"download": True, "media_type": "application/gml+xml", "format": "GML"}
    (fields,) = metadata.link_resource_fields(dataset({**MODEL, **more}))
    assert fields["download_url"] == fields["access_url"] == MODEL["url"]
    assert fields["media_type_uri"].endswith("/media-types/application/gml+xml")
    assert fields["format_uri"].endswith("/file-type/GML")


def test_it_is_a_dataset_and_no_api() -> None:
    fields = metadata.package_fields(dataset(MODEL), {})
    assert not {"collections", "api_key_required"} & set(fields)


def test_a_key_stands_once() -> None:
    with pytest.raises(ValidationError, match="the key 'citygml' stands twice"):
        dataset(MODEL, {**VIEWER, "key": "citygml"})


def test_it_has_no_table() -> None:
    with pytest.raises(ValidationError, match="a dataset of links has no such field"):
        Dataset.model_validate(
            {**dataset(MODEL).model_dump(by_alias=True, mode="json"), "schema": "x.json"}
        )
