"""Adoption: a catalogue that people made by hand is taken over, and nothing in it changes.

No stage of the pipeline: it reads the catalogue and writes declarations, the other way round.
`matching` finds the package and the resources of a declaration, `writing` puts their ids into its
YAML; `drafting` makes a declaration of a package that has none, `table_schemas` its draft schema.
What does not belong here: writing to CKAN, and deciding what only a person can decide.
"""

from __future__ import annotations

from pipelines.adoption.adopting import Adoption, Edit, adopt, edit_of
from pipelines.adoption.catalogue import HandMade, read_packages
#from pipelines.adoption.drafts import Draft, Drafter, Files

__all__ = [
    "Adoption",
    "Draft",
    "Drafter",
    "Edit",
    "Files",
    "HandMade",
    "adopt",
    "edit_of",
    "read_packages",
]
