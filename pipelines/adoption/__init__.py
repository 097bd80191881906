"""Adoption: a catalogue that people made by hand is taken over, and nothing in it changes.

No stage of the pipeline: it reads the catalogue and writes declarations, the other way round.
`matching` finds the package and the resources of a declaration, `writing` puts their ids into its
YAML. `drafts` makes declarations of packages that have none: `package_metadata` and
`package_resources` read their fields back, `table_facts` their columns, `draft_text` writes them.
What does not belong here: writing to CKAN, and deciding what only a person can decide.
"""

from __future__ import annotations

from pipelines.adoption.adopting import Adoption, Edit, adopt, edit_of
from pipelines.adoption.catalogue import HandMade, is_uploaded, read_packages
from pipelines.adoption.draft_publishers import proposal
from pipelines.adoption.drafts import Draft, Drafter, Files, causes, undeclared_packages

__all__ = [
    "Adoption",
    "Draft",
    "Drafter",
    "Edit",
    "Files",
    "HandMade",
    "adopt",
    "causes",
    "edit_of",
    "is_uploaded",
    "proposal",
    "read_packages",
    "undeclared_packages",
]
