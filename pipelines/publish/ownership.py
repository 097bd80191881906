"""Who owns each field: the declaration, the pipeline, or the steward who edits in the portal.

    declared   what a declaration says; its `conflicts` say who wins after an edit (conflicts)
    computed   dates, marks, checksums, examples: always the pipeline's
    own        everything else that the portal shows: the steward's, and never written

What does not belong here: what a field should say (metadata, dcat), and who wins (conflicts).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.publish.calls import Record
from pipelines.publish.differences import same

PACKAGE = ""
"""Where a package's own fields stand; those of a resource stand under its id."""

# fmt: off
COMPUTED = frozenset([
    "private", "data_changed", "date_updated", "modified", "metadata_changed", "examples",
    "citation", "spatial", "identifier", "global_id", "datastore_hash", "withdrawn_on",
    "withdrawn_reason", "successor", "hash", "hash_algorithm", "file_size", "access_url",
    "download_url"
])
PORTALS = frozenset([
    "id", "type", "state", "title", "notes", "tags", "extras", "resources", "organization",
    "owner_org", "isopen", "license_title", "license_url", "creator_user_id", "metadata_created",
    "metadata_modified", "num_resources", "num_tags", "relationships_as_object",
    "relationships_as_subject", "revision_id", "tracking_summary", "package_id", "name",
    "description", "created", "last_modified", "position", "url_type", "resource_type",
    "cache_url", "cache_last_updated", "mimetype", "mimetype_inner", "datastore_active", "size",
    "url", "ckan_url", "datastore_contains_all_records_of_source_file"
])
# fmt: on
"""What CKAN keeps by itself, or makes of other fields; `COMPUTED` is what we compute."""

Fields = Mapping[str, Any]
Places = Mapping[str, Fields]
"""Fields by where they stand: PACKAGE, and the resources' ids."""


@dataclass(frozen=True)
class Remembered:
    """What is known of a dataset's earlier publishes."""

    fields: Places = field(default_factory=dict)
    """The declared fields as they were published last."""
    attempted: tuple[Places, ...] = ()
    """The same of publishes that stopped midway since then: the portal may show them."""
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Digests of the steward's own fields as they were then, by where they stand."""

    def published(self, place: str, name: str) -> list[Any]:
        """Return the values that we gave the field, the last published one first.

        None among them where we published the place without it; [] where nothing is known.
        """
        known = (self.fields, *self.attempted)
        return [each[place].get(name) for each in known if place in each]


@dataclass(frozen=True)
class Edit:
    """A field of the steward's own that changed in the portal, and is kept."""

    field: str
    portal: Any
    resource: str = PACKAGE

    def as_dict(self) -> Record:
        """Return the edit for records and `--json`."""
        return dict(vars(self))

    def sentence(self) -> str:
        """Return what became of the edit, for the steward."""
        return f"{self.field} was edited in the portal, and is kept: no declaration says it"


def dropped(place: str, current: Fields, wanted: Fields, remembered: Remembered) -> Record:
    """Return {field: empty} of what we published, no declaration says any more, and nobody edited.

    What was edited in the portal since is the steward's own from then on.
    """
    before = remembered.fields.get(place, {})
    return {
        name: type(value)()
        for name, value in before.items()
        if name not in wanted
        and isinstance(value, (str, list, dict))
        and current.get(name)
        and same(name, current[name], value)
    }


def own_fields(shown: Record, declared: Mapping[str, Collection[str]]) -> dict[str, Record]:
    """Return what the portal shows in the steward's own fields, by where they stand.

    `shown` is the package; `declared` are the names of the declared fields of each place.
    """
    places = {PACKAGE: shown, **{each["id"]: each for each in shown["resources"]}}
    return {
        place: {
            name: value
            for name, value in fields.items()
            if name not in declared[place] and name not in COMPUTED | PORTALS and value
        }
        for place, fields in places.items()
        if place in declared
    }


def edits(own: Places, remembered: Remembered) -> Iterator[Edit]:
    """Yield the own fields that changed since the last publish; none where that is not known."""
    for place, fields in own.items():
        if place not in remembered.own:
            continue
        before = remembered.own[place]
        for name in sorted(fields.keys() | before.keys()):
            if _digest(fields.get(name)) != before.get(name, _digest(None)):
                yield Edit(name, fields.get(name), place)


def digests(own: Places) -> dict[str, dict[str, str]]:
    """Return the own fields as they are remembered."""
    return {
        place: {name: _digest(value) for name, value in fields.items()}
        for place, fields in own.items()
    }


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
