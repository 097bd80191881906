"""Whether the package is still the one that was planned on: asked before the first write.

It is how two machines that share no lock find out about each other, and how an edit by hand, made
while we planned, is not written over.
What does not belong here: the locks, and planning anew (both orchestration).
"""

from __future__ import annotations

from pipelines.catalogue import Ckan
from pipelines.errors import CatalogueMoved, NotInCatalogue
from pipelines.publish.plan import Plan


def require_unmoved(plan: Plan, ckan: Ckan) -> None:
    """Return if what the plan writes is as it was when it was made.

    Raises CatalogueMoved, CatalogueRefused, CatalogueUnavailable.
    """
    planned_on: dict[str, str | None] = dict.fromkeys(_created(plan))
    if plan.writes and plan.package_id:
        planned_on[plan.package_id] = plan.seen.get("metadata_modified")
    if any(_modified(package, ckan) != then for package, then in planned_on.items()):
        raise CatalogueMoved(
            f"{plan.subject}: somebody changed the package while it was being planned",
            remedy="it is planned anew",
        )


def _created(plan: Plan) -> list[str]:
    """Return the names of the packages that the plan creates: the dataset's, its series'."""
    return [c.parameters["name"] for c in plan.calls if c.action == "package_create"]


def _modified(package: str, ckan: Ckan) -> str | None:
    """Return when CKAN says that the package changed; None where there is none."""
    try:
        shown: str | None = ckan.read("package_show", id=package).get("metadata_modified")
    except NotInCatalogue:
        return None
    return shown
