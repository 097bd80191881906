"""Publish: a plan of what the catalogue lacks, and then only the writes in it.

`metadata` says what CKAN should show, `datastore` what its table should hold, `organisations` which
organisations must be there, `plan` compares with what is there, `contract` says what a new version
breaks for those who use the data, `apply` sends the calls.
What does not belong here: making the files (convert) and speaking HTTP (catalogue).
"""

from __future__ import annotations

from pipelines.publish.apply import apply
from pipelines.publish.calls import Call
from pipelines.publish.contract import (
    Change,
    Contract,
    change_between,
    contract_of,
    contract_shown,
    require_kept,
)
from pipelines.publish.loaded import keep_loaded, last_loaded
from pipelines.publish.loading import Loaded
from pipelines.publish.organisations import plan_organisations
from pipelines.publish.plan import Edition, Editions, File, Plan, find_package, plan_dataset

__all__ = [
    "Call",
    "Change",
    "Contract",
    "Edition",
    "Editions",
    "File",
    "Loaded",
    "Plan",
    "apply",
    "change_between",
    "contract_of",
    "contract_shown",
    "find_package",
    "keep_loaded",
    "last_loaded",
    "plan_dataset",
    "plan_organisations",
    "require_kept",
]
