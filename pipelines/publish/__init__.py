"""Publish: a plan of what the catalogue lacks, and then only the writes in it.

`edition` is what is ready, `metadata` and `dcat` say what CKAN should show, `datastore` what its
table should hold, `organisations` which organisations must be there, `portal` which fields the
catalogue knows, `plan` compares with what is there, `ownership` and `conflicts` tell our changes
from a steward's edits, `contract` says what a new version breaks for those who use the data,
`apply` sends the calls, `saved` is a plan in a file, and `verification` reads back what is served.
`announcement` tells what will end or break, `retirement` decides what is declared no longer, and
`tombstone` is the plan for what is served no longer.
What does not belong here: making the files (convert) and speaking HTTP (catalogue).
"""

from __future__ import annotations

from pipelines.publish.announcement import Announcement, Told, announcement_of, told_since
from pipelines.publish.apply import apply
from pipelines.publish.calls import Call
from pipelines.publish.conflicts import Conflict
from pipelines.publish.contract import (
    Change,
    Contract,
    change_between,
    contract_of,
    contract_shown,
    require_in_time,
    require_kept,
    require_told,
)
from pipelines.publish.desired import fields_of as wanted_fields
from pipelines.publish.desired import foreseen, resource_labels
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
from pipelines.publish.retirement import Decision, Retiring, Subject, confirmed, decide
from pipelines.publish.saved import call_record
from pipelines.publish.tombstone import (
    Epitaph,
    left_of,
    package_served,
    plan_lost_files,
    plan_tombstone,
    removal,
    sentence,
)
from pipelines.publish.verification import Difference, read_back, repair

__all__ = [
    "HELSINKI",
    "PACKAGE",
    "Announcement",
    "Call",
    "Change",
    "Conflict",
    "Contract",
    "Decision",
    "Difference",
    "Edit",
    "Edition",
    "Editions",
    "Epitaph",
    "File",
    "Finding",
    "Loaded",
    "Places",
    "Plan",
    "Portal",
    "Remembered",
    "Retiring",
    "Subject",
    "Told",
    "announcement_of",
    "apply",
    "call_record",
    "change_between",
    "confirmed",
    "contract_of",
    "contract_shown",
    "covered",
    "decide",
    "digests",
    "file_findings",
    "file_name",
    "find_package",
    "foreseen",
    "keep_loaded",
    "last_loaded",
    "left_of",
    "metadata_findings",
    "package_served",
    "plan_dataset",
    "plan_lost_files",
    "plan_organisations",
    "plan_tombstone",
    "read_back",
    "read_portal",
    "removal",
    "repair",
    "require_in_time",
    "require_kept",
    "require_told",
    "require_unmoved",
    "resource_labels",
    "sentence",
    "table_findings",
    "told_since",
    "tombstone_findings",
    "wanted_fields",
    "wanted_resources",
]
