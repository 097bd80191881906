"""What is expected of a cell by its field's descriptor, in words: the type, a sample, the details.

What does not belong here: what is wrong with a cell, and where it stands (phrasing).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.validate.wording import Wording

LISTED = 10
"""Values of an enum, or ranges of rows, that are written out."""
MOMENT = dt.datetime(2024, 5, 31, 13, 45)
SAMPLES = {
    "string/email": "avoin.data@example.fi",
    "string/uri": "https://www.hel.fi",
    "string/uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "string/wkt": "POINT (24.9384 60.1699)",
    "number": "12.5",
    "date": "2024-05-31",
    "time": "13:45:00",
    "datetime": "2024-05-31T13:45:00",
    "year": "2024",
    "yearmonth": "2024-05",
    "duration": "PT1H30M",
    "geopoint": "24.9384,60.1699",
    "geopoint/array": "[24.9384, 60.1699]",
    "geopoint/object": '{"lon": 24.9384, "lat": 60.1699}',
}
TRUE_VALUES, FALSE_VALUES = ["true", "True", "TRUE", "1"], ["false", "False", "FALSE", "0"]

Descriptor = Mapping[str, Any]


def kind(words: Wording, expected: Descriptor) -> str:
    """Return what a cell of the field is: `a whole number`."""
    name = expected.get("type", "any")
    named = f"{name}/{expected.get('format', 'default')}"
    kinds = words.kinds
    return kinds.get(named, kinds.get(name, kinds["any"])).format(
        sample=_sample(words, name, named, expected)
    )


def details(words: Wording, expected: Descriptor) -> str:
    """Return the type and its constraints: `integer, 0–2359, never empty`."""
    constraints = dict(expected.get("constraints", {}))
    shown = [expected.get("type", "any")]
    if {"minimum", "maximum"} <= constraints.keys():
        low, high = constraints.pop("minimum"), constraints.pop("maximum")
        shown.append(words.details["range"].format(low=low, high=high))
    shown += [
        words.details[name].format(value=listed(value))
        for name, value in constraints.items()
        if name in words.details and value is not False
    ]
    return ", ".join(shown)


def listed(value: Any) -> str:
    """Return a constraint's value; of a list the first ones."""
    if not isinstance(value, list):
        return str(value)
    shown = ", ".join(str(item) for item in value[:LISTED])
    return f"{shown}, …" if len(value) > LISTED else shown


def _sample(words: Wording, name: str, named: str, expected: Descriptor) -> str:
    form = str(expected.get("format", ""))
    if name in ("date", "time", "datetime") and "%" in form:
        return MOMENT.strftime(form)
    if name == "boolean":
        accepted = [
            *expected.get("trueValues", TRUE_VALUES),
            *expected.get("falseValues", FALSE_VALUES),
        ]
        return words.labels["between"].format(list=", ".join(accepted[:-1]), last=accepted[-1])
    if name == "list":
        return f"`{expected.get('delimiter', ',')}`"
    sample = SAMPLES.get(named, SAMPLES.get(name, ""))
    return sample.replace(".", expected.get("decimalChar", ".")) if name == "number" else sample
