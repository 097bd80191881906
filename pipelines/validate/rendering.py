"""A summary written out as plain text, in Finnish, Swedish or English.

No cell is shown unless asked for: this text goes to terminals and logs. What does not belong here:
the phrases (phrasing), the page for a browser (page), or what is counted (report).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.validate.phrasing import WORDINGS, Phrases, visible

__all__ = ["WORDINGS", "render", "render_kept"]

Record = Mapping[str, Any]


def render(summary: Record, language: str, *, show_cells: bool = False) -> str:
    """Return the summary (of `report.summarise`) as lines of text in `fi`, `sv` or `en`.

    `show_cells` adds the cells as they stand in the file, and the rows of the samples as they came:
    for the steward's own eyes, not for logs.
    """
    return "\n".join(_Text(summary, language, show_cells).lines()) + "\n"


def render_kept(summary: Record, language: str, checked: str, days: int, **places: str) -> str:
    """Return where the forms of a kept report are: `page`, and `quarantine` where there is one.

    `checked` is when, in ISO 8601; `days` is how long reports are kept.
    """
    say = Phrases(summary, language)
    names = {"page": "kept_page", "quarantine": "quarantine"}
    lines = [say.label(names[form], file=place) for form, place in places.items()]
    return "\n".join([*lines, say.label("kept_until", day=checked[:10], days=days)]) + "\n"


class _Text:
    """The lines of one summary in one language."""

    def __init__(self, summary: Record, language: str, show_cells: bool) -> None:
        self._summary = summary
        self._phrases = Phrases(summary, language)
        self._show_cells = show_cells

    def lines(self) -> Iterator[str]:
        say = self._phrases
        yield say.title()
        yield say.file()
        yield from say.state()
        yield from self._columns()
        for group in self._summary["groups"]:
            yield ""
            yield from self._group(group)
        for check in self._summary["checks"]:
            yield ""
            yield f"{say.place(check, check['row'])}: {say.problem(check)}."
            yield from self._as_it_came(check)
            yield say.label("remedy", remedy=say.remedy(check))
        if not self._summary["valid"]:
            yield ""
            yield f"{say.label('again')} {say.again()}"

    def _columns(self) -> Iterator[str]:
        """Yield the errors of each column, where they are not told by the groups alone."""
        if len(self._summary["columns"]) > 1:
            yield ""
            yield self._phrases.label("by_column")
            for column in self._summary["columns"]:
                count = self._phrases.count(column["errors"])
                yield f"  {self._phrases.heading(column)}: {count}"

    def _group(self, group: Record) -> Iterator[str]:
        say = self._phrases
        if group["count"] > 1:
            yield say.counted(group)
        for sample in group["samples"]:
            hints = say.hints(sample, show_cells=self._show_cells)
            yield " ".join([f"{say.place(group, sample['row'])}: {say.problem(group)}.", *hints])
            yield from self._as_it_came(sample)
        if rows := say.all_rows(group):
            yield rows
        if note := say.note(group):
            yield note
        yield say.label("remedy", remedy=say.remedy(group))

    def _as_it_came(self, sample: Record) -> Iterator[str]:
        if self._show_cells and sample.get("record") is not None:
            cells = " | ".join(map(visible, sample["record"]))
            yield f"  {self._phrases.label('as_it_came', cells=cells)}"
