"""At every request of a publish something goes wrong; the next run completes it as planned.

A point is a request (or a message to the database), what the client sees instead of its answer,
and whether CKAN did what was asked. `HRI_TESTS=faults` tries them all.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from pipelines.errors import CatalogueUnavailable
from tests.end_to_end.desk import Desk
from tests.faults.database_relay import DatabaseRelay, serving_relay
from tests.faults.proxy import Fault, Kind, Moment, serving_proxy
from tests.faults.trial import FIRST, SECOND, Trial, database_url

pytestmark = pytest.mark.ckan

ALL = os.environ.get("HRI_TESTS") == "faults"
SAMPLE = (0.3, 0.6, 0.8)
"""Where in a publish the ordinary tests spoil a request, as shares of its requests."""
TRIED: list[Kind] = [kind for kind in Kind if kind is not Kind.TOO_MANY]
KINDS: list[list[Kind]] = [[kind] for kind in TRIED] if ALL else [TRIED]
"""All points together would take one test too long."""

Prepare = Callable[[Trial, str], None]


def first_publish(trial: Trial, label: str) -> None:
    """Declare a dataset that the catalogue does not know."""
    trial.declare(f"fault-{label}", FIRST, "Lautat")


def update(trial: Trial, label: str) -> None:
    """Change data and metadata of one that is published as it was declared before."""
    if not trial.identifier.startswith("fault-updated"):
        trial.declare(f"fault-updated-{label}", FIRST, "Lautat")
        trial.publish()
    other = SECOND if trial.rows == FIRST else FIRST
    title = "Veneet" if trial.title == "Lautat" else "Lautat"
    trial.declare(trial.identifier, other, title)


@pytest.fixture(params=["api", "copy"])
def trial(desk: Desk, request: pytest.FixtureRequest) -> Iterator[Trial]:
    with serving_proxy() as proxy:
        if request.param == "api":
            yield Trial(desk, proxy, None)
            return
        where = urlsplit(database_url(desk, "ckan.datastore.write_url"))
        with serving_relay(str(where.hostname), where.port or 5432) as relay:
            yield Trial(desk, proxy, relay)


def chosen(faults: list[Fault], number: int) -> list[Fault]:
    """Return all faults, or the sample's: others for each number, the same in every run."""
    if ALL:
        return faults
    return [faults[(int(share * len(faults)) + number) % len(faults)] for share in SAMPLE]


def spoil(trial: Trial, fault: Fault) -> None:
    """Publish with the fault, which may pass: so it is one that is tried again."""
    trial.proxy.arm(fault)
    with pytest.raises(CatalogueUnavailable):
        trial.publish(spoilt=True)
    trial.proxy.wait_until_idle()
    assert trial.proxy.spoilt


def cut(trial: Trial, relay: DatabaseRelay, fault: Fault) -> None:
    """Publish with the connection cut at that message."""
    trial.proxy.arm(None)
    relay.arm(fault)
    try:
        # Where only the goodbye is cut off, all has been done.
        trial.publish(spoilt=True)
    except CatalogueUnavailable:
        assert relay.is_cut


def tried(
    trial: Trial, prepare: Prepare, label: str, faults: list[Fault], spoil: Callable[[Fault], None]
) -> list[str]:
    """Return what is not as it should be after the run that follows on each fault.

    Faults before the first write leave the catalogue as it was: they share the run after them.
    """
    wrong: list[str] = []
    untouched: list[str] = []
    for number, fault in enumerate(faults):
        if not untouched:
            prepare(trial, f"{label}-{number}")
        spoil(fault)
        untouched.append(str(fault))
        if trial.proxy.wrote or fault is faults[-1]:
            wrong += mended(trial, ", ".join(untouched))
            untouched.clear()
    return wrong


def mended(trial: Trial, point: str) -> list[str]:
    """Publish once more; return what is then not as it should be."""
    trial.package()  # its id is noted, and must stay
    trial.publish()
    return [f"{point}: {each}" for each in trial.faults()]


@pytest.mark.parametrize("kinds", KINDS, ids=lambda kinds: "-".join(kinds))
@pytest.mark.parametrize("prepare", [first_publish, update])
def test_the_next_run_mends_what_a_spoilt_request_left(
    trial: Trial, prepare: Prepare, kinds: list[Kind], tried_points: Callable[[int], None]
) -> None:
    loader = "copy" if trial.relay else "api"
    label = f"{loader}-{kinds[0].name.lower().replace('_', '-')}"
    prepare(trial, f"{label}-whole")
    trial.make_organisations()
    trial.proxy.arm(None)
    trial.publish(spoilt=True)
    assert trial.faults() == []
    requests = range(1, trial.proxy.requests + 1)
    faults = [Fault(n, moment, kind) for n in requests for moment in Moment for kind in kinds]
    faults = chosen(faults, 2 * (prepare is update) + (loader == "copy"))
    tried_points(len(faults))
    assert tried(trial, prepare, label, faults, lambda fault: spoil(trial, fault)) == []


@pytest.mark.parametrize("trial", ["api"], indirect=True)
def test_the_next_run_makes_an_organisation_that_was_left_half_made(
    trial: Trial, tried_points: Callable[[int], None]
) -> None:
    trial.declare_publisher("fault-publisher-whole")
    trial.proxy.arm(None)
    trial.make_organisations(spoilt=True)
    requests = range(1, trial.proxy.requests + 1)
    faults = [Fault(n, moment, kind) for n in requests for moment in Moment for kind in TRIED]
    faults = faults if ALL else faults[-1:]
    tried_points(len(faults))
    for number, fault in enumerate(faults):
        name = f"fault-publisher-{number}"
        trial.declare_publisher(name)
        trial.proxy.arm(fault)
        with pytest.raises(CatalogueUnavailable):
            trial.make_organisations(spoilt=True)
        trial.proxy.wait_until_idle()
        trial.make_organisations()
        with trial.work().ckan as ckan:
            shown = ckan.read("organization_show", id=name)
        assert shown["title_translated"]["sv"] == "Nytt verk", fault
        assert [group["name"] for group in shown["groups"]] == ["helsinki"], fault


@pytest.mark.parametrize("trial", ["copy"], indirect=True)
@pytest.mark.parametrize("prepare", [first_publish, update] if ALL else [update])
def test_the_next_run_mends_what_a_cut_connection_to_the_database_left(
    trial: Trial, prepare: Prepare, tried_points: Callable[[int], None]
) -> None:
    relay = trial.relay
    assert relay is not None
    prepare(trial, "database-whole")
    trial.make_organisations()
    relay.arm(None)
    trial.publish(spoilt=True)
    messages = range(1, relay.messages + 1)
    faults = [Fault(n, moment, Kind.CUT) for n in messages for moment in Moment]
    faults = faults if ALL else faults[len(faults) * 2 // 3 :][:1]
    tried_points(len(faults))
    wrong = tried(trial, prepare, "database", faults, lambda fault: cut(trial, relay, fault))
    assert wrong == []
