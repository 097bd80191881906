"""The replica that these tests ask, and a client for it."""

from collections.abc import Callable, Iterator

import pytest
import requests

from sandbox.replica import Replica

Ask = Callable[..., requests.Response]


@pytest.fixture(scope="session")
def running() -> Iterator[Replica]:
    with Replica() as replica:
        yield replica


@pytest.fixture
def replica(running: Replica) -> Iterator[Replica]:
    running.forget_requests()
    yield running
    running.clear_faults()
    running.restore()


@pytest.fixture
def ask(replica: Replica) -> Iterator[Ask]:
    with requests.Session() as session:

        def get(url: str, method: str = "GET", **headers: str) -> requests.Response:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return session.request(method, replica.address(url), headers=named, timeout=10)

        yield get
