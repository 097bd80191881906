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
    """Return if the package is as it was when the plan was made, or if nothing is to be written.

    Raises CatalogueMoved, CatalogueRefused, CatalogueUnavailable.
    """
    if plan.writes and _modified(plan.package_id or plan.subject, ckan) != plan.modified:
        raise CatalogueMoved(
            f"{plan.subject}: somebody changed the package while it was being planned",
            remedy="it is planned anew",
        )


def _modified(package: str, ckan: Ckan) -> str | None:
    """Return when CKAN says that the package changed; None where there is none."""
    try:
        shown: str | None = ckan.read("package_show", id=package).get("metadata_modified")
    except NotInCatalogue:
        return None
    return shown
