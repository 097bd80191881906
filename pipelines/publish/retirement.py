"""The deletion circuit breaker: what is declared no longer is retired, and never too much of it.

    retiring/<id>.json              a dataset whose declaration is gone
    retiring/<id>/<resource>.json   a resource that its dataset declares no longer
                                    {dataset, resource, name, since, due, confirmed}

It goes on being served until `due`. What is declared again before is left alone. Where more is gone
than the caps allow, nothing begins and nothing ends until somebody confirms it by name; what was
confirmed goes on.
What does not belong here: finding out what is gone, and the removal itself (orchestration).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from pipelines.model import Retirement

FOLDER = "retiring"


@dataclass(frozen=True, order=True)
class Subject:
    """A dataset, or one of its resources."""

    dataset: str
    """The permanent id."""
    resource: str = ""
    """The resource's id in CKAN; empty for the dataset itself."""
    name: str = ""
    """The dataset's name, with the resource's format behind it, for people."""

    @property
    def key(self) -> str:
        """Return the state's key of its retirement."""
        return f"{FOLDER}/{self.dataset}{'/' + self.resource if self.resource else ''}.json"


@dataclass(frozen=True)
class Retiring:
    """A subject on its way out."""

    subject: Subject
    since: dt.date
    due: dt.date
    confirmed: Mapping[str, str] | None = None
    """{by, at} where somebody confirmed it by name."""

    def to_json(self) -> dict[str, Any]:
        """Return the record."""
        return {
            "dataset": self.subject.dataset,
            "resource": self.subject.resource,
            "name": self.subject.name,
            "since": self.since.isoformat(),
            "due": self.due.isoformat(),
            "confirmed": dict(self.confirmed) if self.confirmed else None,
        }

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """Return the retirement of a record."""
        return cls(
            Subject(record["dataset"], record["resource"], record["name"]),
            dt.date.fromisoformat(record["since"]),
            dt.date.fromisoformat(record["due"]),
            record["confirmed"],
        )


@dataclass(frozen=True)
class Decision:
    """What becomes of all that is gone, and of what was."""

    begin: tuple[Retiring, ...] = ()
    """On their way out from now on; served until they are due."""
    cancel: tuple[Retiring, ...] = ()
    """Declared again; nothing has happened to them."""
    due: tuple[Retiring, ...] = ()
    """To be removed now."""
    waiting: tuple[Retiring, ...] = ()
    """On their way out already, and not due yet."""
    refused: tuple[Subject, ...] = ()
    """Over the caps: left alone until somebody confirms them."""
    most: int = 0
    """How many the caps allow without a confirmation."""

    def as_dict(self) -> dict[str, Any]:
        """Return the decision for programs."""
        lists = {name: getattr(self, name) for name in ("begin", "due", "waiting", "cancel")}
        told = {name: [each.to_json() for each in items] for name, items in lists.items()}
        refused = [{"dataset": each.dataset, "name": each.name} for each in self.refused]
        return {**told, "refused": refused, "most": self.most}


def decide(
    gone: Iterable[Subject],
    retiring: Iterable[Retiring],
    published: int,
    rules: Retirement,
    today: dt.date,
) -> Decision:
    """Return what becomes of the subjects that are `gone`, out of so many that are `published`.

    All subjects are datasets, or all are resources: each kind has the caps for itself.
    """
    known = {each.subject.key: each for each in retiring}
    subjects = {each.key: each for each in gone}
    cancel = tuple(known[key] for key in sorted(known.keys() - subjects.keys()))
    out = [known.get(key) or _begun(subjects[key], rules, today) for key in sorted(subjects)]
    unconfirmed = [each for each in out if each.confirmed is None]
    most = rules.most(published)
    refused = unconfirmed if len(unconfirmed) > most else []
    going = [each for each in out if each not in refused]
    return Decision(
        begin=tuple(each for each in going if each.subject.key not in known),
        cancel=cancel,
        due=tuple(each for each in going if each.due <= today),
        waiting=tuple(each for each in going if each.subject.key in known and each.due > today),
        refused=tuple(each.subject for each in refused),
        most=most,
    )


def _begun(subject: Subject, rules: Retirement, today: dt.date) -> Retiring:
    return Retiring(subject, today, today + dt.timedelta(days=rules.grace_days))


def confirmed(
    subject: Subject, known: Retiring | None, by: str, rules: Retirement, now: dt.datetime
) -> Retiring:
    """Return the retirement as somebody confirmed it; its grace time goes on, or begins."""
    begun = known or _begun(subject, rules, now.date())
    return Retiring(begun.subject, begun.since, begun.due, {"by": by, "at": now.isoformat()})
