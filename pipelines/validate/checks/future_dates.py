"""Dates and times that lie in the future, on Helsinki's calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import FutureDates, Text
from pipelines.validate.checks.check import Check, Found, Subject, found_where

HELSINKI = ZoneInfo("Europe/Helsinki")


def look(subject: Subject, declared: FutureDates) -> Iterator[Found]:
    """Find dates after today and times after now, each with the allowed days added."""
    latest = subject.now.astimezone(HELSINKI) + dt.timedelta(days=declared.days_ahead)
    for field in subject.table.schema:
        if declared.columns and field.name not in declared.columns:
            continue
        bound = _bound(field.type, latest)
        if bound is not None:
            mask = pc.greater(subject.table.column(field.name), bound)
            yield from found_where(mask, field.name, latest=latest.date().isoformat())


def _bound(kind: pa.DataType, latest: dt.datetime) -> pa.Scalar | None:
    """Return the latest right value of a type; times without a zone are Helsinki's."""
    if pa.types.is_date(kind):
        return pa.scalar(latest.date(), kind)
    if pa.types.is_timestamp(kind):
        moment = latest.astimezone(dt.UTC) if kind.tz else latest.replace(tzinfo=None)
        return pa.scalar(moment, kind)
    return None


CHECK = Check(
    name="future-dates",
    severity="warning",
    what="A date or time lies more than `days_ahead` (0 unless said) days in the future; of all"
    " columns of dates and times, or of `columns`.",
    problem=Text(
        fi="päivä on tulevaisuudessa (myöhäisin sallittu {latest})",
        sv="dagen ligger i framtiden (senaste tillåtna {latest})",
        en="the date lies in the future (latest allowed {latest})",
    ),
    remedy=Text(
        fi="Korjaa päivä lähteeseen: onko vuosi tai päivän ja kuukauden järjestys väärin?",
        sv="Rätta dagen i källan: är året fel, eller dag och månad ombytta?",
        en="Mend the date at the source: is the year wrong, or are day and month exchanged?",
    ),
    look=look,
)
