"""What a dataset's page tells those who use the data: dictionary, examples, citation.

Not here: what the fields hold, which whoever publishes decides.
"""

import datetime
import json
from typing import Any
from zoneinfo import ZoneInfo

from ckan.plugins.toolkit import h

from hri_portal.languages import in_visitors_language

DAY_MARKS = ("[pp.kk.vvvv]", "[dd.mm.åååå]", "[dd.mm.yyyy]")


def examples(dataset: dict[str, Any]) -> list[dict[str, str]]:
    """The examples of a dataset, {title, language, code} each."""
    found = json.loads(dataset.get("examples") or "[]")
    return [each for each in found if isinstance(each, dict)]


def citation(sentences: Any) -> str:
    """The sentence in the visitor's language, with today for the day of the download."""
    today = datetime.datetime.now(ZoneInfo("Europe/Helsinki")).date()
    sentence = str(in_visitors_language(sentences))
    for mark in DAY_MARKS:
        sentence = sentence.replace(mark, f"{today.day}.{today.month}.{today.year}")
    return sentence


def dictionary(resource_id: str) -> list[dict[str, str]]:
    """The columns of a table, with label and notes in the visitor's language."""
    return [_column(field) for field in h.datastore_dictionary(resource_id)]


def _column(field: dict[str, Any]) -> dict[str, str]:
    info = field.get("info") or {}
    column = {"id": field["id"], "type": field["type"]}
    for name in ("label", "notes"):
        texts = {language: info.get(f"{name}_{language}") for language in ("fi", "sv", "en")}
        column[name] = in_visitors_language(texts) or info.get(name) or ""
    return column
