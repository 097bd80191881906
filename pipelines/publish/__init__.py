"""Publish: a plan of what the catalogue lacks, and then only the writes in it.

`edition` is what is ready, `metadata` and `dcat` say what CKAN should show, `datastore` what its
table should hold, `organisations` which organisations must be there, `portal` which fields the
catalogue knows, `plan` compares with what is there, `ownership` and `conflicts` tell our changes
from a steward's edits, `contract` says what a new version breaks for those who use the data,
`apply` sends the calls, `saved` is a plan in a file, and `verification` reads back what is served.
What does not belong here: making the files (convert) and speaking HTTP (catalogue).
"""

from __future__ import annotations

from pipelines.publish.apply import apply
from pipelines.publish.calls import Call
from pipelines.publish.conflicts import Conflict
from pipelines.publish.contract import (
    Change,
    Contract,
    change_between,
    contract_of,
    contract_shown,
    require_kept,
)
from pipelines.publish.desired import fields_of as wanted_fields
from pipelines.publish.desired import foreseen
from pipelines.publish.desired import resources_of as wanted_resources
from pipelines.publish.edition import Edition, Editions, File, covered
from pipelines.publish.identity import find_package
from pipelines.publish.loaded import keep_loaded, last_loaded
from pipelines.publish.loading import Loaded
from pipelines.publish.metadata import HELSINKI, file_name
from pipelines.publish.moved import require_unmoved
from pipelines.publish.organisations import plan_organisations
from pipelines.publish.ownership import PACKAGE, Edit, Places, Remembered, digests
from pipelines.publish.plan import Plan, plan_dataset
from pipelines.publish.portal import Portal, read_portal
from pipelines.publish.reconciliation import (
    Finding,
    file_findings,
    metadata_findings,
    table_findings,
    tombstone_findings,
)
from pipelines.publish.saved import call_record
from pipelines.publish.verification import Difference, read_back, repair

__all__ = [
    "HELSINKI",
    "PACKAGE",
    "Call",
    "Change",
    "Conflict",
    "Contract",
    "Difference",
    "Edit",
    "Edition",
    "Editions",
    "File",
    "Finding",
    "Loaded",
    "Places",
    "Plan",
    "Portal",
    "Remembered",
    "apply",
    "call_record",
    "change_between",
    "contract_of",
    "contract_shown",
    "covered",
    "digests",
    "file_findings",
    "file_name",
    "find_package",
    "foreseen",
    "keep_loaded",
    "last_loaded",
    "metadata_findings",
    "plan_dataset",
    "plan_organisations",
    "read_back",
    "read_portal",
    "repair",
    "require_kept",
    "require_unmoved",
    "table_findings",
    "tombstone_findings",
    "wanted_fields",
    "wanted_resources",
]
