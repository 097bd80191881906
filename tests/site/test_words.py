"""The words: of failures, of columns, of every label, in three languages."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest

from pipelines import errors
from pipelines.site import dictionary
from pipelines.site.language import LANGUAGES, moment, number, size
from pipelines.site.layout import NAVIGATION, environment
from pipelines.site.reasons import REASONS, reason
from pipelines.site.wording import WORDS
from tests.site.town import NOON


def kinds(above: type[errors.HriError]) -> Iterator[type[errors.HriError]]:
    yield above
    for below in above.__subclasses__():
        yield from kinds(below)


def test_every_error_that_stops_a_dataset_is_told_in_each_language() -> None:
    ours = [each for each in kinds(errors.HriError) if each.__module__ == "pipelines.errors"]
    assert len(ours) > 20
    for kind in ours:
        told = {language: reason(kind.__name__, language) for language in LANGUAGES}
        assert len(set(told.values())) == 3, kind
        assert all(text.endswith(".") for text in told.values()), kind


def test_an_error_without_words_of_its_own_is_told_as_the_one_above_it() -> None:
    assert errors.NotOurs not in REASONS
    assert reason("NotOurs", "en") == REASONS[errors.PermanentError][2]
    assert reason("SourceGone", "fi").startswith("Tiedot eivät ole enää")
    assert reason("", "sv") == reason("Mapping", "sv") == "Uppdateringen lyckades inte."


def test_every_word_is_there_in_three_languages_and_is_used() -> None:
    templates = environment().loader
    assert templates is not None
    text = "".join(
        templates.get_source(environment(), name)[0] for name in templates.list_templates()
    )
    states = {"well", "failed", "hold", "ill", "broken", "remains"}
    used = set(re.findall(r"\bw\.(\w+)", text)) | states
    elsewhere = {"answers", "answers_not", "answers_with"} | {name for _, name in NAVIGATION}
    assert used - set(WORDS) == set()
    assert set(WORDS) - used - elsewhere == set()
    for name, words in WORDS.items():
        assert all(words), name
        slots = [{f for _, f, _, _ in string.Formatter().parse(each) if f} for each in words]
        assert slots[0] == slots[1] == slots[2], name


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ({"type": "integer", "constraints": {"required": True, "unique": True}},
         ("heltal", ("alltid angivet", "olika på varje rad"))),
        ({"type": "number", "unit": "m", "constraints": {"minimum": 0, "maximum": 9.5}},
         ("tal", ("enhet m", "minst 0", "högst 9.5"))),
        ({"type": "string", "format": "email", "constraints": {"maxLength": 3}},
         ("e-postadress", ("högst 3 tecken",))),
        ({"type": "string", "constraints": {"pattern": "[0-9]{3}", "required": False}},
         ("text", ("av formen [0-9]{3}",))),
        ({"type": "string", "constraints": {"enum": ["a", 2]}}, ("text", ("ett av dessa: a, 2",))),
        ({"constraints": {"jsonSchema": {"a": 1}}}, ("text", ("jsonSchema {'a': 1}",))),
        ({"type": "odd"}, ("odd", ())),
    ],
)  # fmt: skip
def test_a_column_is_told_in_plain_words(
    field: dict[str, object], told: tuple[str, tuple[str, ...]]
) -> None:
    (column,) = dictionary.columns({"fields": [{"name": "x", **field}]}, "sv")
    assert (column.type, column.rules) == told


def test_a_column_without_a_text_in_the_language_has_the_common_one() -> None:
    field = {"name": "x", "title": "Nimi", "titles": {"en": "Name"}, "description": "Kuvaus."}
    english, swedish = (dictionary.columns({"fields": [field]}, each)[0] for each in ("en", "sv"))
    assert (english.label, swedish.label, swedish.description) == ("Name", "Nimi", "Kuvaus.")


def test_the_key_of_a_row_is_one_column_or_several() -> None:
    assert dictionary.key_of({"primaryKey": "id"}) == ["id"]
    assert dictionary.key_of({"primaryKey": ["a", "b"]}) == ["a", "b"]
    assert dictionary.key_of({}) == []


def test_numbers_sizes_and_moments_are_written_as_the_language_does() -> None:
    assert [number(12345.6, each) for each in LANGUAGES] == [
        "12\xa0345,6",
        "12\xa0345,6",
        "12,345.6",
    ]
    assert [size(each, "fi") for each in (0, 999, 1000, 1_234_567, 5_000_000_000_000_000)] == [
        "0\xa0B",
        "999\xa0B",
        "1\xa0kB",
        "1,2\xa0MB",
        "5\xa0000\xa0TB",
    ]
    assert [moment(NOON, each) for each in LANGUAGES] == [
        "10.6.2026 klo 12.00",
        "10 juni 2026 kl. 12:00",
        "10 Jun 2026, 12:00",
    ]
