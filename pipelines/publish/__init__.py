"""Publish: a plan of what the catalogue lacks, and then only the writes in it.

`edition` is what is ready, `metadata` and `dcat` say what CKAN should show, `datastore` what its
table should hold, `organisations` which organisations must be there, `portal` which fields the
catalogue knows, `plan` compares with what is there, `contract` says what a new version breaks for
those who use the data, `apply` sends the calls, and `verification` reads back what is then served.
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
from pipelines.publish.desired import foreseen
from pipelines.publish.edition import Edition, Editions, File, covered
from pipelines.publish.loaded import keep_loaded, last_loaded
from pipelines.publish.loading import Loaded
from pipelines.publish.organisations import plan_organisations
from pipelines.publish.plan import Plan, find_package, plan_dataset
from pipelines.publish.portal import Portal, read_portal
from pipelines.publish.verification import Difference, read_back, repair

__all__ = [
    "Call",
    "Change",
    "Contract",
    "Difference",
    "Edition",
    "Editions",
    "File",
    "Loaded",
    "Plan",
    "Portal",
    "apply",
    "change_between",
    "contract_of",
    "contract_shown",
    "covered",
    "find_package",
    "foreseen",
    "keep_loaded",
    "last_loaded",
    "plan_dataset",
    "plan_organisations",
    "read_back",
    "read_portal",
    "repair",
    "require_kept",
]
