"""The columns that declared steps name: each must be there when the step comes to it.

The file's own columns are not known before it is fetched; but what is left at the end must be the
schema's fields, and so the steps are gone through backwards. What does not belong here: the rules
that a step must satisfy by itself (model), and the file's header (validate).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines.faults import nearest
from pipelines.model import Step, columns_used
from pipelines.model.step import Derive, Drop, Rename

Place = list[str | int]
Problem = tuple[Place, str, str]
"""Where in the declaration, what is wrong, and the nearest valid name."""

STEPS = TypeAdapter(list[Step])
STRICT = (None, "exact", "equal")
"""What a schema's `fieldsMatch` is where every column of the table must be a field."""


def declared_steps(document: Mapping[Any, Any]) -> list[Step] | None:
    """Return the declaration's steps; None where they have faults of their own."""
    try:
        return STEPS.validate_python(document.get("steps") or [])
    except ValidationError:
        return None


def step_problems(
    document: Mapping[Any, Any], steps: list[Step], schema: Mapping[str, Any], name: str
) -> Iterator[Problem]:
    """Yield each column that a step names and that cannot be there, or that it must not take."""
    if schema.get("fieldsMatch") not in STRICT:
        return
    here = [str(field["name"]) for field in schema["fields"]]
    for position in reversed(range(len(steps))):
        step = steps[position]
        for column, message in _wrong(step, here, name):
            place = _place(document["steps"][position], column) or []
            near = nearest(column, set(here) - {column})
            yield ["steps", position, *place], message, near
        here = _before(step, here)


def _wrong(step: Step, here: list[str], name: str) -> Iterator[tuple[str, str]]:
    """Yield (column, what is wrong); `here` are the columns that must be there after the step."""
    gone = f"no field of {name}, and no later step uses, drops or renames it"
    if isinstance(step, Drop):
        for column in step.columns:
            if column in here:
                yield column, f"'{column}' is needed: it is a field of {name}, or a later step's"
        return
    if isinstance(step, Rename):
        for old, new in step.columns.items():
            if new not in here:
                yield old, f"its new name '{new}' is {gone}"
        return
    made = [step.column] if isinstance(step, Derive) else []
    for column in dict.fromkeys([*made, *columns_used(step)]):
        if column not in here:
            yield column, f"'{column}' is {gone}"


def _before(step: Step, here: list[str]) -> list[str]:
    """Return the columns that must be there before the step, of those that can be known."""
    if isinstance(step, Drop):
        return [*here, *step.columns]
    if isinstance(step, Rename):
        old = {new: name for name, new in step.columns.items()}
        return [old.get(column, column) for column in here]
    if isinstance(step, Derive):
        used = columns_used(step)
        return [column for column in here if column != step.column or column in used]
    return here


def _place(declared: Any, column: str) -> Place | None:
    """Return the way through a step to the first place that names the column."""
    if isinstance(declared, dict):
        for key, value in declared.items():
            if key == column or (key == "column" and value == column):
                return [key]
            if (inner := _place(value, column)) is not None:
                return [key, *inner]
    elif isinstance(declared, list):
        for position, value in enumerate(declared):
            if value == column:
                return [position]
            if (inner := _place(value, column)) is not None:
                return [position, *inner]
    return None
