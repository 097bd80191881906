"""`hri run` through the proxy: what passes is tried again by itself, and the run ends green."""

from __future__ import annotations

import pytest

from pipelines.orchestration import publishing
from pipelines.orchestration.running import materialise
from tests.end_to_end.desk import GOOD, Desk, resource_ids
from tests.end_to_end.test_publishing import ROWS
from tests.faults.proxy import Fault, Kind, Moment, serving_proxy
from tests.faults.trial import ThroughProxy

pytestmark = pytest.mark.ckan


def test_a_run_tries_again_what_may_pass(desk: Desk) -> None:
    desk.declare("tried-again")
    desk.send(GOOD)
    work = desk.work()
    dataset = work.declarations.named("tried-again")
    with serving_proxy() as proxy:
        work.ckan = ThroughProxy(work.catalogue.url, work.catalogue.token, proxy)
        # In the midst of the writes of the first publish; the wish is to wait for a second.
        proxy.arm(Fault(18, Moment.AFTER, Kind.TOO_MANY))
        result = materialise(work, [dataset])
        work.ckan.close()
        assert proxy.spoilt
    assert result.green, result
    straight = desk.work()
    assert publishing.planned(straight, dataset).writes == 0
    assert desk.rows(resource_ids(desk.show("tried-again"))["CSV"]) == ROWS
