"""A package's metadata as fields of a declaration, and what of them only a person can say.

Everything is read from the package; nothing is invented. What does not belong here: its resources
(package_resources), and how the fields are written down (draft_text).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pipelines.adoption import words
from pipelines.adoption.catalogue import Record, translations
from pipelines.model import LANGUAGES, Keywords, Text, Url
from pipelines.model.dataset import EMAIL

ACCESS = (
    "may the data leave? `access: {privacy: {reviewed: …, by: …, basis: {fi: …}}}`; without it"
    " nothing does"
)


@dataclass(frozen=True)
class Missing:
    """What a person has to decide or add."""

    field: str
    why: str


@dataclass(frozen=True)
class Field:
    """A field of the drafted declaration, with what is missing of it."""

    name: str
    value: Any = None
    """None where the package tells nothing."""
    missing: tuple[Missing, ...] = ()


def metadata_fields(package: Record) -> Iterator[Field]:
    """Yield the fields from the title to the coverage, in the order of a declaration."""
    yield _text("title", translations(package, "title_translated", "title"))
    yield _text("description", translations(package, "notes_translated", "notes"))
    yield _keywords(package)
    yield _themes(package)
    yield _licence(package)
    yield _frequency(package)
    yield _contact(package)
    yield _released(package)
    yield Field("access", None, (Missing("access", ACCESS),))
    yield _coverage(package)


def more_fields(package: Record) -> Iterator[Field]:
    """Yield what stands at a declaration's end: links and languages."""
    urls = [url for url in texts(package.get("external_urls")) if is_url(url)]
    if urls:
        yield Field("links", urls)
    languages = words.languages_of(texts(package.get("language")))
    if languages:
        yield Field("languages", [each.value for each in languages])
    if texts(package.get("in_series")):
        named = ", ".join(texts(package["in_series"]))
        why = f"the package is in the series {named}: declare it, or it leaves the series"
        yield Field("series", None, (Missing("series", why),))


def texts(value: Any) -> list[str]:
    """Return the texts of a list, of a single value, or of nothing."""
    values = value if isinstance(value, list) else [value]
    return [str(each).strip() for each in values if each not in (None, "") and str(each).strip()]


def is_url(text: object) -> bool:
    """Tell whether a declaration may name this address."""
    return _fits(TypeAdapter(Url), text)


def _text(name: str, told: dict[str, str]) -> Field:
    if "fi" in told:
        return Field(name, told)
    why = "the Finnish text is missing" if told else "the package has none"
    return Field(name, told or None, (Missing(f"{name}.fi", why),))


def _keywords(package: Record) -> Field:
    tags = [each["name"] for each in package.get("tags") or [] if isinstance(each, dict)]
    found = package.get("keywords")
    lists = found if isinstance(found, dict) and any(found.values()) else {"fi": tags}
    kept: dict[str, list[str]] = {}
    missing = []
    for language in LANGUAGES:
        for word in dict.fromkeys(texts(lists.get(language))):
            if _fits(TypeAdapter(Keywords), {"fi": [word]}):
                kept.setdefault(language, []).append(word)
            else:
                why = f"'{word}' was left out: 3–100 letters, digits, spaces, - . or _ are expected"
                missing.append(Missing("keywords", why))
    if "fi" not in kept:
        missing.append(Missing("keywords.fi", "at least one Finnish keyword is expected"))
    return Field("keywords", kept or None, tuple(missing))


def _themes(package: Record) -> Field:
    groups = [
        str(group.get(key) or "")
        for group in package.get("groups") or []
        if isinstance(group, dict)
        for key in ("name", "title", "display_name")
    ]
    found = words.themes_of(
        texts(package.get("theme")), [*groups, *texts(package.get("categories"))]
    )
    if found:
        return Field("themes", [each.value for each in found])
    return Field("themes", None, (Missing("themes", "no group or theme of the package is known"),))


def _licence(package: Record) -> Field:
    told = str(package.get("license_id") or "")
    found = words.licence_of(told)
    if found:
        return Field("licence", found.value)
    why = f"the package says {told!r}" if told else "the package has none"
    return Field("licence", None, (Missing("licence", why),))


def _frequency(package: Record) -> Field:
    told = package.get("update_frequency")
    by_language = told if isinstance(told, dict) else {"fi": told}
    said = [word for language in LANGUAGES for word in texts(by_language.get(language))]
    found = words.frequency_of(said, str(package.get("frequency") or ""))
    if found:
        return Field("frequency", found.value)
    why = f"the package says {', '.join(said)!r}" if said else "the package does not say"
    return Field("frequency", None, (Missing("frequency", why),))


def _contact(package: Record) -> Field:
    name = str(package.get("maintainer") or package.get("author") or "").strip()
    email = str(package.get("maintainer_email") or package.get("author_email") or "").strip()
    website = package.get("maintainer_website")
    value = {"name": name} if name else {}
    missing = [] if name else [Missing("contact.name", "the package names no maintainer")]
    if re.match(EMAIL, email):
        value["email"] = email
    else:
        missing.append(
            Missing("contact.email", "the package has no e-mail address of a maintainer")
        )
    if is_url(website):
        value["website"] = str(website)
    return Field("contact", value or None, tuple(missing))


def _released(package: Record) -> Field:
    for name in ("date_released", "issued"):
        day = _day(package.get(name))
        if day:
            return Field("released", day)
    created = str(package.get("metadata_created") or "")[:10]
    why = f"the package does not say; it was made in the catalogue on {created or 'an unknown day'}"
    return Field("released", None, (Missing("released", why),))


def _coverage(package: Record) -> Field:
    places = texts(package.get("geographical_coverage"))
    if not places:
        places = [each.strip() for each in str(package.get("spatial_text") or "").split(",")]
        places = [each for each in places if each]
    value: dict[str, Any] = {"geographical": places} if places else {}
    missing = [] if places else [Missing("coverage.geographical", "the package names no place")]
    period, unread = _period(package)
    if period:
        value["temporal"] = period
    return Field("coverage", value or None, (*missing, *unread))


def _period(package: Record) -> tuple[dict[str, Any], list[Missing]]:
    period: dict[str, Any] = {}
    unread = []
    for name, field, month_day in (
        ("start", "time_series_start", "01-01"),
        ("end", "time_series_end", "12-31"),
    ):
        told = str(package.get(field) or "").strip()
        day = _day(f"{told}-{month_day}" if re.fullmatch(r"\d{4}", told) else told)
        if day:
            period[name] = day
        elif told:
            why = f"the package says {told!r}, which is no day or year"
            unread.append(Missing(f"coverage.temporal.{name}", why))
    if {"start", "end"} <= period.keys() and period["start"] > period["end"]:
        why = f"the package ends on {period.pop('end')}, before it starts"
        unread.append(Missing("coverage.temporal.end", why))
    precision = _precision(package.get("time_series_precision"))
    return (period | ({"precision": precision} if precision else {}), unread)


def _precision(told: Any) -> Mapping[str, str]:
    by_language = told if isinstance(told, dict) else {"fi": told}
    found = {at: ", ".join(texts(by_language.get(at))) for at in LANGUAGES}
    kept = {language: text for language, text in found.items() if text}
    return kept if _fits(TypeAdapter(Text), kept) else {}


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value or "")[:10])
    except ValueError:
        return None


def _fits(kind: TypeAdapter[Any], value: object) -> bool:
    try:
        kind.validate_python(value)
    except ValidationError:
        return False
    return True


def missing_of(fields: Iterable[Field]) -> list[Missing]:
    """Return all that is missing of these fields."""
    return [each for field in fields for each in field.missing]
