"""What CKAN should show of a dataset: HRI's fields and DCAT's, from declaration and edition.

Here stand those of hri.fi's schema and the marks by which datasets and APIs are told apart. A field
that these functions do not return is the steward's own, and is never written.
What does not belong here: DCAT's fields (dcat), what CKAN shows now (plan), the DataStore.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.addresses import shown
from pipelines.formats import format_named
from pipelines.model import (
    API_KEY,
    DESCRIPTOR_KEY,
    LINK_KEY,
    ApiSource,
    Dataset,
    Distribution,
    FormatName,
    LinkedResource,
    LinkSource,
    Text,
)
from pipelines.publish import dcat
from pipelines.publish import vocabularies as words
from pipelines.publish.announcement import ending_fields, with_announcement
from pipelines.publish.edition import Editions, last_change

HELSINKI = ZoneInfo("Europe/Helsinki")
API_COLLECTION = "rajapinnat"
DESCRIPTOR_NAME = "datapackage.json"

LEFT_OUT = {
    "fi": "Aineistosta on jätetty pois virheellisiä rivejä: {rows}, kun rivejä oli kaikkiaan {of}"
    " (tiedot {day}).",
    "sv": "Felaktiga rader har lämnats bort ur datamängden: {rows} av {of} (data {day}).",
    "en": "Invalid rows have been left out of the dataset: {rows} of {of} (data of {day}).",
}
"""What a visitor is told where invalid rows were left out."""

Fields = dict[str, Any]


def package_fields(dataset: Dataset, editions: Editions) -> Fields:
    """Return the package's fields, without resources and dates of the data."""
    decision = dataset.access.privacy
    fields = {
        "name": dataset.name,
        "owner_org": dataset.publisher,
        "global_id": dataset.id,
        "title_translated": dataset.title.translations(),
        "notes_translated": with_announcement(_notes(dataset, editions), dataset),
        "keywords": dataset.keywords.translations(),
        "geographical_coverage": dataset.coverage.geographical,
        "license_id": dataset.licence.value,
        "maintainer": dataset.contact.name,
        "maintainer_email": dataset.contact.email,
        "maintainer_website": dataset.contact.website,
        "external_urls": _links(dataset),
        "date_released": dataset.released.isoformat(),
        "update_frequency": words.frequency_words(dataset.frequency),
        "frequency": words.frequency_uri(dataset.frequency),
        "theme": [words.theme_uri(theme) for theme in dataset.themes],
        "access_rights": words.PUBLIC,
        "privacy_reviewed": decision.reviewed.isoformat() if decision else None,
        "source": _source(dataset),
        **_api_marks(dataset),
        **_period(dataset),
        **ending_fields(dataset),
        **dcat.package_fields(dataset, editions),
    }
    return _told(fields)


def _told(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}


def _source(dataset: Dataset) -> list[str]:
    """Return the address that the data come from, which DCAT calls `dct:source`.

    What is only described, an API or links, is its own source; where a system inside the city's
    network stands is not shown.
    """
    if isinstance(dataset.source, ApiSource | LinkSource):
        return []
    address = shown(dataset.source.address)
    return [address] if address.startswith(("https://", "http://")) else []


def _notes(dataset: Dataset, editions: Editions) -> dict[str, str]:
    """Return the description, with a paragraph on invalid rows where some were left out.

    It names the day on which the data changed, so that a run over the same data changes nothing.
    """
    notes = dataset.description.translations()
    left_out = [edition.left_out for edition in editions.values() if edition.left_out]
    if not left_out:
        return notes
    facts = {name: sum(each[name] for each in left_out) for name in ("rows", "of")}
    day = data_dates(last_change(editions))["date_updated"]
    return {
        language: f"{text}\n\n{LEFT_OUT[language].format(**facts, day=day)}"
        for language, text in notes.items()
    }


def _links(dataset: Dataset) -> list[str]:
    source = dataset.source
    more = [source.documentation] if isinstance(source, ApiSource) else []
    return [*more, *dataset.links]


def _api_marks(dataset: Dataset) -> Fields:
    source = dataset.source
    if not isinstance(source, ApiSource):
        return {}
    return {
        "collections": [API_COLLECTION],
        "api_key_required": source.key_required,
        "terms_of_use": _terms(dataset, source),
    }


