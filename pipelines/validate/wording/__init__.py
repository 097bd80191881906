"""The words of the report, one file a language, so that each can be read and mended as a whole.

What does not belong here: when a wording is used (rendering). A wording names no cell: whether a
cell may be shown is decided there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """One language. All languages hold the same keys; a test compares them."""

    thousands: str
    """What stands between the thousands of a count."""
    labels: Mapping[str, str]
    """The report's own words: headings, places, counts."""
    kinds: Mapping[str, str]
    """Table Schema type, or `type/format` → what a cell of it is, in the case that `{kind}` needs;
    `{sample}` is an example."""
    details: Mapping[str, str]
    """Constraint → how it is named beside the type; `{value}` is its value."""
    constraints: Mapping[str, str]
    """Constraint → what is wrong with a cell that breaks it."""
    problems: Mapping[str, str]
    """Error type, or own check → what is wrong."""
    remedies: Mapping[str, str]
    """Error type, own check, `constraint-error/<constraint>` or `any` → what to do about it."""
