"""What every step needs at hand: settings, declarations, state, the web and the catalogue.

All is made at first use, so that the definitions load where no catalogue runs.
What does not belong here: steps, and anything of Dagster's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property

from pipelines.catalogue import Ckan
from pipelines.credentials import read_secret
from pipelines.database import DataStoreDatabase
from pipelines.declarations import Declarations
from pipelines.publish import Portal, read_portal
from pipelines.settings import Catalogue, Settings, claim_state, read_catalogue
from pipelines.site import SiteFiles
from pipelines.state import State
from pipelines.web import Web, replica_rewrite

Progress = Callable[[str, str], None]
"""Hears (dataset's name, what is being done)."""

TURNS = "turns"
"""The folder in the state in which all processes take turns at the agencies' hosts."""


class Workplace:
    """One process's access to the outside."""

    def __init__(
        self,
        settings: Settings,
        declarations: Declarations,
        *,
        progress: Progress = lambda _dataset, _step: None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        retry_seconds: float = 20,
    ) -> None:
        self.settings = settings
        self.declarations = declarations
        self.progress = progress
        self.now = now
        self.retry_seconds = retry_seconds
        """How long Dagster waits before it tries a step again after a transient error."""

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue that the settings name. Raises SettingError."""
        return read_catalogue()

    @cached_property
    def ckan(self) -> Ckan:
        """The client of the catalogue."""
        return Ckan(self.catalogue.url, self.catalogue.token)

    @cached_property
    def portal(self) -> Portal:
        """What the catalogue's schema knows. Raises CatalogueUnavailable."""
        return read_portal(self.ckan, self.site.url if self.site else "")

    @cached_property
    def database(self) -> DataStoreDatabase | None:
        """The DataStore's PostgreSQL, where the settings give its write URL."""
        url = read_secret("HRI_DATASTORE_WRITE_URL")
        return DataStoreDatabase(url) if url else None

    @cached_property
    def state(self) -> State:
        """The state, which belongs to this catalogue and to no other. Raises SettingError."""
        state = State(self.settings.state)
        claim_state(state, self.catalogue)
        return state

    @cached_property
    def site(self) -> SiteFiles | None:
        """The public static files, where the settings name a place for them."""
        folder, url = self.settings.site, self.settings.site_url
        return SiteFiles(folder, url) if folder and url else None

    @cached_property
    def web(self) -> Web:
        """The way to the agencies' systems, or to their replica; asked in turn with all others.

        Raises SettingError.
        """
        replica = self.settings.replica
        return Web(
            replica_rewrite(replica) if replica else None,
            hosts=self.declarations.hosts,
            turns=self.state.shared_folder(TURNS),
            contact_url=self.settings.contact,
        )