def _terms(dataset: Dataset, source: ApiSource) -> str | None:
    """Return the page with the API's terms: its own, or else that of the licence."""
    return source.terms or words.LICENCE_PAGES.get(dataset.licence)


def _period(dataset: Dataset) -> Fields:
    period = dataset.coverage.temporal
    if period is None:
        return {}
    precision = period.precision.translations() if period.precision else {}
    return {
        "time_series_start": period.start.isoformat() if period.start else None,
        "time_series_end": period.end.isoformat() if period.end else None,
        "time_series_precision": {language: [text] for language, text in precision.items()},
    }


def api_resource_fields(dataset: Dataset) -> Fields:
    """Return the one resource of an API entry: its endpoint, which is a link and no file."""
    source = dataset.source
    assert isinstance(source, ApiSource)  # noqa: S101 - the caller asked `is_api`
    identifier = dataset.resource_id(API_KEY)
    fields = {
        "id": identifier,
        "name_translated": dataset.title.translations(),
        "url": source.endpoint,
        "access_url": source.endpoint,
        "endpoint_url": source.endpoint,
        "access_services": dcat.access_services(dataset, source, identifier),
        "documentation": [source.documentation],
        "license": words.LICENCES.get(dataset.licence),
        "rights": _terms(dataset, source),
        "format": "API",
        "issued": dataset.released.isoformat(),
    }
    return _told(fields)


def link_resource_fields(dataset: Dataset) -> list[Fields]:
    """Return the resources of a dataset of links, in the declared order."""
    source = dataset.source
    assert isinstance(source, LinkSource)  # noqa: S101 - the caller asked
    return [_link_fields(dataset, resource) for resource in source.resources]


def _link_fields(dataset: Dataset, resource: LinkedResource) -> Fields:
    about = resource.description
    fields = {
        "id": dataset.resource_id(f"{LINK_KEY}/{resource.key}"),
        "name_translated": resource.title.translations(),
        "description_translated": about.translations() if about else None,
        "url": resource.url,
        "access_url": resource.url,
        "download_url": resource.url if resource.download else None,
        "format": resource.format,
        "format_uri": words.linked_type_uri(resource.format),
        "mimetype": resource.media_type,
        "media_type_uri": words.iana_uri(resource.media_type) if resource.media_type else None,
        "license": words.LICENCES.get(dataset.licence),
        "rights": words.LICENCE_PAGES.get(dataset.licence),
    }
    return {name: value for name, value in fields.items() if value}


def file_resource_fields(dataset: Dataset, distribution: Distribution) -> Fields:
    """Return a file resource's own fields; those of its content come with the upload."""
    label = words.FORMAT_LABELS[distribution.format]
    fields = {
        "id": dataset.resource_id(distribution.format),
        "name_translated": _resource_name(dataset.title, distribution.title, label),
        "format": label,
        **dcat.file_fields(dataset, distribution.format),
    }
    return _told(fields)


def descriptor_resource_fields(dataset: Dataset) -> Fields:
    """Return the resource of the dataset's `datapackage.json`."""
    label = words.DESCRIPTOR_LABEL
    return _told(
        {
            "id": dataset.resource_id(DESCRIPTOR_KEY),
            "name_translated": _resource_name(dataset.title, None, label),
            "format": label,
            **dcat.file_fields(dataset, FormatName.JSON),
        }
    )


def file_name(dataset: Dataset, name: FormatName) -> str:
    """Return the name that a file is served under: no rename moves it, for the id is permanent.

    A file that was uploaded before keeps the name that its URL has.
    """
    for distribution in dataset.distributions:
        if distribution.format is name and distribution.file_name:
            return distribution.file_name
    return f"{dataset.id.replace('/', '-')}.{format_named(name).extension}"


def _resource_name(title: Text, own: Text | None, label: str) -> dict[str, str]:
    if own is not None:
        return own.translations()
    return {language: f"{text} ({label})" for language, text in title.translations().items()}


def data_dates(changed: dt.datetime) -> Fields:
    """Return the fields that say when the data changed: the moment in UTC, the day in Helsinki."""
    return {
        "data_changed": changed.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "date_updated": changed.astimezone(HELSINKI).date().isoformat(),
        "modified": changed.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }
