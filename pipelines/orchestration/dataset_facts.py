"""What the site tells of one dataset, from its declaration, its package and the state's records.

Files, dates and examples are as the catalogue shows them; the dictionary is that of what was last
published. Of a failure only its kind is told: its message is for stewards.
What does not belong here: lists of datasets (site_facts), and how they are told (site).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from pipelines.extract import Snapshots, last_health
from pipelines.model import DESCRIPTOR_KEY, ApiSource, Dataset, LinkSource
from pipelines.orchestration import failures
from pipelines.orchestration.due import expected, next_look
from pipelines.orchestration.workplace import Workplace
from pipelines.publish.vocabularies import FREQUENCY_WORDS, LICENCE_NAMES, LICENCE_PAGES
from pipelines.site import facts
from pipelines.site.addresses import on_the_web
from pipelines.site.language import HELSINKI

Record = dict[str, Any]

LANGUAGES = ("fi", "sv", "en")


def dataset_facts(work: Workplace, dataset: Dataset, package: Record) -> facts.Dataset:
    """Return the facts of a dataset or API that the catalogue shows as the flat package."""
    failure = failures.last(work.state, dataset)
    changed = _moment(package.get("data_changed"))
    return facts.Dataset(
        id=dataset.id,
        name=dataset.name,
        publisher=dataset.publisher,
        title=dataset.title.translations(),
        description=package.get("notes_translated") or dataset.description.translations(),
        page=f"{work.catalogue.url}/dataset/{dataset.name}",
        licence=LICENCE_NAMES[dataset.licence],
        licence_page=LICENCE_PAGES.get(dataset.licence),
        frequency=dict(zip(LANGUAGES, FREQUENCY_WORDS[dataset.frequency], strict=True)),
        contact=dataset.contact.name,
        email=dataset.contact.email,
        released=dataset.released,
        version=package.get("version") or dataset.version,
        checked=_checked(work, dataset, failure),
        citation=package.get("citation") or {},
        data_changed=changed,
        metadata_changed=_moment(package.get("metadata_changed")),
        expected=changed and expected(dataset.frequency, changed.astimezone(HELSINKI).date()),
        rows=None if failure else _rows(work, dataset),
        failure=None if failure is None else str(failure.get("error", "")),
        on_hold=work.state.exists(f"holds/{dataset.id}.json"),
        files=list(_files(dataset, package)),
        tables=list(_tables(work, dataset)),
        links=list(_links(dataset)),
        examples=_examples(package),
        api=_api(work, dataset, package),
        links_work=_links_work(work, dataset),
        versions=work.site is not None and work.site.exists(f"versions/{dataset.id}/index.json"),
    )


def _checked(work: Workplace, dataset: Dataset, failure: Record | None) -> facts.Checked:
    snapshot = Snapshots(dataset.id, work.state).latest() if dataset.has_table else None
    health = None if dataset.has_table else last_health(dataset, work.state)
    looked = snapshot.last_checked if snapshot else health.checked if health else None
    return facts.Checked(
        source=looked,
        due=next_look(dataset.frequency, work.now()),
        failed=_moment(failure["at"]) if failure else None,
    )


def _rows(work: Workplace, dataset: Dataset) -> int | None:
    if not dataset.has_table:
        return None
    found = [work.state.read_json(f"validated/{part.id}/latest.json") for part in dataset.parts()]
    return sum(each["rows"] for each in found if each) if any(found) else None


def _files(dataset: Dataset, package: Record) -> Iterator[facts.File]:
    """Yield the uploaded files that are declared, in the declared order, and the descriptor."""
    if not dataset.has_table:
        return
    there = {each["id"]: each for each in package["resources"] if each.get("url_type") == "upload"}
    parts = dataset.parts()
    for part in parts:
        title = part.title.translations() if len(parts) > 1 else {}
        for item in part.distributions:
            if found := there.get(part.resource_id(item.format)):
                yield _file(found, item.format.value.upper(), title)
    if found := there.get(dataset.resource_id(DESCRIPTOR_KEY)):
        yield _file(found, "Data Package", {})


def _file(resource: Record, label: str, title: facts.Texts) -> facts.File:
    size = str(resource.get("file_size") or resource.get("size") or "")
    shown = str(resource.get("format") or label)
    url = str(resource.get("download_url") or resource.get("url") or "")
    return facts.File(
        # ckanext-dcat without our profile has a URI for a format.
        label=label if on_the_web(shown) else shown,
        url=url if on_the_web(url) else "",
        title=title,
        bytes=int(size) if size.isdigit() else None,
        sha256=resource.get("hash") or "",
    )


def _tables(work: Workplace, dataset: Dataset) -> Iterator[facts.Table]:
    """Yield the tables by the Table Schemas of what was published last."""
    if not dataset.has_table:
        return
    record = work.state.read_json(f"published/{dataset.id}/latest.json") or {}
    published = (record.get("contract") or {}).get("tables", {})
    parts = dataset.parts()
    for part in parts:
        name = part.id.removeprefix(dataset.id).removeprefix("/")
        schema = (published.get(name) or {}).get("schema") or work.declarations.schema_of(part)
        yield facts.Table(schema, part.title.translations() if len(parts) > 1 else {})


def _links(dataset: Dataset) -> Iterator[facts.File]:
    if isinstance(dataset.source, LinkSource):
        for each in dataset.source.resources:
            yield facts.File(each.format, each.url, each.title.translations())


def _links_work(work: Workplace, dataset: Dataset) -> bool:
    if not isinstance(dataset.source, LinkSource):
        return True
    health = last_health(dataset, work.state)
    return health is None or health.healthy


def _examples(package: Record) -> list[dict[str, str]]:
    """Return the examples that the package shows: {title, language, code}."""
    found = package.get("examples") or []
    return list(json.loads(found) if isinstance(found, str) else found)


def _api(work: Workplace, dataset: Dataset, package: Record) -> facts.Api | None:
    source = dataset.source
    if not isinstance(source, ApiSource):
        return None
    health = last_health(dataset, work.state)
    return facts.Api(
        endpoint=source.endpoint,
        documentation=source.documentation,
        terms=package.get("terms_of_use") or source.terms,
        key_required=source.key_required,
        healthy=health.healthy if health else None,
        since=health.since if health else None,
        status=health.status if health else None,
    )


def _moment(text: str | None) -> dt.datetime | None:
    """Return a moment with its zone; CKAN leaves it out, and means UTC."""
    if not text:
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
