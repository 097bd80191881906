"""A workplace whose one dataset with data, `hel-trams`, lies at a server of the tests.

Not here: the catalogue; the steps up to `converted` need none.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.declared import Desk
from tests.extract.origin import Origin

ROWS = b"nimi;ita;pohjoinen\nA;25496000;6672000\n"
"""What the declared file holds when it is sound."""


def work_at(folder: Path, origin: Origin, *options: str) -> Workplace:
    """Return the workplace; `options` are further lines of the dataset's `source`."""
    desk = Desk(folder)
    lines = [f"url: {origin.url}/trams.csv", *options]
    desk.change("trams.yaml", ("url: https://www.hel.fi/trams.csv", "\n  ".join(lines)))
    declarations = desk.load()
    assert declarations.errors == []
    work = Workplace(read_settings({}), declarations)
    work.state = State(folder / "state")
    work.web = Web(limits=Limits(gap=0))
    return work
