"""A dataset's package in the catalogue, found by what never changes.

What does not belong here: the ids themselves (model), and what is done with the package (plan).
"""

from __future__ import annotations

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueRefused, NotInCatalogue, NotOurs
from pipelines.model import Dataset
from pipelines.publish import desired
from pipelines.publish.calls import Record
from pipelines.publish.portal import Portal, flat


def find_package(dataset: Dataset, ckan: Ckan) -> Record | None:
    """Return the dataset's package, found by its permanent id whatever it is called; None if new.

    Raises NotOurs where the name belongs to a package that no declaration owns.
    """
    if dataset.package_id is not None:
        return flat(dict(ckan.read("package_show", id=str(dataset.package_id))))
    shown = _show(ckan, "package_show", dataset.name)
    by_name = None if shown is None else flat(shown)
    if by_name is not None and by_name.get("global_id") == dataset.id:
        return _alive(dataset, by_name)
    for wanted in desired.resources_of(dataset, Portal()):
        resource = _show(ckan, "resource_show", wanted["id"])
        if resource is None:
            continue
        package = flat(dict(ckan.read("package_show", id=resource["package_id"])))
        if by_name is not None and by_name["id"] != package["id"]:
            raise _not_ours(dataset, by_name)
        return _alive(dataset, package)
    if by_name is not None:
        raise _not_ours(dataset, by_name)
    return _tombstone(dataset, ckan)


def _tombstone(dataset: Dataset, ckan: Ckan) -> Record | None:
    """Return the package under a former name: a tombstone has no resource to be found by."""
    for name in dataset.former_names:
        shown = _show(ckan, "package_show", name)
        if shown is not None and flat(shown).get("global_id") == dataset.id:
            return _alive(dataset, flat(shown))
    return None


def _show(ckan: Ckan, action: str, identifier: str) -> Record | None:
    try:
        return dict(ckan.read(action, id=identifier))
    except NotInCatalogue:
        return None


def _alive(dataset: Dataset, package: Record) -> Record:
    if package.get("state") == "deleted":
        raise CatalogueRefused(
            f"{dataset.name} was deleted in CKAN by hand (package {package['id']})",
            remedy="restore it there, or remove the declaration",
        )
    return package


def _not_ours(dataset: Dataset, package: Record) -> NotOurs:
    return NotOurs(
        f"a package called {dataset.name} exists that this declaration does not own",
        remedy=f"choose another name, or adopt it: `package_id: {package['id']}`",
    )
