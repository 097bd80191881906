"""A copy of the whole catalogue out of a few bulk answers, so that a no-op asks for no package.

The copy comes from the search index, which may lag behind what was written a moment ago. So it may
only prove that nothing is to be done: whoever finds a difference in it asks the catalogue itself
(`Ckan.forget`), and what is written is forgotten. What is not in it is asked for, too.
What does not belong here: speaking HTTP (catalogue), and comparing (publish).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

Record = dict[str, Any]

KEPT_SECONDS = 600.0
"""How long a copy is believed; a run that takes longer takes a new one."""


class CatalogueCopy:
    """Packages, resources and organisations as the bulk answers showed them."""

    def __init__(
        self,
        packages: Iterable[Record],
        organisations: Iterable[Record] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._packages: dict[str, Record] = {}
        self._clock = clock
        self._taken = clock()
        self._places: dict[str, str] = {}
        """Names and resource ids → the package's id."""
        for package in packages:
            self._packages[package["id"]] = package
            self._places[package["name"]] = package["id"]
            self._places |= {item["id"]: package["id"] for item in package.get("resources", [])}
        self._organisations = {each["name"]: each for each in organisations}

    @property
    def packages(self) -> list[Record]:
        """Return every package that is not forgotten."""
        return list(self._packages.values())

    @property
    def is_old(self) -> bool:
        """Tell whether the copy should be taken anew."""
        return self._clock() - self._taken > KEPT_SECONDS

    def answer(self, action: str, parameters: Record) -> Record | None:
        """Return what the catalogue would answer; None where it has to be asked."""
        wanted = str(parameters.get("id", ""))
        if action == "package_show":
            return self._packages.get(self._places.get(wanted, wanted))
        if action == "resource_show":
            resources = self._packages.get(self._places.get(wanted, ""), {}).get("resources", [])
            found = (item for item in resources if item["id"] == wanted)
            return next(({"package_id": self._places[wanted], **item} for item in found), None)
        if action == "organization_show":
            return self._organisations.get(wanted)
        return None

    def forget(self, identifier: str) -> bool:
        """Forget a package by its id, its name or a resource's id, or an organisation by its name.

        Tells whether anything was known of it.
        """
        package = self._packages.pop(self._places.get(identifier, identifier), None)
        return self._organisations.pop(identifier, None) is not None or package is not None
