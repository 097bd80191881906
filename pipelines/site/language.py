"""Numbers, dates and moments as they are written in Finnish, Swedish and English.

Times are Helsinki's. Texts of others are made fit for a page here, too.
What does not belong here: sentences (wording).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

LanguageCode = Literal["fi", "sv", "en"]
LANGUAGES: tuple[LanguageCode, ...] = ("fi", "sv", "en")
NAMES: dict[LanguageCode, str] = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
AT: dict[LanguageCode, str] = {"fi": " klo ", "sv": " kl. ", "en": ", "}
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}
REMEMBERED = 1 << 16
"""Texts of numbers and moments that are kept, because pages repeat them."""
SIZES, THOUSAND = ("B", "kB", "MB", "GB", "TB"), 1000
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
HELSINKI = ZoneInfo("Europe/Helsinki")


@lru_cache(maxsize=REMEMBERED)
def number(value: float, language: LanguageCode) -> str:
    """Return a number with the language's own marks: 12 345,6 or 12,345.6."""
    return format_decimal(value, locale=LOCALES[language])


def share(value: float, language: LanguageCode) -> str:
    """Return a share of one in whole per cents."""
    return format_percent(value, locale=LOCALES[language])


@lru_cache(maxsize=REMEMBERED)
def day(value: dt.date, language: LanguageCode) -> str:
    """Return a day: 30.6.2026 or 30 Jun 2026."""
    return format_date(value, "medium", locale=LOCALES[language])


@lru_cache(maxsize=REMEMBERED)
def moment(value: dt.datetime, language: LanguageCode) -> str:
    """Return a moment in Helsinki's time, to the minute."""
    here = value.astimezone(HELSINKI)
    time = format_time(here, "short", tzinfo=HELSINKI, locale=LOCALES[language])
    return f"{day(here, language)}{AT[language]}{time}"


@lru_cache(maxsize=REMEMBERED)
def size(count: int, language: LanguageCode) -> str:
    """Return a number of bytes as people read it: 12,3 kB (of 1,000 bytes)."""
    value, unit = float(count), SIZES[0]
    for unit in SIZES:
        if value < THOUSAND or unit == SIZES[-1]:
            break
        value /= THOUSAND
    return f"{number(round(value, 1), language)}\N{NO-BREAK SPACE}{unit}"


def in_language(words: tuple[str, str, str], language: LanguageCode) -> str:
    """Return one of three texts: Finnish, Swedish, English."""
    return words[LANGUAGES.index(language)]


def text_in(texts: Mapping[str, str], language: LanguageCode) -> str:
    """Return the text in the language, or else in Finnish, or else in any."""
    return texts.get(language) or texts.get("fi") or next(iter(texts.values()), "")


def said(texts: Mapping[str, str], language: LanguageCode) -> Markup:
    """Return the text for a page; one that is in another language says so to screen readers."""
    if texts.get(language):
        return escape(texts[language])
    text = text_in(texts, language)
    other = next((code for code, each in texts.items() if each == text), "fi")
    return Markup('<span lang="{}">{}</span>').format(other, text)


def legal(text: str) -> str:
    """Return the text without the characters that neither XML nor UTF-8 can hold."""
    return ILLEGAL.sub("", text)
