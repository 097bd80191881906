"""The report's words: every language says everything, and every reason of the ledger is told."""

from __future__ import annotations

import re

from pipelines.measure import measure
from pipelines.measure.definitions import DEFINITIONS
from pipelines.model import IndicatorId
from pipelines.site.dashboard.reasons import REASONS, reason_in
from pipelines.site.report.wording import WORDS
from tests.measure.invented import evidence


def test_each_language_has_the_same_words_with_the_same_gaps() -> None:
    gaps = {
        language: {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in words.items()}
        for language, words in WORDS.items()
    }
    assert gaps["fi"] == gaps["sv"] == gaps["en"]


def test_every_definition_is_told_in_three_languages() -> None:
    assert set(DEFINITIONS) == set(IndicatorId)
    for text in DEFINITIONS.values():
        assert set(text.translations()) == {"fi", "sv", "en"}


def test_every_reason_of_an_empty_catalogue_is_told_in_the_readers_language() -> None:
    reasons = {row.reason for row in measure(evidence([])) if row.value is None}
    assert len(reasons) > 5
    assert reasons <= set(REASONS)
    assert reason_in("no links have been tried yet", "fi")[0] == "linkkejä ei ole vielä kokeiltu"
    assert reason_in("flash oli vielä auki", "sv")[0] == "flash oli vielä auki"
