"""Publish: a plan of what the catalogue lacks, and then only the writes in it.

`edition` is what is ready, `metadata` says what CKAN should show, `datastore` what its table should
hold, `organisations` which organisations must be there, `plan` compares with what is there, `apply`
sends the calls.
What does not belong here: making the files (convert) and speaking HTTP (catalogue).
"""

from __future__ import annotations

from pipelines.publish.apply import apply
from pipelines.publish.calls import Call
from pipelines.publish.edition import Edition, Editions, File
from pipelines.publish.loaded import keep_loaded, last_loaded
from pipelines.publish.loading import Loaded
from pipelines.publish.organisations import plan_organisations
from pipelines.publish.plan import Plan, find_package, plan_dataset
from pipelines.publish.verification import Difference, read_back, repair

__all__ = [
    "Call",
    "Difference",
    "Edition",
    "Editions",
    "File",
    "Loaded",
    "Plan",
    "apply",
    "find_package",
    "keep_loaded",
    "last_loaded",
    "plan_dataset",
    "plan_organisations",
    "read_back",
    "repair",
]
