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
from tests.faults.database_relay import serving_relay
from tests.faults.proxy import Fault, Kind, Moment, serving_proxy
from tests.faults.trial import FIRST, SECOND, Trial, database_url

pytestmark = pytest.mark.ckan

ALL = os.environ.get("HRI_TESTS") == "faults"
SAMPLE = (0.3, 0.6, 0.9)
"""Where in a publish the ordinary tests spoil a request, as shares of its requests."""

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


def spoil(trial: Trial, fault: Fault) -> list[str]:
    """Publish with the fault and once more; return what is then not as it should be."""
    trial.proxy.arm(fault)
    with pytest.raises(CatalogueUnavailable):
        trial.publish(spoilt=True)
    trial.proxy.wait_until_idle()
    assert trial.proxy.spoilt
    return mended(trial, str(fault))


def mended(trial: Trial, point: str) -> list[str]:
    """Publish once more; return what is then not as it should be."""
    before = trial.package()
    trial.publish()
    after = trial.package()
    wrong = trial.faults()
    if before is not None and after is not None and before["id"] != after["id"]:
        wrong.append("the package has another id")
    return [f"{point}: {each}" for each in wrong]


@pytest.mark.parametrize("prepare", [first_publish, update])
def test_the_next_run_mends_what_a_spoilt_request_left(
    trial: Trial, prepare: Prepare, points: list[int]
) -> None:
    loader = "copy" if trial.relay else "api"
    prepare(trial, f"{loader}-whole")
    trial.proxy.arm(None)
    trial.publish(spoilt=True)
    assert trial.faults() == []
    faults = [
        Fault(number, moment, kind)
        for number in range(1, trial.proxy.requests + 1)
        for moment in Moment
        for kind in Kind
    ]
    wrong = []
    for number, fault in enumerate(chosen(faults, 2 * (prepare is update) + (loader == "copy"))):
        prepare(trial, f"{loader}-{number}")
        wrong += spoil(trial, fault)
        points[0] += 1
    assert wrong == []


@pytest.mark.parametrize("trial", ["copy"], indirect=True)
@pytest.mark.parametrize("prepare", [first_publish, update])
def test_the_next_run_mends_what_a_cut_connection_to_the_database_left(
    trial: Trial, prepare: Prepare, points: list[int]
) -> None:
    assert trial.relay is not None
    prepare(trial, "database-whole")
    trial.relay.arm(None)
    trial.publish(spoilt=True)
    faults = [
        Fault(number, moment, Kind.CUT)
        for number in range(1, trial.relay.messages + 1)
        for moment in Moment
    ]
    wrong = []
    for number, fault in enumerate(chosen(faults, 0)):
        prepare(trial, f"database-{number}")
        trial.proxy.arm(None)
        trial.relay.arm(fault)
        try:
            # Where only the goodbye is cut off, all has been done.
            trial.publish(spoilt=True)
        except CatalogueUnavailable:
            assert trial.relay.is_cut
        wrong += mended(trial, str(fault))
        points[0] += 1
    assert wrong == []
