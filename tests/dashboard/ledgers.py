"""A small ledger over the invented catalogue of the measuring tests, to be read by hand.

    2015-12-31 … 2016-07-31   eight months, reconstructed; 2016-06-30 is sealed
    2026-11-20, 22, 24        counted; on the 21st and the 23rd nobody looked
    2012 and 2014             figures that were reported

    as of         datasets                                          APIs
    2015-12-31    old-maps, plans, trees                       3    2
    2016-01-31    … and flash                                  4    2
    2016-06-30    loans-2015, plans, trees                     3    3 (dead answered then)
    2026-11-24    loans-2015, loans-2016, playgrounds,
                  plans, trees                                 5    2 (maps, events)

What does not belong here: what is expected of it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pipelines.measure import (
    Evidence,
    Ledger,
    Register,
    StateBlocks,
    Verdict,
    backfill_days,
    enter,
    explain,
    judge,
    measure,
    members,
    seal,
    seals,
    shown,
)
from pipelines.measure.days import month_ends
from pipelines.model import Programme
from pipelines.site.dashboard.facts import DatasetPage, Facts, Failing, Miss, Scored
from pipelines.site.dashboard.figures import Figures
from pipelines.state import State
from tests.measure.invented import CATALOGUE, PUBLISHERS, evidence, publisher

JUNE = dt.date(2016, 6, 30)
TODAY = dt.date(2026, 11, 24)
LISTED = [str(each["name"]) for each in CATALOGUE]


def _reported(identifier: str, title: str, *figures: dict[str, Any]) -> dict[str, Any]:
    said = {"reporter": "Kanslia", "evidence": "Raportti", "citation": "Seurantaraportti"}
    return {
        "id": identifier,
        "title": {"fi": title, "sv": f"{title} (sv)", "en": f"{title} (en)"},
        "definition": {"fi": "Kaikkiaan.", "sv": "Sammanlagt.", "en": "In total."},
        "unit": "pcs",
        "figures": [{**figure, **said} for figure in figures],
    }


PROGRAMME = Programme.model_validate(
    {
        "reported": [
            _reported("open_datasets", "Avatut aineistot", {"as_of": "2014-12-31", "value": 623}),
            _reported("open_apis", "Avatut rajapinnat", {"as_of": "2014-12-31", "value": 11}),
            _reported(
                "feedback_received",
                "Palaute",
                {"as_of": "2014-12-31", "value": 26000, "qualifier": "≈"},
            ),
        ],
        "goals": [
            {"indicator": "machine_readable", "year": 2026, "target": 90},
            {"indicator": "open_datasets", "year": 2026, "target": 5},
            {"indicator": "metadata_quality", "year": 2026, "target": 351},
            {"indicator": "data_valid", "year": 2026, "target": 100},
        ],
    }
)
REGISTER = {**PUBLISHERS, "museo": publisher("museo")}
"""The publishers of the measuring tests, and an agency that has opened nothing."""
SCORES = [
    Verdict("hel-trees", score=400),
    Verdict("hel-plans", score=300),
    Verdict("hel-playgrounds", score=250),
    Verdict("hel-loans-2015", score=50),
]
FORMATS = {"trees": "CSV", "plans": "PDF", "playgrounds": "GPKG", "loans-2015": "XLSX"}


def known(seen: dt.datetime, **more: Any) -> Evidence:
    """Return what is known at the moment: scores of four datasets, and the formats of each."""
    packages = [
        {
            **package,
            "global_id": f"hel-{package['name']}",
            "resources": package["resources"]
            or [{"format": FORMATS.get(str(package["name"]), "PDF")}],
        }
        for package in CATALOGUE
    ]
    register = Register(REGISTER)
    fields = {
        "register": register,
        "packages": packages,
        "programme": PROGRAMME,
        "verdicts": SCORES,
        **more,
    }
    return evidence(seen=seen, **fields)


def noon(day: int) -> dt.datetime:
    """Return a moment in November 2026."""
    return dt.datetime(2026, 11, day, 10, tzinfo=dt.UTC)


def small_ledger(folder: Path) -> Ledger:
    """Write the ledger below a folder."""
    ledger = Ledger(StateBlocks(State(folder)))
    for day in (20, 22, 24):
        now = known(noon(day))
        ledger.keep_today(measure(now), members(now, now.today))
    whole = known(noon(24))
    backfill_days(ledger, whole, month_ends(dt.date(2015, 12, 1), dt.date(2016, 7, 31)))
    enter(ledger, PROGRAMME, noon(24))
    seal(ledger, whole, LISTED, JUNE, "TTO")
    return ledger


def facts_of(ledger: Ledger, **more: Any) -> Facts:
    """Return what the dashboard shows of the ledger, as gathering it would."""
    rows = shown(ledger, ledger.rows(), PROGRAMME, TODAY)
    made = seals(ledger)
    figures = Figures(rows, sealed=[each.as_of for each in made], missing=ledger.missing_days())
    fields: dict[str, Any] = {
        "figures": figures,
        "rows": rows,
        "programme": PROGRAMME,
        "register": REGISTER,
        "head": ledger.head(),
        "seals": made,
        "goals": judge(PROGRAMME, ledger.rows_on(TODAY), TODAY),
        "since": JUNE,
        "explanations": explain(ledger, known(noon(24)), JUNE, TODAY),
        "datasets": {
            "trees": DatasetPage(
                {"fi": "Puut", "sv": "Träd", "en": "Trees"}, "datasets/hel-trees.html"
            ),
            "playgrounds": DatasetPage(
                {"fi": "Leikkipaikat"}, "https://hri.fi/data/dataset/playgrounds"
            ),
        },
        "scores": [
            Scored("trees", 400, (Miss("rights", 5),)),
            Scored("plans", 300, (Miss("themes", 30), Miss("keywords", 30), Miss("rights", 5))),
            Scored("playgrounds", 405, ()),
        ],
        "failing": [Failing("plans", "validated", dt.date(2026, 11, 20))],
        "wanting": {"machine_readable": ["loans-2016", "plans", "playgrounds"]},
    }
    return Facts(**{**fields, **more})
