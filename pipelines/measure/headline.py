"""The headline for people: how many datasets and APIs are open, in the portal's languages.

What does not belong here: the values (counting), and the report and pages around the headline.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.measure.rows import IndicatorRow
from pipelines.model import Text

NOTHING_YET = Text(
    fi="Avoimia tietoaineistoja ja rajapintoja ei ole vielä laskettu.",
    sv="Öppna dataset och gränssnitt har ännu inte räknats.",
    en="Open datasets and APIs have not been counted yet.",
)


def describe(rows: Iterable[IndicatorRow]) -> Text:
    """Return the totals of the newest day among the rows, as one sentence."""
    totals = {(row.indicator, row.as_of): row for row in rows if row.publisher is None}
    days = sorted(day for name, day in totals if name == "open_datasets")
    if not days:
        return NOTHING_YET
    datasets = totals["open_datasets", days[-1]]
    apis = totals["open_apis", days[-1]]
    return _sentences(datasets, datasets.value or 0, apis.value or 0)


def _sentences(row: IndicatorRow, datasets: int, apis: int) -> Text:
    nordic_day = f"{row.as_of.day}.{row.as_of.month}.{row.as_of.year}"
    provisional = row.status == "provisional"
    return Text(
        fi=(
            f"Helsingillä on {_number(datasets, 'avoin tietoaineisto', 'avointa tietoaineistoa')}"
            f" ja {_number(apis, 'avoin rajapinta', 'avointa rajapintaa')}"
            f" ({nordic_day}{', alustava tieto' if provisional else ''})."
        ),
        sv=(
            f"Helsingfors har {_number(datasets, 'öppet dataset', 'öppna dataset')}"
            f" och {_number(apis, 'öppet gränssnitt', 'öppna gränssnitt')}"
            f" ({nordic_day}{', preliminär uppgift' if provisional else ''})."
        ),
        en=(
            f"Helsinki has {_number(datasets, 'open dataset', 'open datasets')}"
            f" and {_number(apis, 'open API', 'open APIs')}"
            f" ({row.as_of.isoformat()}{', provisional' if provisional else ''})."
        ),
    )


def _number(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
