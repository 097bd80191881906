"""What the catalogue's own schema knows, and how our fields are fitted to it.

In the plan, a package is flat: every field stands under its own name. A portal whose schema lacks
a field keeps it in `extras`; one without translated fields also has CKAN's `title`, `notes`, `tags`
and `name` filled; one with ckanext-dcat but without our fields for URIs has them in `format` and
`mimetype`. What does not belong here: what should be shown (metadata, dcat).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue
from pipelines.model import Dataset
from pipelines.publish import vocabularies as words
from pipelines.publish.calls import Call, Record
from pipelines.publish.differences import same

# fmt: off
CORE = frozenset([
    "id", "name", "title", "notes", "author", "author_email", "maintainer",
    "maintainer_email", "license_id", "url", "version", "owner_org", "private", "state",
    "type", "tags", "groups", "extras", "resources"
])
# fmt: on
"""The fields of every CKAN's packages."""
DERIVED = {"title_translated": "title", "notes_translated": "notes", "keywords": "tags"}
RESOURCE_DERIVED = {"name_translated": "name", "description_translated": "description"}
LOADERS = ("xloader", "datapusher", "datapusher_plus")
"""Extensions that load uploads into the DataStore, with types that they guess."""
OF_PACKAGES = ("package_create", "package_patch")
OF_RESOURCES = ("resource_create", "resource_patch")


@dataclass(frozen=True)
class Portal:
    """The fields, extensions and licences of a catalogue."""

    dataset_fields: frozenset[str] = frozenset()
    """Of its schema; empty where it has none, as a plain CKAN."""
    resource_fields: frozenset[str] = frozenset()
    extensions: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    """The ids that it knows."""
    organisation_fields: frozenset[str] = frozenset()
    """Of its schema of organisations; empty where it has none."""
    site: str = ""
    """The URL of the public pages beside it, to which packages lead; empty where there are none."""

    @property
    def profiles(self) -> tuple[str, ...]:
        """Return which of the profiles it shows: `hri`, `dcat_ap`; both, one or none."""
        found = {
            "hri": "title_translated" in self.dataset_fields,
            "dcat_ap": "dcat" in self.extensions,
        }
        return tuple(name for name, there in found.items() if there)

    @property
    def loads_uploads(self) -> bool:
        """Tell whether it loads uploaded tables into its DataStore by itself."""
        return not self.extensions.isdisjoint(LOADERS)

    def lacks(self, field: str) -> bool:
        """Tell whether a package's field has to stand in the extras."""
        return field not in CORE and field not in self.dataset_fields

    def licence_id(self, dataset: Dataset) -> str:
        """Return the id by which the portal knows the dataset's licence."""
        ids = words.LICENCE_IDS[dataset.licence]
        return next((each for each in ids if each in self.licences), ids[0])

    def edited(self, package: Record) -> Record:
        """Return a flat package in which what was edited in CKAN's own fields stands in ours.

        A portal without translated texts shows `title` and lets people edit it; what we keep in
        the extras does not change by that.
        """
        found = {n: _edited(package, n, core) for n, core in DERIVED.items() if self.lacks(n)}
        return {**package, **found}

    def resource(self, fields: Mapping[str, Any]) -> Record:
        """Return a resource's fields as the portal keeps them."""
        fitted = dict(fields)
        if "format_uri" not in self.resource_fields and "dcat_ap" in self.profiles:
            fitted["format"] = fitted.pop("format_uri", None) or fitted.get("format")
            fitted["mimetype"] = fitted.pop("media_type_uri", None) or fitted.get("mimetype")
        for name, core in RESOURCE_DERIVED.items():
            if name in fitted and name not in self.resource_fields:
                fitted[core] = fitted[name].get("fi", "")
        return {
            name: value if name in self.resource_fields else _text(value)
            for name, value in fitted.items()
            if value is not None
        }


def read_portal(ckan: Ckan, site: str = "") -> Portal:
    """Ask the catalogue what it knows; `site` is as in Portal. Raises CatalogueUnavailable."""
    schema = _answer(ckan, "scheming_dataset_schema_show", type="dataset") or {}
    of_organisations = _answer(ckan, "scheming_organization_schema_show", type="organization") or {}
    status = _answer(ckan, "status_show") or {}
    licences = _answer(ckan, "license_list") or []
    return Portal(
        _names(schema.get("dataset_fields", [])),
        _names(schema.get("resource_fields", [])),
        frozenset(status.get("extensions", [])),
        frozenset(licence["id"] for licence in licences),
        _names(of_organisations.get("fields", [])),
        site,
    )


def _answer(ckan: Ckan, action: str, **parameters: Any) -> Any:
    """Return the answer; None where the portal has no such action, or does not allow it."""
    try:
        return ckan.read(action, **parameters)
    except (CatalogueRefused, NotInCatalogue):
        return None


def _names(fields: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(field["field_name"] for field in fields)


def flat(package: Record) -> Record:
    """Return the package with what stands in its extras under the fields' own names."""
    extras = {extra["key"]: _value(extra["value"]) for extra in package.get("extras") or []}
    return {**extras, **package}


def fitted_in_turn(calls: Iterable[Call], portal: Portal, current: Record | None) -> Iterator[Call]:
    """Yield the calls on one package, each of which keeps the extras that those before it wrote."""
    for call in calls:
        sent = fitted(call, portal, current)
        if "extras" in sent.parameters:
            current = {**(current or {}), "extras": sent.parameters["extras"]}
        yield sent


def fitted(call: Call, portal: Portal, current: Record | None) -> Call:
    """Return the call with its fields where the portal keeps them.

    `current` is the package as it stands, for CKAN replaces all extras at once.
    """
    if call.action in OF_PACKAGES:
        return dataclasses.replace(call, parameters=_package(call.parameters, portal, current))
    return call


def _package(parameters: Record, portal: Portal, current: Record | None) -> Record:
    kept = {name: value for name, value in parameters.items() if not portal.lacks(name)}
    moved = {name: value for name, value in parameters.items() if portal.lacks(name)}
    for name, core in DERIVED.items():
        if name in moved:
            kept[core] = _tags(moved[name]) if core == "tags" else moved[name].get("fi", "")
    if moved:
        before = {extra["key"]: extra["value"] for extra in (current or {}).get("extras") or []}
        extras = before | {name: _text(value) for name, value in moved.items()}
        kept["extras"] = [
            {"key": key, "value": value} for key, value in sorted(extras.items()) if value
        ]
    return kept


def _edited(fields: Record, name: str, core: str) -> Any:
    """Return our field of texts by language, with the edit of CKAN's own in it, if there is one."""
    ours, shown = _value(fields.get(name)), fields.get(core)
    if not isinstance(ours, dict):
        return ours
    if core == "tags":
        words = sorted(each["name"] for each in shown or [])
        return ours if words == [each["name"] for each in _tags(ours)] else {"fi": words}
    return ours if same(core, shown or "", ours.get("fi", "")) else {**ours, "fi": shown}


def _tags(keywords: Mapping[str, list[str]]) -> list[Record]:
    return [{"name": word} for word in sorted({w for words in keywords.values() for w in words})]


def _text(value: Any) -> Any:
    """Return the value as an extra keeps it: texts as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(text: Any) -> Any:
    """Return what `_text` was given."""
    if isinstance(text, str) and (text[:1] in ("{", "[") or text in ("true", "false")):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
