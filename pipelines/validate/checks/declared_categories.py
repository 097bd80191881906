"""The schema's `categories`, which frictionless passes over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Found, Subject, fields_of_type, found_where


def look(subject: Subject, _declared: None) -> Iterator[Found]:
    """Find cells that are none of their field's categories; an empty cell is not looked at."""
    for field in fields_of_type(subject.schema, "string", "integer"):
        if field.get("categories"):
            texts = subject.table.column(field["name"]).cast(pa.string())
            known = pa.array([_value(each) for each in field["categories"]], pa.string())
            other = pc.and_(texts.is_valid(), pc.invert(pc.is_in(texts, value_set=known)))
            yield from found_where(other, field["name"])


def _value(category: Any) -> str:
    """Return a category, which Data Package writes by itself or as {value, label}."""
    return str(category["value"] if isinstance(category, dict) else category)


CHECK = Check(
    name="declared-categories",
    severity="blocking",
    what="A cell is none of the `categories` that its field declares, which frictionless does not"
    " look at.",
    problem=Text(
        fi="arvo ei ole skeeman luokkien (`categories`) joukossa",
        sv="värdet finns inte bland schemats kategorier (`categories`)",
        en="the value is not among the schema's `categories`",
    ),
    remedy=Text(
        fi="Korjaa arvo lähteeseen, tai lisää se skeeman kohtaan `categories`.",
        sv="Rätta värdet i källan, eller lägg till det i schemats `categories`.",
        en="Mend the value at the source, or add it to the schema's `categories`.",
    ),
    look=look,
)
