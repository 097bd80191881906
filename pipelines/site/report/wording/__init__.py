"""The report's words, a module per language, all with the same keys and the same gaps.

What does not belong here: numbers and dates (language), and what is said when (the sections).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.site.language import LanguageCode
from pipelines.site.report.wording import en, fi, sv

WORDS: Mapping[LanguageCode, Mapping[str, str]] = {
    "fi": fi.WORDS,
    "sv": sv.WORDS,
    "en": en.WORDS,
}
