"""An open API: a catalogue entry that is watched, and not copied.

What does not belong here: asking it (extract).
"""

from __future__ import annotations

from typing import Literal

from pipelines.model.noun import CatalogueId, Noun, Url


class ApiSource(Noun):
    """An open API: a catalogue entry of its own, counted as an API and never as a dataset."""

    type: Literal["api"]
    """An API that is listed, and watched, but not copied."""
    endpoint: Url
    """The address under which it answers."""
    resource_id: CatalogueId | None = None
    """Only for a resource that existed before: its id, taken over and kept."""
    documentation: Url
    """The page for developers."""
    terms: Url | None = None
    """The page with the terms of use; the licence's own page unless said."""
    health: Url | None = None
    """A URL that answers 200 while the API is well; the endpoint unless said."""
    key_required: bool = False
    """Whether a developer needs a key."""

    @property
    def address(self) -> str:
        """Return the endpoint."""
        return self.endpoint

    @property
    def watched(self) -> list[str]:
        """Return the URLs that are looked at to see whether the API is well."""
        return [self.health or self.endpoint]
