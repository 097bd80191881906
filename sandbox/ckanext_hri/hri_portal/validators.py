"""Validators that the schema names: translated texts, lists, dates, flags.

Whatever is not plain text is kept as JSON text, for that is what CKAN's extras can hold, and read
back by the validators ending in ``_output``. Not here: which field uses which (``schemas/``).
ckanext-dcat takes a field for multilingual when a validator's name starts with ``fluent``.
"""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

from ckan.plugins.toolkit import Invalid, StopOnError, _, missing
from ckanext.scheming.validation import scheming_validator

LANGUAGES = ("fi", "sv", "en")
DEFAULT_LANGUAGE = "fi"
# A translated field fills the core field of the same name, which search and harvesters read.
CORE_FIELDS = ("title", "notes", "name", "description")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Key = tuple[Any, ...]
Data = dict[Key, Any]
Errors = dict[Key, list[str]]
Field = dict[str, Any]
Validator = Callable[[Key, Data, Errors, Any], None]
Check = Callable[[Any, Field], str]


def for_field(check: Check) -> Callable[[Field, Any], Validator]:
    """A validator for the schema out of ``check``, which turns a value into the kept text.

    Where nothing was sent the field is dropped, or an error is given if it is required.
    """

    @scheming_validator
    def make(field: Field, _schema: Any) -> Validator:
        def validator(key: Key, data: Data, errors: Errors, _context: Any) -> None:
            _skip_empty(key, data, errors, field)
            data[key] = check(_parsed(data[key]), field)
            _fill_core_field(key, data, field)

        return validator

    made: Callable[[Field, Any], Validator] = make
    return made


def _skip_empty(key: Key, data: Data, errors: Errors, field: Field) -> None:
    if not _is_empty(data.get(key, missing)):
        return
    data.pop(key, None)
    if field.get("required"):
        errors[key].append(_("Missing value"))
    raise StopOnError


def _is_empty(value: Any) -> bool:
    return value is missing or value is None or value in ("", [], {})


def _fill_core_field(key: Key, data: Data, field: Field) -> None:
    core = field["field_name"].removesuffix("_translated")
    if core in CORE_FIELDS:
        texts = json.loads(data[key])
        data[(*key[:-1], core)] = texts.get(DEFAULT_LANGUAGE) or next(iter(texts.values()), "")


def _parsed(value: Any) -> Any:
    """The value itself, or what its JSON text says."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _kept(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def translated_text(value: Any, field: Field) -> str:
    """``{"fi": text, "sv": text, "en": text}``, Finnish needed where the field is required."""
    return _kept(_by_language(value, field, lambda text: isinstance(text, str)))


def translated_words(value: Any, field: Field) -> str:
    """``{"fi": [words], …}``, Finnish needed where the field is required."""
    return _kept(_by_language(value, field, _is_list_of_texts))


def _by_language(value: Any, field: Field, is_right: Callable[[Any], bool]) -> Any:
    if not isinstance(value, dict) or set(value) - set(LANGUAGES):
        raise Invalid(_("Give an object with the languages {}").format(", ".join(LANGUAGES)))
    kept = {language: text for language, text in value.items() if not _is_empty(text)}
    wrong = [language for language, text in kept.items() if not is_right(text)]
    if wrong:
        raise Invalid(_("The value in {} has the wrong type").format(", ".join(wrong)))
    if field.get("required") and DEFAULT_LANGUAGE not in kept:
        raise Invalid(_('Required language "{}" missing').format(DEFAULT_LANGUAGE))
    return kept


def list_of_texts(value: Any, _field: Field) -> str:
    """A list of texts; a single text counts as a list of one."""
    items = [value] if isinstance(value, str) else value
    if not _is_list_of_texts(items):
        raise Invalid(_("Give a list of texts"))
    return _kept(items)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def flag(value: Any, _field: Field) -> str:
    """True or false."""
    text = str(value).lower()
    if text not in ("true", "false"):
        raise Invalid(_("Give true or false"))
    return text


def day(value: Any, _field: Field) -> str:
    """YYYY-MM-DD: any other form would break hri.fi's index."""
    text = str(value)
    if not DAY.fullmatch(text) or not _is_iso(text):
        raise Invalid(_("Give a date as YYYY-MM-DD"))
    return text


def moment(value: Any, _field: Field) -> str:
    """ISO 8601, kept as it came."""
    text = str(value)
    if not _is_iso(text):
        raise Invalid(_("Give a time in ISO 8601"))
    return text


def _is_iso(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@scheming_validator
def hri_text(field: Field, _schema: Any) -> Validator:
    """Plain text, kept as it came, also where it looks like JSON."""

    def validator(key: Key, data: Data, errors: Errors, _context: Any) -> None:
        _skip_empty(key, data, errors, field)
        if isinstance(data[key], (dict, list)):
            raise Invalid(_("Give a text"))
        data[key] = str(data[key])

    return validator


def flag_output(value: Any) -> Any:
    """The kept ``true`` or ``false`` as a flag."""
    return {"true": True, "false": False}.get(str(value).lower(), value)


ALL = {
    "fluent_text": for_field(translated_text),
    "fluent_tags": for_field(translated_words),
    "fluent_core_translated_output": _parsed,
    "fluent_tags_output": _parsed,
    "hri_list": for_field(list_of_texts),
    "hri_list_output": _parsed,
    "hri_text": hri_text,
    "hri_flag": for_field(flag),
    "hri_flag_output": flag_output,
    "hri_date": for_field(day),
    "hri_datetime": for_field(moment),
}
