"""The whole package as it should stand: its fields and resources, fitted to the portal.

`foreseen` is what CKAN will show of it, for those who judge metadata before it is published.
What does not belong here: what a field says (metadata, dcat), and what CKAN shows now (plan).
"""

from __future__ import annotations

import json

from pipelines.model import Dataset
from pipelines.publish import dcat, metadata
from pipelines.publish.calls import Record
from pipelines.publish.edition import Editions, last_change
from pipelines.publish.examples import examples
from pipelines.publish.portal import Portal


def fields_of(dataset: Dataset, editions: Editions, portal: Portal) -> Record:
    """Return the package's fields, without what needs its address and the dates of the data."""
    fields = metadata.package_fields(dataset, editions)
    fields["license_id"] = portal.licence_id(dataset)
    return fields | _site_links(dataset, fields, portal)


def _site_links(dataset: Dataset, fields: Record, portal: Portal) -> Record:
    """Return the links to the dataset's page, feed and versions: HRI's field of them, and DCAT's.

    Their addresses come from the permanent id, so that a run that changes nothing writes nothing.
    """
    if not portal.site:
        return {}
    page = f"{portal.site}/fi/datasets/{dataset.id}.html"
    links = [page, f"{portal.site}/feeds/datasets/{dataset.id}.atom"]
    documents = list(links)
    if dataset.has_table and dataset.versions.published:
        documents.append(f"{portal.site}/versions/{dataset.id}/index.json")
    external = [*fields.get("external_urls", []), *links]
    return {"external_urls": external, "documentation": documents}


def examples_of(dataset: Dataset, editions: Editions, home: str) -> Record:
    """Return the field with the examples to copy; `home` is the package's address."""
    shown = examples(dataset, editions, home)
    return {"examples": json.dumps(shown, ensure_ascii=False)} if shown else {}


def resources_of(dataset: Dataset, portal: Portal) -> list[Record]:
    """Return the resources, without what comes with their content."""
    if dataset.is_api:
        return [portal.resource(metadata.api_resource_fields(dataset))]
    if not dataset.has_table:
        return [portal.resource(fields) for fields in metadata.link_resource_fields(dataset)]
    files = [
        metadata.file_resource_fields(part, item)
        for part in dataset.parts()
        for item in part.distributions
    ]
    files.append(metadata.descriptor_resource_fields(dataset))
    return [portal.resource(fields) for fields in files]


def resource_labels(dataset: Dataset) -> dict[str, str]:
    """Return {id: format} of the resources that are declared, for records."""
    return {str(each["id"]): str(each["format"]) for each in resources_of(dataset, Portal())}


def foreseen(dataset: Dataset, editions: Editions, portal: Portal, home: str) -> Record:
    """Return the package as CKAN will show it, files and dates included."""
    dates = metadata.data_dates(last_change(editions)) if editions else {}
    resources = resources_of(dataset, portal)
    if dataset.has_table:
        uploaded = {each["id"]: each for each in resources[:-1]}
        for part in dataset.parts():
            for item in part.distributions:
                resource = uploaded[part.resource_id(item.format)]
                name = metadata.file_name(part, item.format)
                resource |= dcat.addresses(home, resource["id"], name) | {"url_type": "upload"}
        resources = list(uploaded.values())
    fields = fields_of(dataset, editions, portal)
    return {**fields, **dates, "resources": resources}
