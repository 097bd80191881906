"""Which package is a declaration's, and which of its resources are its distributions.

A match is certain or it is none: of two candidates neither is taken.
What does not belong here: writing the ids down (writing).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pipelines.adoption.catalogue import (
    API_FORMATS,
    HandMade,
    Record,
    file_name_of,
    format_of,
    resource_name,
    same_address,
)
from pipelines.model import (
    API_KEY,
    DESCRIPTOR_KEY,
    LINK_KEY,
    ApiSource,
    Dataset,
    DataSource,
    FileSource,
    LinkSource,
    Text,
)

Place = tuple[str | int, ...]

FILE_RULES = (("format",), ("format", "name"), ("format", "URL"))
LINK_RULES = (("URL",), ("URL", "name"), ("name",), ("format",))
"""What must agree, tried in this order: the first that one resource alone satisfies decides."""


@dataclass(frozen=True)
class Wanted:
    """A resource that a declaration asks for."""

    place: Place
    """The path in the YAML document to what gets the id."""
    field: str
    """`resource_id`, or `descriptor_id`."""
    label: str
    """What a steward calls it."""
    identifier: str
    """The id that it has as declared now: adopted before, or derived."""
    formats: frozenset[str]
    names: frozenset[str]
    """Its names and files' names, in small letters."""
    urls: frozenset[str]
    rules: tuple[tuple[str, ...], ...] = FILE_RULES


@dataclass(frozen=True)
class Found:
    """A resource of the catalogue that is the wanted one."""

    wanted: Wanted
    resource: Record
    how: str


@dataclass(frozen=True)
class PackageMatch:
    """The package of a declaration, by what it was found; or why there is none."""

    package: Record | None = None
    how: str = ""
    unclear: str = ""


def match_packages(datasets: Iterable[Dataset], catalogue: HandMade) -> dict[str, PackageMatch]:
    """Return the match of each dataset by its permanent id.

    A package that two declarations claim goes to the one that names its id; else to neither.
    """
    found = {dataset.id: _package(dataset, catalogue) for dataset in datasets}
    claims: dict[str, list[str]] = {}
    for identifier, match in found.items():
        if match.package is not None:
            claims.setdefault(match.package["id"], []).append(identifier)
    for package, claimants in claims.items():
        certain = [each for each in claimants if found[each].how.startswith(("package_id", "id"))]
        owners = certain if len(certain) == 1 else []
        for identifier in claimants if len(claimants) > 1 else []:
            if identifier not in owners:
                others = ", ".join(each for each in claimants if each != identifier)
                why = f"package {package} fits the declaration of {others} too"
                found[identifier] = PackageMatch(unclear=why)
    return found


def _package(dataset: Dataset, catalogue: HandMade) -> PackageMatch:
    """Return the match by declared id, then names, then addresses."""
    if dataset.package_id is not None:
        package = catalogue.by_id.get(dataset.package_id)
        if package is None:
            return PackageMatch(unclear=f"no package has the declared id {dataset.package_id}")
        return PackageMatch(package, "package_id")
    hows: dict[str, list[str]] = {}
    for package in catalogue.packages:
        for how in _named_alike(dataset, package):
            hows.setdefault(package["id"], []).append(how)
    if not hows:
        urls = _addresses(dataset)
        for package in catalogue.packages:
            if urls & _package_addresses(package):
                hows[package["id"]] = ["URL"]
    if len(hows) > 1:
        told = "; ".join(
            f"{catalogue.by_id[each]['name']} ({each}) by {', '.join(found)}"
            for each, found in sorted(hows.items())
        )
        return PackageMatch(unclear=f"several packages fit: {told}")
    for identifier, found in hows.items():
        return PackageMatch(catalogue.by_id[identifier], ", ".join(found))
    return PackageMatch()


def _named_alike(dataset: Dataset, package: Mapping[str, Any]) -> list[str]:
    found = ["id"] if package.get("global_id") == dataset.id else []
    if package["name"] == dataset.name:
        return [*found, "name"]
    return [*found, "former name"] if package["name"] in dataset.former_names else found


def _addresses(dataset: Dataset) -> frozenset[str]:
    """Return where the data are, so that equal places are equal texts."""
    source = dataset.source
    if isinstance(source, LinkSource):
        urls = [each.url for each in source.resources]
    elif isinstance(source, FileSource):
        urls = [each.url for each in source.parts()]
    else:
        urls = [source.address]
    return frozenset(same_address(url) for url in urls)


def _package_addresses(package: Mapping[str, Any]) -> set[str]:
    told = package.get("source")
    more = told if isinstance(told, list) else [told]
    urls = [*(each.get("url") for each in package["resources"]), package.get("url"), *more]
    return {same_address(url) for url in urls if url}


