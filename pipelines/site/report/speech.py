"""Values in the words of one language: numbers with their units, changes, days and states.

What does not belong here: which values are told (sections).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from pipelines.site import language as writing
from pipelines.site.dashboard.reasons import reason_in
from pipelines.site.language import LanguageCode
from pipelines.site.report.wording import WORDS

Record = Mapping[str, Any]
Number = int | float


class Speech:
    """One language of the report."""

    def __init__(self, language: LanguageCode) -> None:
        self.language = language
        self._words = WORDS[language]

    def say(self, key: str, **values: Any) -> str:
        """Return the words of the key with its gaps filled."""
        return self._words[key].format(**values)

    def text(self, texts: Record) -> str:
        """Return a text that is kept by language."""
        return writing.text_in(dict(texts), self.language)

    def number(self, value: Number | None) -> str:
        """Return a number, or that it is not known."""
        return self.say("unknown") if value is None else writing.number(value, self.language)

    def value(self, value: Number | None, unit: str) -> str:
        """Return a number with its unit, or that it is not known."""
        if value is None:
            return self.say("unknown")
        if unit == "%":
            percent = "%" if self.language == "en" else "\u00a0%"
            return f"{self.number(value)}{percent}"
        if unit.startswith("pcs"):
            return self.number(value)
        return f"{self.number(value)} {self._words.get(f'unit_{unit}', unit)}"

    def title(self, indicator: Record) -> str:
        """Return an indicator's title, with the time that a count is of."""
        title = self.text(indicator["title"])
        _, per, time = str(indicator["unit"]).partition(" per ")
        return f"{title} ({self.say(f'per_{time}')})" if per else title

    def change(self, before: Number | None, now: Number | None) -> str:
        """Return the difference with its sign, or a dash where one of the two is not known."""
        if before is None or now is None:
            return "–"
        difference = round(now - before, 1)
        sign = "+" if difference > 0 else "−" if difference < 0 else "±"
        return f"{sign}{self.number(abs(difference))}"

    def day(self, text: str) -> str:
        """Return a day of ISO 8601."""
        return writing.day(dt.date.fromisoformat(text), self.language)

    def moment(self, text: str) -> str:
        """Return a moment of ISO 8601 in Helsinki's time."""
        return writing.moment(dt.datetime.fromisoformat(text), self.language)

    def target(self, target: Record | None, unit: str) -> str:
        """Return a target, or a dash where none is declared."""
        if target is None:
            return "–"
        return self.say(str(target["direction"]), value=self.value(target["value"], unit))

    def reason(self, found: Record | None) -> str:
        """Return why a value is not known."""
        if found is None or not found["reason"]:
            return self.say("no_value")
        return reason_in(str(found["reason"]), self.language)[0]
