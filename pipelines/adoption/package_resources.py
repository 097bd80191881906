"""A package's resources as a declaration's source and distributions, with the ids that they have.

A resource that would have to be guessed is left alone, and told. What does not belong here: the
other fields (package_metadata), and what a table holds (table_facts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize

from pipelines.adoption.catalogue import (
    API_FORMATS,
    READABLE,
    Record,
    file_name_of,
    format_of,
    is_uploaded,
    resource_name,
    translations,
)
from pipelines.adoption.package_metadata import Field, Missing, is_url, texts
from pipelines.adoption.table_facts import TableFacts
from pipelines.model import FORMAT_OPTIONS, FormatName, Licence
from pipelines.model.noun import CATALOGUE_ID
from pipelines.model.sources.drop import PATTERN
from pipelines.model.table import FILE_NAME
from pipelines.model.vocabularies import GEOGRAPHIC_FORMATS, WRITTEN_FORMATS
from pipelines.publish.metadata import API_COLLECTION

PREFERRED = ("csv", "parquet", "geojson", "gpkg", "ndjson", "json", "xlsx", "ods")
"""Of one table in several formats, the one that is read: the first."""
PAGES = frozenset(["html", "pdf", "openapi", "swagger"])
FORMAT_WORD = re.compile(r"\b(csv|xlsx?|ods|json|ndjson|geojson|gpkg|parquet|excel)\b|[\W_]+")

Facts = Callable[[Record], TableFacts]


@dataclass(frozen=True)
class Place:
    """Where a package stands, and where files uploaded by hand are put for the pipeline to read."""

    catalogue: str
    root: str | None = None
    """The name of the environment variable of a drop folder's root; None where there is none."""
    folder: str = ""
    """The package's folder below the root."""


@dataclass(frozen=True)
class Resources:
    """A package's resources, drafted."""

    kind: str
    """`api`, `link`, or `file`."""
    fields: tuple[Field, ...]
    facts: TableFacts | None = None
    """Of the table, for its draft schema."""
    adopted: frozenset[str] = frozenset()
    """The ids of the resources that the draft takes over."""
    saved: tuple[Record, ...] = ()
    """Uploaded files that the draft expects in the drop folder."""


def drafted_resources(package: Record, place: Place, facts: Facts, schema: str) -> Resources:
    """Return the source and distributions; `schema` is the name that the draft schema will have."""
    resources = [each for each in package["resources"] if each.get("state", "active") == "active"]
    named = [each for each in resources if re.match(CATALOGUE_ID, str(each["id"]))]
    if _is_api(package, named):
        return _api(package, named)
    tables = [each for each in named if format_of(each) in READABLE and is_url(each.get("url"))]
    if not tables:
        return _links(named, ())
    return _tables(tables, place, facts, schema) or _links(named, _SEVERAL)


_SEVERAL = (
    Missing(
        "source",
        "the files are tables of different columns, or nobody knows: they are listed as links;"
        " declare a dataset for each table that is to be checked",
    ),
)


def _is_api(package: Record, resources: Sequence[Record]) -> bool:
    groups = [each.get("name") for each in package.get("groups") or [] if isinstance(each, dict)]
    marked = API_COLLECTION in [*texts(package.get("collections")), *groups]
    all_are = bool(resources) and all(format_of(each) in API_FORMATS for each in resources)
    return marked or all_are or package.get("type") == "apiset"


def _api(package: Record, resources: Sequence[Record]) -> Resources:
    usable = [each for each in resources if is_url(each.get("url"))]
    named = [each for each in usable if format_of(each) in API_FORMATS]
    endpoint = next(iter([*named, *usable]), None)
    value: dict[str, Any] = {"type": "api"}
    missing = []
    if endpoint is None:
        missing.append(Missing("source.endpoint", "no resource of the package has an address"))
    else:
        value["endpoint"] = endpoint["url"]
    page = _documentation(package, usable, endpoint)
    if page:
        value["documentation"] = page
    else:
        missing.append(Missing("source.documentation", "the package names no page for developers"))
    if is_url(package.get("terms_of_use")):
        value["terms"] = package["terms_of_use"]
    elif str(package.get("license_id")).casefold() == Licence.OTHER.value:
        missing.append(Missing("source.terms", "the page with the terms of this licence"))
    if str(package.get("api_key_required")).casefold() == "true":
        value["key_required"] = True
    if endpoint is not None:
        value["resource_id"] = endpoint["id"]
    adopted = frozenset([endpoint["id"]] if endpoint else [])
    return Resources("api", (Field("source", value, tuple(missing)),), adopted=adopted)


