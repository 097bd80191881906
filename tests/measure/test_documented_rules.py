"""docs/indicators.md: every worked example holds, every indicator has one with its titles."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipelines.measure import (
    Application,
    Incident,
    LinkCheck,
    Outage,
    PublishingRecord,
    RunRecord,
    Use,
    Verdict,
    indicators,
    measure,
    reconstruct,
)
from pipelines.model import IndicatorId
from pipelines.settings import PROJECT
from tests.measure.invented import evidence, package

TEXT = (PROJECT / "docs" / "indicators.md").read_text(encoding="utf-8")
EXAMPLES = [YAML(typ="safe").load(each) for each in re.findall(r"```yaml\n(.*?)```", TEXT, re.S)]
RECORDS: dict[str, type] = {
    "publishing": PublishingRecord,
    "runs": RunRecord,
    "verdicts": Verdict,
    "links": LinkCheck,
    "outages": Outage,
    "incidents": Incident,
    "use": Use,
    "applications": Application,
}


def shown(fields: dict[str, Any]) -> dict[str, Any]:
    """A package as CKAN shows it, from the example's shorter words."""
    texts = {n: str(v) if isinstance(v, dt.date) else v for n, v in fields.items()}
    endpoints = [{"endpoint_url": url} for url in texts.pop("endpoints", [])]
    formats = [{"format": name} for name in texts.pop("formats", [])]
    name, owner = texts.pop("name"), texts.pop("organisation")
    released = texts.pop("date_released", "2015-01-01")
    return package(name, owner, released, resources=endpoints + formats, **texts)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_worked_example_holds(example: dict[str, Any]) -> None:
    records: dict[str, Any] = {
        n: [kind(**r) for r in example[n]] for n, kind in RECORDS.items() if n in example
    }
    known = evidence([shown(each) for each in example["packages"]], **records)
    rows = reconstruct(known, example["as_of"]) if "as_of" in example else measure(known)
    totals = {row.indicator: row.value for row in rows if row.publisher is None}
    assert {name: totals[name] for name in example["expect"]} == example["expect"]


def test_every_indicator_has_an_example_and_a_file() -> None:
    assert {name for each in EXAMPLES for name in each["expect"]} == set(indicators())
    assert set(indicators()) == {each.value for each in IndicatorId}


def test_the_titles_are_those_of_the_code() -> None:
    for each in indicators().values():
        title = each.title
        row = (f"| {each.number} | `{each.id}` | {each.version} | {title.fi} | {title.sv} "
               f"| {title.en} | {each.unit} |")  # fmt: skip
        assert row in TEXT
