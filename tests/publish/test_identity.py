"""Ids that consumers hard-code: they must never change, in no version of this software."""

from __future__ import annotations

import uuid

from pipelines.declarations import load
from pipelines.model import RESOURCE_NAMESPACE
from pipelines.settings import PROJECT


def test_resource_ids_are_for_ever() -> None:
    declared = load(PROJECT / "datasets", PROJECT / "schemas")
    traffic = declared.named("hel-traffic-counts")
    # Written down on the day of the first publish. If this fails, do not change the value.
    assert traffic.resource_id("csv") == "c3491fc3-b578-5783-8a99-3682216a9ce4"
    assert traffic.resource_id("parquet") == "baf92400-4fa3-5a07-af7c-8266c4c57c28"
    assert declared.named(traffic.name) is traffic


def test_no_two_resources_share_an_id() -> None:
    declared = load(PROJECT / "datasets", PROJECT / "schemas")
    ids = [
        dataset.resource_id(key)
        for dataset in declared.datasets.values()
        for key in [d.format.value for d in dataset.distributions] or ["api"]
    ]
    assert len(ids) == len(set(ids)) > 30
    assert all(uuid.UUID(each).version == 5 for each in ids)
    assert str(RESOURCE_NAMESPACE) == "6f3c2a52-6d0e-5c0b-9b56-0c6f0d6c7a11"
