"""Indicator 11: tables that satisfy their Table Schema, and how many datasets have a schema."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pipelines.measure.evidence import Evidence, NotKnown, PublishingRecord
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text


def _records(evidence: Evidence) -> dict[str, PublishingRecord]:
    if evidence.publishing is None:
        raise NotKnown("no validation records are kept here")
    return {record.dataset: record for record in evidence.publishing if record.tables}


def _tables(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    records = _records(evidence)
    for publisher, entry in evidence.datasets(day):
        record = records.get(entry.permanent_id)
        for number in range(record.tables if record else 0):
            valid = record is not None and number < record.tables_valid
            yield Case(publisher, f"{entry.id} {number}", int(valid))


def _coverage(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    records = _records(evidence)
    for publisher, entry in evidence.datasets(day):
        yield Case(publisher, entry.id, int(entry.permanent_id in records))


INDICATORS = (
    Indicator(
        id=IndicatorId.DATA_VALID,
        number="11",
        version=1,
        title=Text(fi="Virheetön data", sv="Giltiga data", en="Data valid"),
        unit="%",
        tally=share,
        cases=_tables,
    ),
    Indicator(
        id=IndicatorId.SCHEMA_COVERAGE,
        number="11",
        version=1,
        title=Text(
            fi="Aineistot, joilla on skeema",
            sv="Datamängder med schema",
            en="Datasets with a schema",
        ),
        unit="%",
        tally=share,
        cases=_coverage,
    ),
)