def _documentation(
    package: Record, usable: Iterable[Record], endpoint: Record | None
) -> str | None:
    pages = texts(endpoint.get("documentation")) if endpoint else []
    pages += [each["url"] for each in usable if each is not endpoint and format_of(each) in PAGES]
    pages += texts(package.get("external_urls"))
    return next((page for page in pages if is_url(page)), None)


def _links(resources: Sequence[Record], missing: tuple[Missing, ...]) -> Resources:
    keys: set[str] = set()
    links, faults = [], list(missing)
    for number, resource in enumerate(resources, start=1):
        if not is_url(resource.get("url")):
            why = f"resource {resource['id']} has no address, and is left alone"
            faults.append(Missing("source.resources", why))
            continue
        link, lacking = _link(resource, number, keys)
        links.append(link)
        faults += lacking
    if not links:
        faults.append(Missing("source", "the package has no resource with an address"))
        return Resources("link", (Field("source", None, tuple(faults)),))
    value = {"type": "link", "resources": links}
    adopted = frozenset(link["resource_id"] for link in links)
    return Resources("link", (Field("source", value, tuple(faults)),), adopted=adopted)


def _link(resource: Record, number: int, keys: set[str]) -> tuple[dict[str, Any], list[Missing]]:
    name = resource_name(resource)
    title = name if "fi" in name else {}
    lacking = (
        []
        if title
        else [Missing(f"source.resources.{number - 1}.title", "the resource has no Finnish name")]
    )
    key = _key(name.get("fi", "") or file_name_of(resource), number, keys)
    label = str(resource.get("format") or format_of(resource) or "").strip()
    if not 2 <= len(label) <= 40:
        why = f"the resource says {label!r}; what is it: ZIP, WFS, HTML?"
        lacking.append(Missing(f"source.resources.{number - 1}.format", why))
    about = translations(resource, "description_translated", "description")
    link = {
        "key": key,
        "url": resource["url"],
        "resource_id": resource["id"],
        "format": label if 2 <= len(label) <= 40 else None,
        "title": title or name or None,
        "description": about if "fi" in about else None,
    }
    return {name: it for name, it in link.items() if it}, lacking


def _key(name: str, number: int, keys: set[str]) -> str:
    key = slug(name)[:60].strip("-")
    if len(key) < 3 or key in keys:
        key = f"{key}-{number}".strip("-") if key else f"resource-{number}"
    key = key if len(key) >= 3 and key not in keys else f"resource-{number}"
    keys.add(key)
    return key


def slug(text: str) -> str:
    """Return the text as small letters, digits and hyphens."""
    plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _tables(tables: Sequence[Record], place: Place, facts: Facts, schema: str) -> Resources | None:
    """Return one table in its formats, or files of equal columns merged; None for others."""
    ordered = sorted(tables, key=lambda each: PREFERRED.index(format_of(each)))
    forms = [each for each in ordered if _is_same_table(each, ordered[0])]
    others = [each for each in ordered if each not in forms]
    formats = [format_of(each) for each in forms]
    if len(set(formats)) == len(formats) and not (
        {format_of(each) for each in others} & set(formats)
    ):
        return _table(forms, others, place, facts, schema)
    alike = [each for each in tables if format_of(each) == format_of(ordered[0])]
    columns = {facts(each).names for each in alike}
    if len(columns) == 1 and () not in columns:
        return _merged(alike, facts, schema)
    return None


def _is_same_table(one: Record, other: Record) -> bool:
    """Tell whether two resources are one table in two formats, by their files or their names."""
    return one is other or bool(_stems(one) & _stems(other))


def _stems(resource: Record) -> set[str]:
    names = [FORMAT_WORD.sub("", each.casefold()) for each in resource_name(resource).values()]
    return {PurePosixPath(file_name_of(resource)).stem.casefold(), *names}


