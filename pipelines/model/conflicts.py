"""Who wins where somebody edited in the portal what a declaration says too.

What does not belong here: finding out that somebody did (publish).
"""

from __future__ import annotations

from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from pipelines.model.noun import Noun, refuse

Side = Literal["declaration", "portal"]

PortalField = Literal[
    "access_rights",
    "collections",
    "external_urls",
    "frequency",
    "geographical_coverage",
    "keywords",
    "language",
    "maintainer",
    "maintainer_email",
    "maintainer_website",
    "notes_translated",
    "spatial_text",
    "spatial_uri",
    "terms_of_use",
    "theme",
    "time_series_end",
    "time_series_precision",
    "time_series_start",
    "title_translated",
    "update_frequency",
    "resources.description",
    "resources.description_translated",
    "resources.name",
    "resources.name_translated",
]
"""The fields, by the names that `hri plan` shows, that may be left to the portal.

Those of resources without `_translated` are for portals that have no translated ones. Name,
publisher, licence, dates and what identifies the dataset are the declaration's alone.
"""


class Conflicts(Noun):
    """Which side wins where a declared field was edited in the portal; `hri plan` shows each."""

    default: Side = "declaration"
    """`declaration`: the edit is overwritten; `portal`: it is kept."""
    declaration: list[PortalField] = Field(default_factory=list)
    """Fields in which the declaration wins, where `default` is `portal`."""
    portal: list[PortalField] = Field(default_factory=list)
    """Fields in which the portal's edit is kept, where `default` is `declaration`."""

    @model_validator(mode="after")
    def _one_side_each(self) -> Self:
        both = sorted(set(self.declaration) & set(self.portal))
        refuse([("portal", f"`{name}` stands in `declaration` too") for name in both])
        return self

    def winner(self, field: str) -> Side:
        """Return which side wins in a field; those of resources begin with `resources.`."""
        if field not in get_args(PortalField):
            return "declaration"
        if field in self.portal:
            return "portal"
        return "declaration" if field in self.declaration else self.default
