"""A summary as one HTML page: self-contained, without script, in all three languages.

The language links show one language at a time where the browser can (`:has`), and lead to it where
it cannot; printed, it is the shown one. Every text is escaped. The page holds rows of the file: it
is for the steward alone. What does not belong here: the phrases (phrasing), the counts (report).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from pipelines.model import LANGUAGES
from pipelines.validate.phrasing import Phrases, visible
from pipelines.validate.style import STYLE

NOTHING_BUT_STYLE = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load or run for the page, were a text ever left unescaped."""
NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}

Record = Mapping[str, Any]


def page(summary: Record, language: str) -> str:
    """Return the page of a summary to which `report.with_rows` has added the rows.

    `language` is the one that is shown first and named as the page's own.
    """
    languages = [language, *(other for other in LANGUAGES if other != language)]
    links = "".join(
        f'<li><a href="#{each}" hreflang="{each}" lang="{each}">{NAMES[each]}</a></li>'
        for each in languages
    )
    first = Phrases(summary, language)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{language}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="robots" content="noindex">',
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_BUT_STYLE}">',
        f"<title>{_text(first.label('page_title', title=first.title()))}</title>",
        f"<style>{STYLE}</style></head>",
        "<body>",
        f'<nav aria-label="{_text(first.label("languages"))}"><ul>{links}</ul></nav>',
        "<main>",
        *(line for each in languages for line in _Section(summary, each).lines()),
        "</main></body></html>",
    ]
    return "\n".join(lines) + "\n"


class _Section:
    """The report in one language."""

    def __init__(self, summary: Record, language: str) -> None:
        self._summary = summary
        self._language = language
        self._phrases = Phrases(summary, language)

    def lines(self) -> Iterator[str]:
        say = self._phrases
        yield f'<section id="{self._language}" lang="{self._language}">'
        yield f"<h1>{_text(say.label('page_title', title=say.title()))}</h1>"
        yield f"<p>{_text(say.file())}</p>"
        verdict, *state = say.state()
        kind = "valid" if self._summary["valid"] else "invalid"
        yield f'<p class="verdict {kind}">{_text(verdict)}</p>'
        yield from (f"<p>{_text(line)}</p>" for line in state)
        yield from self._columns()
        yield from self._errors()
        yield from self._next()
        yield "</section>"

    def _columns(self) -> Iterator[str]:
        """Yield the table of the errors by column."""
        if self._summary["columns"]:
            say = self._phrases
            yield f"<table><caption>{_text(say.label('by_column'))}</caption>"
            yield f"<thead><tr>{_head(say.label('a_column'), say.label('errors'))}</tr></thead>"
            yield "<tbody>"
            for column in self._summary["columns"]:
                count = f'<td class="number">{say.count(column["errors"])}</td>'
                yield f'<tr><th scope="row">{_text(say.heading(column))}</th>{count}</tr>'
            yield "</tbody></table>"

    def _errors(self) -> Iterator[str]:
        say = self._phrases
        if self._summary["groups"] or self._summary["checks"]:
            yield f"<h2>{_text(say.label('what_to_mend'))}</h2>"
        for group in self._summary["groups"]:
            yield f"<h3>{_text(say.counted(group))}</h3>"
            yield f"<p>{_sentence(say.problem(group))}</p>"
            if note := say.note(group):
                yield f"<p>{_text(note)}</p>"
            yield from self._samples(group, group["samples"])
            if rows := say.all_rows(group):
                yield f"<p>{_text(rows)}</p>"
            yield self._remedy(group)
        for check in self._summary["checks"]:
            yield f"<h3>{_text(say.place(check, check['row']))}</h3>"
            yield f"<p>{_sentence(say.problem(check))}</p>"
            yield from self._samples(check, [check])
            yield self._remedy(check)

    def _remedy(self, group: Record) -> str:
        say = self._phrases
        return f'<p class="remedy">{_text(say.label("remedy", remedy=say.remedy(group)))}</p>'

    def _samples(self, group: Record, samples: list[Record]) -> Iterator[str]:
        """Yield the samples' rows as they came, in a frame that scrolls by itself."""
        say = self._phrases
        rows = [sample for sample in samples if sample.get("record") is not None]
        for sample in samples:
            if sample.get("cell") and sample not in rows:
                yield f"<p>{_text(say.label('cell', value=visible(sample['cell'])))}</p>"
        if not rows:
            return
        title = _text(say.label("samples", place=say.heading(group)))
        width = max(len(self._summary["labels"]), *(len(sample["record"]) for sample in rows))
        labels = [*self._summary["labels"], *[""] * width][:width]
        names = [label or str(at) for at, label in enumerate(labels, 1)]
        hints = any(say.hints(sample, show_cells=False) for sample in rows if "same_as" in sample)
        last = [say.label("hint")] if hints else []
        yield f'<div class="frame" role="region" tabindex="0" aria-label="{title}">'
        yield f"<table><caption>{title}</caption>"
        yield f"<thead><tr>{_head(say.row_word(), *map(visible, names), *last)}</tr></thead>"
        yield "<tbody>"
        for sample in rows:
            yield self._sample(group, sample, width, with_hint=hints)
        yield "</tbody></table></div>"

    def _sample(self, group: Record, sample: Record, width: int, *, with_hint: bool) -> str:
        say = self._phrases
        record = [*sample["record"], *[""] * width][:width]
        faulty = self._place_in_the_file(group)
        cells = [_cell(text, faulty=at == faulty) for at, text in enumerate(record, 1)]
        if with_hint:
            cells.append(f"<td>{_text(' '.join(say.hints(sample, show_cells=False)))}</td>")
        return f'<tr><th scope="row">{say.row_number(sample["row"])}</th>{"".join(cells)}</tr>'

    def _place_in_the_file(self, group: Record) -> int | None:
        """Return the number of the column in the file, by its name where the header has it."""
        labels: list[str] = self._summary["labels"]
        if group["field"] in labels:
            return labels.index(group["field"]) + 1
        return None if self._summary["reshaped"] else group["field_number"]

    def _next(self) -> Iterator[str]:
        """Yield how the mended file is checked, and who may read this page."""
        say = self._phrases
        if not self._summary["valid"]:
            yield f"<h2>{_text(say.label('next'))}</h2>"
            yield f"<p>{_text(say.label('again'))}</p>"
            yield f"<pre><code>{_text(say.again())}</code></pre>"
            yield f'<p class="private">{_text(say.label("private"))}</p>'


def _text(text: str) -> str:
    return escape(text, quote=True)


def _sentence(text: str) -> str:
    return _text(f"{text[:1].upper()}{text[1:]}.")


def _head(*names: str) -> str:
    return "".join(f'<th scope="col">{_text(name)}</th>' for name in names)


def _cell(text: str, *, faulty: bool) -> str:
    shown = f"<bdi>{_text(visible(text))}</bdi>"
    return f"<td><mark>{shown}</mark></td>" if faulty else f"<td>{shown}</td>"