def wanted_resources(dataset: Dataset) -> list[Wanted]:
    """Return every resource that the declaration asks for, with its place in the YAML."""
    source = dataset.source
    if isinstance(source, ApiSource):
        return [_endpoint(dataset, source)]
    if isinstance(source, LinkSource):
        return list(_links(dataset, source))
    return [*_files(dataset), _descriptor(dataset)]


def _endpoint(dataset: Dataset, source: ApiSource) -> Wanted:
    return Wanted(
        ("source",),
        "resource_id",
        "API",
        dataset.resource_id(API_KEY),
        API_FORMATS,
        _words(dataset.title),
        frozenset([same_address(source.endpoint)]),
        LINK_RULES,
    )


def _links(dataset: Dataset, source: LinkSource) -> Iterable[Wanted]:
    for position, link in enumerate(source.resources):
        yield Wanted(
            ("source", "resources", position),
            "resource_id",
            f"link {link.key}",
            dataset.resource_id(f"{LINK_KEY}/{link.key}"),
            frozenset([link.format.casefold()]),
            _words(link.title),
            frozenset([same_address(link.url)]),
            LINK_RULES,
        )


def _files(dataset: Dataset) -> Iterable[Wanted]:
    for number, part in enumerate(dataset.parts()):
        above: Place = ("tables", number) if dataset.tables else ()
        table = part.id.partition("/")[2]
        for position, item in enumerate(part.distributions):
            yield Wanted(
                (*above, "distributions", position),
                "resource_id",
                f"{table} {item.format.value}".strip(),
                part.resource_id(item.format),
                frozenset([item.format.value]),
                _file_names(part, table) | (_words(item.title) if item.title else frozenset()),
                _addresses(part),
            )


def _file_names(part: Dataset, table: str) -> frozenset[str]:
    """Return how a table's resource may be called: as the table, its title or its file."""
    readings = part.source.readings() if isinstance(part.source, DataSource) else []
    members = {PurePosixPath(each.member).stem for each in readings if each.member}
    return frozenset(word.casefold() for word in {table, *members} if word) | _words(part.title)


def _words(text: Text) -> frozenset[str]:
    return frozenset(each.casefold() for each in text.translations().values())


def _descriptor(dataset: Dataset) -> Wanted:
    names = frozenset(["datapackage", "datapackage.json"])
    return Wanted(
        (),
        "descriptor_id",
        "datapackage.json",
        dataset.resource_id(DESCRIPTOR_KEY),
        frozenset(["data package"]),
        names,
        frozenset(),
        (("format",), ("name",)),
    )


def match_resources(
    wanted: Iterable[Wanted], package: Mapping[str, Any]
) -> tuple[list[Found], list[str]]:
    """Return the resources that were found, and a sentence for each that is not clear.

    A wanted resource that the package has already under its id is settled, and is not among them.
    """
    ids = {each["id"] for each in package["resources"]}
    open_ones = [each for each in wanted if each.identifier not in ids]
    settled = {each.identifier for each in wanted} & ids
    there = [each for each in package["resources"] if each["id"] not in settled]
    found, unclear = [], []
    for each in open_ones:
        hits, how = _decided(each, there)
        if len(hits) == 1:
            found.append(Found(each, hits[0], how))
        elif hits:
            unclear.append(f"{each.label}: {_several(hits)} fit by {how}")
    taken = [each.resource["id"] for each in found]
    unclear += [
        f"{each.wanted.label}: resource {each.resource['id']} fits another one too"
        for each in found
        if taken.count(each.resource["id"]) > 1
    ]
    return [each for each in found if taken.count(each.resource["id"]) == 1], unclear


def _decided(wanted: Wanted, there: list[Record]) -> tuple[list[Record], str]:
    """Return the only resource that a rule leaves, or those among which none decides."""
    unclear: tuple[list[Record], str] = ([], "")
    for rule in wanted.rules:
        hits = [each for each in there if all(_agrees(test, wanted, each) for test in rule)]
        if len(hits) == 1:
            return hits, " and ".join(rule)
        unclear = (hits, " and ".join(rule)) if hits else unclear
    return unclear


def _agrees(test: str, wanted: Wanted, resource: Mapping[str, Any]) -> bool:
    if test == "format":
        return format_of(resource) in wanted.formats
    if test == "URL":
        return same_address(resource.get("url")) in wanted.urls
    file = file_name_of(resource).casefold()
    names = {each.casefold() for each in resource_name(resource).values()}
    return bool(wanted.names & {*names, file, PurePosixPath(file).stem})


def _several(resources: list[Record]) -> str:
    return " and ".join(
        f"{next(iter(resource_name(each).values()), file_name_of(each))!r} ({each['id']})"
        for each in resources
    )
