"""The catalogue's packages as entries with dates: what was open on a day, and whose it was.

What does not belong here: what a package is (marks), and counting (indicators).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.measure import marks
from pipelines.model import Withdrawal


@dataclass(frozen=True)
class Entry:
    """A dataset or an open API of the catalogue's own, open from one day until another."""

    id: str
    """CKAN's id of the package."""
    name: str
    permanent_id: str
    """The id of its declaration; empty where the pipeline does not publish it."""
    owner: str
    """The organisation under which CKAN shows it."""
    released: dt.date
    """The first day on which it was open."""
    withdrawn: dt.date | None
    """The first day on which it was open no more."""
    series: str | None
    """The id of the series that it is part of."""
    is_api: bool
    needs_key: bool
    endpoints: tuple[str, ...]
    """Normalised, each once."""
    package: marks.Package

    @property
    def known_as(self) -> str:
        """Return the id that records of it carry: the permanent one, or else CKAN's."""
        return self.permanent_id or self.id

    @property
    def days_of_release(self) -> set[dt.date]:
        """Return the days that can be called its release: the declared one, and CKAN's."""
        created = marks.day_of(self.package, "metadata_created")
        return {self.released} | ({created} if created else set())

    @property
    def was_ever_open(self) -> bool:
        """Tell whether there was a day at the end of which it was open."""
        return self.withdrawn is None or self.released < self.withdrawn

    def is_open(self, day: dt.date) -> bool:
        """Tell whether it was open at the end of the day."""
        return self.released <= day and not self.is_withdrawn(day)

    def is_withdrawn(self, day: dt.date) -> bool:
        """Tell whether it had been withdrawn by the end of the day."""
        return self.withdrawn is not None and self.withdrawn <= day


def entries(packages: Iterable[marks.Package], seen: dt.date) -> list[Entry]:
    """Return the entries among the packages that a visitor's search showed on the day `seen`."""
    packages = list(packages)
    series = {
        str(reference): str(package["id"])
        for package in packages
        if marks.is_series(package)
        for reference in (package["id"], package.get("name", package["id"]))
    }
    return [_entry(package, series, seen) for package in packages if marks.is_own(package)]


def removed(withdrawals: Iterable[Withdrawal], shown: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries for declared withdrawals whose packages the catalogue shows no more."""
    names = {entry.name for entry in shown}
    for each in withdrawals:
        if each.dataset not in names:
            yield Entry(
                id=each.dataset,
                name=each.dataset,
                permanent_id="",
                owner=each.publisher,
                released=each.released,
                withdrawn=each.withdrawn_on,
                series=None,
                is_api=False,
                needs_key=False,
                endpoints=(),
                package={"id": each.dataset, "name": each.dataset},
            )


def _entry(package: marks.Package, series: dict[str, str], seen: dt.date) -> Entry:
    is_api = marks.is_api(package)
    names = marks.listed(package, "in_series")
    return Entry(
        id=str(package["id"]),
        name=str(package.get("name") or package["id"]),
        permanent_id=str(marks.value_of(package, "global_id") or ""),
        owner=str((package.get("organization") or {}).get("name") or package.get("owner_org")),
        released=_released(package, seen),
        withdrawn=marks.day_of(package, "withdrawn_on"),
        series=next((series[name] for name in names if name in series), None),
        is_api=is_api,
        needs_key=marks.needs_key(package),
        endpoints=tuple(sorted(set(marks.endpoints(package)))) if is_api else (),
        package=package,
    )


def _released(package: marks.Package, seen: dt.date) -> dt.date:
    """Return the day of the release; what is seen today has been released, whatever it says."""
    declared = marks.day_of(package, "date_released")
    created = marks.day_of(package, "metadata_created")
    return min(declared or created or seen, seen)
