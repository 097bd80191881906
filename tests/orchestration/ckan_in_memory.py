"""CKAN's packages, resources and DataStore in memory, for properties over thousands of calls.

It is honest in what planning relies on: ids and names are unique, an unknown field is refused, all
extras are replaced at once, tags and extras come back sorted, a form sends texts, every change of a
package moves `metadata_modified`, a DataStore table knows its `_id`s, and a call fails before or
after it took effect. It knows no users, no search and no validators; what only a real CKAN can
prove stands in end_to_end.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, CatalogueUnavailable, NotInCatalogue
from pipelines.publish import Portal

Record = dict[str, Any]


class CkanInMemory(Ckan):
    """One catalogue; with a `portal` schema, or plain."""

    def __init__(self, portal: Portal) -> None:
        self.url, self.writes = "http://ckan.example", 0
        self.portal = portal
        self.by_id: dict[str, Record] = {}
        """The packages."""
        self.tables: dict[str, Record] = {}
        self.files: dict[str, bytes] = {}
        self.organisations: dict[str, Record] = {}
        self.fails_at: int | None = None
        """The number of the write, from 1, that fails; none where None."""
        self.fails_after = False
        """Whether the failing write takes effect first."""
        self._clock = 0

    def close(self) -> None:
        """There is no connection."""

    def forget(self, *identifiers: str | None) -> bool:  # noqa: ARG002
        """There is no copy."""
        return False

    def read(self, action: str, **parameters: Any) -> Any:
        return copy.deepcopy(getattr(self, f"_{action}")(**parameters))

    def write(self, action: str, parameters: Record) -> Any:
        return self._written(action, parameters, None)

    def upload(self, action: str, parameters: Mapping[str, str], file: Path, name: str) -> Any:
        assert all(isinstance(value, str) for value in parameters.values())
        return self._written(action, dict(parameters), (file.read_bytes(), name))

    def checksum(self, url: str, kind: str = "sha256") -> str:
        held = self.files.get(url)
        digest = hashlib.new(kind, held or b"", usedforsecurity=False)
        return digest.hexdigest() if held is not None else ""

    def edit(self, package: str, **fields: Any) -> None:
        """Edit a package's fields in the portal, as somebody with a browser does."""
        found = self._package(package)
        extras = {each["key"]: each["value"] for each in found["extras"]}
        for name, value in fields.items():
            if self.portal.lacks(name):
                extras[name] = value
            else:
                found[name] = value
        found["extras"] = [{"key": key, "value": value} for key, value in sorted(extras.items())]
        self._touch(found)

    def _written(self, action: str, parameters: Record, upload: tuple[bytes, str] | None) -> Any:
        self.writes += 1
        fails = self.writes == self.fails_at
        if fails and not self.fails_after:
            raise CatalogueUnavailable(f"{action} was not answered")
        asked = copy.deepcopy(parameters)
        if upload is not None:
            asked["upload"] = upload
        answer = getattr(self, f"_{action}")(**asked)
        if fails:
            raise CatalogueUnavailable(f"{action} was not answered")
        return copy.deepcopy(answer)

    def _touch(self, package: Record) -> None:
        self._clock += 1
        package["metadata_modified"] = f"moment {self._clock}"

    def _package(self, wanted: str) -> Record:
        for package in self.by_id.values():
            if wanted in (package["id"], package["name"]):
                return package
        raise NotInCatalogue(f"no package {wanted}")

    def _resource(self, wanted: str) -> tuple[Record, Record]:
        for package in self.by_id.values():
            for resource in package["resources"]:
                if resource["id"] == wanted:
                    return package, resource
        raise NotInCatalogue(f"no resource {wanted}")

    def _package_show(self, id: str) -> Record:  # noqa: A002
        return self._package(id)

    def _resource_show(self, id: str) -> Record:  # noqa: A002
        return self._resource(id)[1]

    def _organization_show(self, id: str, **_: Any) -> Record:  # noqa: A002
        if id not in self.organisations:
            raise NotInCatalogue(f"no organisation {id}")
        return self.organisations[id]

    def _organization_create(self, **fields: Any) -> Record:
        self.organisations[fields["name"]] = {**fields, "id": fields["name"]}
        return fields

    def _package_create(self, **fields: Any) -> Record:
        resources = fields.pop("resources", [])
        number = len(self.by_id) + 1
        package: Record = {"id": f"package-{number}", "resources": [], "extras": []}
        self._fill(package, fields)
        for resource in resources:
            self._resource_create(package_id=package["id"], package=package, **resource)
        self.by_id[package["id"]] = package
        return package

    def _package_patch(self, **fields: Any) -> Record:
        package = self._package(fields.pop("id"))
        self._fill(package, fields)
        return package

    def _fill(self, package: Record, fields: Record) -> None:
        unknown = [name for name in fields if self.portal.lacks(name)]
        others = [p for p in self.by_id.values() if p["id"] != package["id"]]
        if unknown or fields.get("name") in [each["name"] for each in others]:
            raise CatalogueRefused(f"refused: {unknown or fields['name']}")
        package |= fields
        if "owner_org" in fields:
            package["organization"] = {"name": fields["owner_org"]}
        for name, key in (("tags", "name"), ("extras", "key")):
            package[name] = sorted(package.get(name, []), key=lambda each: each[key])
        self._touch(package)

    def _resource_create(
        self, package_id: str, package: Record | None = None, **fields: Any
    ) -> Record:
        owner = package or self._package(package_id)
        taken = [r["id"] for p in [*self.by_id.values(), owner] for r in p["resources"]]
        if fields["id"] in taken:
            raise CatalogueRefused(f"refused: {fields['id']} is taken")
        resource = {"url": "", **fields, "package_id": owner["id"], "datastore_active": False}
        owner["resources"].append(resource)
        self._touch(owner)
        return resource

    def _resource_patch(self, **fields: Any) -> Record:
        package, resource = self._resource(fields["id"])
        upload = fields.pop("upload", None)
        resource |= fields
        if upload is not None:
            content, name = upload
            place = f"{self.url}/dataset/{package['id']}/resource/{resource['id']}/download"
            resource |= {"url": f"{place}/{name}", "url_type": "upload", "size": len(content)}
            self.files[resource["url"]] = content
        self._touch(package)
        return resource

    def _datastore_search(self, resource_id: str, **asked: Any) -> Record:
        table = self.tables.get(resource_id)
        if table is None:
            raise NotInCatalogue(f"no table {resource_id}")
        fields = [{"id": "_id", "type": "int"}, *table["fields"]]
        answer = {"fields": fields, "total": len(table["rows"]), "records": []}
        if asked.get("records_format") == "lists":
            ids = sorted(table["rows"])[asked["offset"] :][: asked["limit"]]
            answer["records"] = [[each] for each in ids]
        return answer

    def _datastore_create(self, resource_id: str, fields: list[Record], **_: Any) -> Record:
        _, resource = self._resource(resource_id)
        resource["datastore_active"] = True
        table = self.tables.setdefault(resource_id, {"rows": {}, "next": 1})
        table["fields"] = fields
        return table

    def _datastore_upsert(
        self, resource_id: str, method: str, records: list[Record], **_: Any
    ) -> Record:
        table = self.tables[resource_id]
        for record in records:
            if method == "insert":
                table["rows"][table["next"]] = record
                table["next"] += 1
            else:
                identifier = record.pop("_id")
                assert identifier in table["rows"]
                table["rows"][identifier] = record
        return {}

    def _datastore_delete(
        self, resource_id: str, filters: Record | None = None, **_: Any
    ) -> Record:
        if filters is None:
            del self.tables[resource_id]
            self._resource(resource_id)[1]["datastore_active"] = False
            return {}
        for identifier in filters["_id"]:
            del self.tables[resource_id]["rows"][identifier]
        return {}
