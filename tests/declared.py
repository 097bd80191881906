"""A small declared catalogue on the disk, for the tests of declarations; lines are counted in it.

Not here: the committed datasets/, which the tests read where they stand.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.declarations import REGISTER, Declarations, load

TRAMS = """\
id: hel-trams
name: raitiotiet
former_names: [raitiovaunut]
publisher: liikenne
title: {fi: Raitiotiet, sv: Spårvägar, en: Tramways}
description:
  fi: Raitiotieverkko.
  sv: Spårvägsnätet.
  en: The tram network.
keywords: {fi: [raitiotiet]}
themes: [TRAN]
licence: CC-BY-4.0
frequency: monthly
contact: {name: Liikenne, email: hri@hel.fi}
released: 2020-01-31
access:
  level: public
  privacy:
    reviewed: 2020-01-15
    by: Tietosuojavastaava
    basis: {fi: Ei henkilötietoja., sv: Inga personuppgifter., en: No personal data.}
coverage: {geographical: [Helsinki]}
source:
  type: file
  url: https://www.hel.fi/trams.csv
  format: csv
  encoding: utf-8
  delimiter: ";"
schema: trams.json
geometry:
  crs: EPSG:3879
  x: ita
  y: pohjoinen
distributions: [csv, geojson]
"""
"""A sound declaration of 34 lines."""

EVENTS = """\
id: hel-events
name: tapahtumat
publisher: kaupunki
title: {fi: Tapahtumat, sv: Evenemang, en: Events}
description: {fi: Rajapinta., sv: Gränssnitt., en: An API.}
keywords: {fi: [tapahtumat]}
themes: [EDUC]
licence: CC0-1.0
frequency: continuous
contact: {name: Kanslia, email: hri@hel.fi}
released: 2014-09-01
access: {level: public}
coverage: {geographical: [Helsinki]}
source:
  type: api
  endpoint: https://api.hel.fi/events/
  documentation: https://dev.hel.fi/events
"""
"""A sound declaration of an API, whose privacy decision has not been taken."""

PUBLISHERS = """\
publishers:
  - name: kaupunki
    title: {fi: Kaupunki, sv: Staden, en: The city}
    kind: city
    counted: true
    valid_from: 2010-01-01
  - name: liikenne
    title: {fi: Liikenne, sv: Trafik, en: Traffic}
    kind: enterprise
    parent: kaupunki
    counted: true
    valid_from: 2010-01-01
"""

SCHEMA = """\
{
  "fields": [
    {"name": "nimi", "type": "string"},
    {"name": "ita", "type": "number"},
    {"name": "pohjoinen", "type": "number"}
  ]
}
"""


class Desk:
    """Where a steward writes: two folders with a sound catalogue, to be spoilt by a test."""

    def __init__(self, folder: Path) -> None:
        self.datasets = folder / "datasets"
        self.schemas = folder / "schemas"
        self.datasets.mkdir()
        self.schemas.mkdir()
        self.write("trams.yaml", TRAMS)
        self.write("events.yaml", EVENTS)
        self.write(REGISTER, PUBLISHERS)
        self.write("trams.json", SCHEMA)

    def write(self, name: str, content: str | bytes) -> None:
        folder = self.schemas if name.endswith(".json") else self.datasets
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)

    def change(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace texts of a file, each of which must stand in it exactly once."""
        path = (self.schemas if name.endswith(".json") else self.datasets) / name
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")

    def load(self) -> Declarations:
        return load(self.datasets, self.schemas)

    def faults(self) -> list[str]:
        """The faults as a steward reads them, with file names instead of whole paths."""
        shown = [str(fault) for fault in self.load().faults]
        return [
            text.replace(f"{self.datasets}/", "").replace(f"{self.schemas}/", "") for text in shown
        ]
