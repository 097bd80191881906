"""A town of three entries whose site can be written: a real state, and a catalogue at a socket.

Trams are published by the real steps, an API is watched, and an old dataset was withdrawn. Not
here: any test, and CKAN itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.catalogue import Ckan
from pipelines.declarations import load
from pipelines.errors import HriError
from pipelines.journal import Entry, Kind, enter
from pipelines.orchestration import failures, publishing, steps
from pipelines.orchestration.site_facts import facts_of
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import Catalogue as CatalogueSetting
from pipelines.settings import read_settings
from pipelines.site import SiteFiles, Written, write_site
from pipelines.site.facts import Facts
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.declared import EVENTS, PUBLISHERS, TRAMS
from tests.extract.origin import Answer, Origin, serving
from tests.orchestration.catalogue import Catalogue, serving_catalogue

FIELDS: list[dict[str, Any]] = [
    {
        "name": "nimi",
        "type": "string",
        "title": "Nimi",
        "titles": {"fi": "Nimi", "sv": "Namn", "en": "Name"},
        "description": "Linjan nimi.",
        "descriptions": {"fi": "Linjan nimi.", "sv": "Linjens namn.", "en": "Name of the line."},
        "constraints": {"required": True, "enum": ["A", "B"]},
    },
    {"name": "ita", "type": "number", "unit": "m", "constraints": {"minimum": 0}},
    {"name": "pohjoinen", "type": "number"},
]
DECISION = """\
access:
  privacy:
    reviewed: 2020-01-15
    by: Tietosuojavastaava
    basis: {fi: Ei henkilötietoja., sv: Inga personuppgifter., en: No personal data.}
"""
NOON = dt.datetime(2026, 6, 10, 9, 0, tzinfo=dt.UTC)
"""Noon in Helsinki, on a Wednesday."""
SITE_URL = "https://hri.example/tila"
WITHDRAWN = {
    "name": "vanhat-pysakit",
    "publisher": "liikenne",
    "title": {"fi": "Vanhat pysäkit", "sv": "Gamla hållplatser", "en": "Old stops"},
    "on": "2026-05-02",
    "reason": {"fi": "Korvattu.", "sv": "Ersatt.", "en": "Replaced."},
    "successor": "hel-trams",
}


class Town:
    """Declarations, their state, the agency's system, the catalogue and the site's folder."""

    def __init__(self, folder: Path, origin: Origin, catalogue: Catalogue) -> None:
        self.folder, self.origin, self.catalogue = folder, origin, catalogue
        self.datasets, self.schemas = folder / "datasets", folder / "schemas"
        for each in (self.datasets, self.schemas):
            each.mkdir()
        self.state = State(folder / "state")
        self.now = NOON
        self.site_url = SITE_URL
        (self.datasets / "_publishers.yaml").write_text(PUBLISHERS, encoding="utf-8")
        (self.schemas / "trams.json").write_text(json.dumps({"fields": FIELDS}), encoding="utf-8")
        head, _, _ = TRAMS.partition("geometry:")
        trams = head.replace("https://www.hel.fi", origin.url)
        self.declare("trams", f"{trams}distributions: [csv, parquet]\ndatastore: false\n")
        events = EVENTS.replace("access: {level: public}\n", DECISION)
        self.declare("events", events.replace("https://api.hel.fi", origin.url))
        origin.at("/trams.csv", Answer(b"nimi;ita;pohjoinen\nA;1.5;2\nB;1;2\n"))
        origin.at("/events/", Answer(b"{}"))

    def declare(self, name: str, text: str) -> None:
        """Write a declaration."""
        (self.datasets / f"{name}.yaml").write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text of a declaration."""
        path = self.datasets / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def site(self) -> SiteFiles:
        """Return the site."""
        return SiteFiles(str(self.folder / "site"), self.site_url)

    @contextmanager
    def at_work(self) -> Iterator[Workplace]:
        """Give a workplace over what is declared now."""
        work = Workplace(read_settings({}), load(self.datasets, self.schemas), now=lambda: self.now)
        work.state, work.site, work.web = self.state, self.site, Web(limits=Limits(gap=0))
        work.catalogue = CatalogueSetting(self.catalogue.url, "token", is_sandbox=True)
        work.ckan = Ckan(self.catalogue.url, "token")
        with contextlib.closing(work.ckan):
            yield work

    def run(self) -> None:
        """Do what a run does for each dataset, and keep why one failed."""
        with self.at_work() as work:
            for dataset in work.declarations.datasets.values():
                try:
                    if dataset.has_table:
                        steps.extracted(work, dataset)
                        steps.validated(work, dataset)
                        steps.converted(work, dataset)
                    else:
                        steps.endpoint_health(work, dataset)
                    publishing.published(work, dataset, {"run": "test"})
                except HriError as error:
                    failures.keep(work.state, dataset, "step", error, work.now())

    def facts(self) -> Facts:
        """Return what the site tells."""
        with self.at_work() as work:
            return facts_of(work)

    def write(self) -> Written:
        """Write the site."""
        return write_site(self.site, self.facts())

    def page(self, path: str) -> str:
        """Return a file of the site."""
        content = self.site.read(path)
        assert content is not None, path
        return content.decode()

    def files(self) -> dict[str, bytes]:
        """Return every file of the site by its path, without the dated versions."""
        paths = [path for path in self.site.paths() if not path.startswith("versions/")]
        return {path: self.site.read(path) or b"" for path in paths}

    def enter(self, kind: Kind, at: str, **more: Any) -> None:
        """Enter something that happened to the trams."""
        known = {
            "dataset": "hel-trams",
            "name": "raitiotiet",
            "publisher": "liikenne",
            "title": {"fi": "Raitiotiet", "sv": "Spårvägar", "en": "Tramways"},
        }
        enter(self.state, Entry.model_validate({**known, "at": at, "kind": kind, **more}))

    def withdraw_stops(self) -> None:
        """Leave the record of an old dataset that was withdrawn."""
        self.state.write_json("withdrawn/hel-stops.json", WITHDRAWN)


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """Give a town in which nothing has been published yet."""
    with serving() as origin, serving_catalogue() as (_, catalogue):
        yield Town(folder, origin, catalogue)


NEW_COLUMN = {
    "fi": "Sarake `uusi` on uusi.",
    "sv": "Kolumnen `uusi` är ny.",
    "en": "Column `uusi` is new.",
}


def lived_in(made: Town) -> Town:
    """Return the town with everything that a page can show: changes, news, a withdrawal."""
    made.run()
    made.withdraw_stops()
    made.enter(Kind.PUBLISHED, "2026-01-10T08:00:00Z", rows={"total": 2}, version="1.0")
    made.enter(
        Kind.CHANGED,
        "2026-03-01T08:00:00Z",
        rows={"added": 1200, "changed": 3, "removed": 1, "total": 12345},
        schema_changes=[NEW_COLUMN],
        metadata_changes=["notes_translated", "odd_field"],
    )
    made.enter(Kind.RENAMED, "2026-04-01T08:00:00Z", former_name="ratikat")
    made.enter(
        Kind.ANNOUNCED,
        "2026-06-01T08:00:00Z",
        effective="2026-09-30",
        text={"fi": "Sarake poistuu.", "sv": "En kolumn försvinner.", "en": "A column goes."},
        successor="hel-events",
    )
    return made