def _table(
    forms: Sequence[Record], others: Sequence[Record], place: Place, facts: Facts, schema: str
) -> Resources:
    first = forms[0]
    known = facts(first)
    kind = FormatName(format_of(first))
    source, missing = _source(first, kind, place, known)
    written = [each for each in forms if FormatName(format_of(each)) in WRITTEN_FORMATS]
    distributions: list[Any] = [_distribution(each, place.catalogue) for each in written]
    more = [
        Missing(
            "distributions",
            f"{_shown(each)} is left alone: whether it is the same table, nobody knows",
        )
        for each in others
    ]
    fields = [
        Field("source", source, tuple(missing)),
        Field("schema", schema, _schema_missing(known)),
        *_geometry(kind, forms),
        Field("distributions", distributions or ["csv"], tuple(more)),
    ]
    is_saved = place.root and is_uploaded(first, place.catalogue) and is_kept(first)
    adopted = frozenset(each["id"] for each in written)
    return Resources("file", tuple(fields), known, adopted, (first,) if is_saved else ())


def is_kept(resource: Record) -> bool:
    """Tell whether an uploaded file's name can be one in a drop folder."""
    name = file_name_of(resource)
    return re.match(PATTERN, name) is not None and name[0] != "." and not set("*[") & set(name)


def _schema_missing(known: TableFacts) -> tuple[Missing, ...]:
    if known.fields:
        return ()
    why = known.unread or "the portal has no table of it; `--schemas-from-files` reads the file"
    return (Missing("schema", f"the draft schema has no fields: {why}"),)


def _source(
    resource: Record, kind: FormatName, place: Place, known: TableFacts
) -> tuple[dict[str, Any], list[Missing]]:
    missing: list[Missing] = []
    value: dict[str, Any] = {"type": "file"}
    if not is_uploaded(resource, place.catalogue):
        value["url"] = resource["url"]
    elif place.root and is_kept(resource):
        drop = {"root": place.root, "folder": place.folder}
        value = {"type": "folder", **drop, "pattern": file_name_of(resource)}
    else:
        why = (
            f"{resource['url']} was uploaded by hand and would be replaced by what is published:"
            " say where the agency keeps it, or `--uploads-to` a drop folder"
        )
        missing.append(Missing("source.url", why))
    value |= {"format": kind.value, **known.options}
    for option in sorted(FORMAT_OPTIONS[kind][0] - value.keys()):
        why = "it is never guessed without the file; `--schemas-from-files` reads it"
        missing.append(Missing(f"source.{option}", why))
    if len(known.sheets) > 1:
        why = f"the first of {', '.join(known.sheets)} was taken; declare `tables` for several"
        missing.append(Missing("source.sheet", why))
    return value, missing


def _distribution(resource: Record, catalogue: str) -> dict[str, Any]:
    name, file = resource_name(resource), file_name_of(resource)
    found: dict[str, Any] = {"format": format_of(resource), "resource_id": resource["id"]}
    if is_uploaded(resource, catalogue) and re.match(FILE_NAME, file):
        found["file_name"] = file
    return found | ({"title": name} if "fi" in name else {})


def _geometry(kind: FormatName, forms: Sequence[Record]) -> Iterator[Field]:
    if kind is FormatName.GEOJSON:
        yield Field("geometry", {"crs": "EPSG:4326", "column": "geometry"})
    elif any(FormatName(format_of(each)) in GEOGRAPHIC_FORMATS for each in forms):
        why = "which columns hold the places, and their coordinate system"
        yield Field("geometry", None, (Missing("geometry", why),))


def _merged(alike: Sequence[Record], facts: Facts, schema: str) -> Resources:
    """Return files of equal columns as one new table; their own resources are left alone."""
    known, kind = facts(alike[0]), FormatName(format_of(alike[0]))
    value: dict[str, Any] = {"type": "file", "format": kind.value, **known.options}
    missing = [
        Missing(f"source.{option}", "it is never guessed; `--schemas-from-files` reads it")
        for option in sorted(FORMAT_OPTIONS[kind][0] - value.keys())
    ]
    why = (
        f"{len(alike)} files of the same columns become one new table; their own resources are left"
        " alone as they are"
    )
    value["files"] = [{"url": each["url"]} for each in alike]
    fields = (
        Field("source", value, tuple(missing)),
        Field("schema", schema),
        Field("distributions", ["csv"], (Missing("distributions", why),)),
    )
    return Resources("file", fields, known)


def _shown(resource: Record) -> str:
    name = next(iter(resource_name(resource).values()), file_name_of(resource))
    return f"{name!r} ({resource['id']})"
