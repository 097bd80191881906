"""Whose a package is on which day, by the dated register of publishers.

What does not belong here: reading the register (declarations), and what is counted (indicators).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pipelines.model import Publisher

Register = Mapping[str, Publisher]
"""Name → entry."""


def publisher_on(day: dt.date, organisation: str, register: Register) -> str | None:
    """Return the name of the publisher that an organisation's packages count for on the day.

    One that has ended counts through its successors, up to the one that lives on the day; without
    a successor, or before its first day, it counts as itself. None: it is not in the register.
    """
    publisher = register.get(organisation)
    passed: set[str] = set()
    while publisher and _has_ended(publisher, day) and publisher.successor:
        if publisher.name in passed:
            # The register does not forbid a ring of successors: each then counts as itself.
            return organisation
        passed.add(publisher.name)
        publisher = register.get(publisher.successor)
    return publisher.name if publisher else None


def expected_on(day: dt.date, register: Register) -> set[str]:
    """Return the names of the publishers that count on the day, whether they publish or not."""
    return {
        publisher.name
        for publisher in register.values()
        if publisher.counted and publisher.valid_from <= day and not _has_ended(publisher, day)
    }


def _has_ended(publisher: Publisher, day: dt.date) -> bool:
    return publisher.valid_to is not None and publisher.valid_to < day
