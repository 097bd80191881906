"""What a visitor sees in which language: hers, else Finnish, else whatever there is.

Not here: the translations of CKAN's own pages, which come with CKAN.
"""

import json
from collections.abc import Callable
from typing import Any

from ckan.plugins.toolkit import chained_helper, h

FALLBACKS = ("fi", "en", "sv")


def in_visitors_language(value: Any) -> Any:
    """The text or list out of ``{"fi": …, "sv": …, "en": …}``; other values as they are."""
    if not isinstance(value, dict):
        return value
    order = (h.lang().split("_")[0], *FALLBACKS)
    return next((value[language] for language in order if value.get(language)), "")


def yes_or_no(value: bool) -> str:
    """The flag as a word; CKAN's catalogues lack these two."""
    words = {"fi": ("kyllä", "ei"), "sv": ("ja", "nej"), "en": ("yes", "no")}
    yes, no = in_visitors_language(words)
    return str(yes if value else no)


def localised_dataset(dataset: dict[str, Any]) -> dict[str, Any]:
    """The dataset as a page shows it: its organisation's name and its tags in one language."""
    shown = dict(dataset)
    words = in_visitors_language(dataset.get("keywords")) or []
    tags = [tag for tag in dataset.get("tags") or [] if tag["name"] in words]
    shown["tags"] = tags or dataset.get("tags")
    organization = dataset.get("organization")
    if organization:
        title = h.get_organization(organization["id"]).get("title") or organization["title"]
        shown["organization"] = {**organization, "title": title}
    return shown


def listed_dataset(dataset: dict[str, Any]) -> dict[str, Any]:
    """The dataset as a list of datasets shows it: title and description in one language."""
    shown = dict(dataset)
    for field in ("title", "notes"):
        shown[field] = in_visitors_language(dataset.get(f"{field}_translated")) or dataset.get(
            field
        )
    return shown


def localised_organization(organization: dict[str, Any]) -> dict[str, Any]:
    """The organisation as a page shows it: name and description in the visitor's language.

    Translations stand in the field, or still in the extras where CKAN has not read them yet.
    """
    extras = {extra["key"]: extra["value"] for extra in organization.get("extras") or []}
    shown = dict(organization)
    for field in ("title", "description"):
        name = f"{field}_translated"
        translated = organization.get(name) or json.loads(extras.get(name, "null"))
        text = in_visitors_language(translated)
        if text:
            shown[field] = text
    shown["display_name"] = shown.get("title") or organization.get("name")
    return shown


@chained_helper
def get_organization(
    original: Callable[..., dict[str, Any]], *arguments: Any, **options: Any
) -> dict[str, Any]:
    """CKAN's own helper, which templates call, in the visitor's language."""
    found = original(*arguments, **options)
    return localised_organization(found) if found else found


def facets(original: dict[str, str]) -> dict[str, str]:
    """The search page's filters: keywords of the visitor's language instead of all tags."""
    keywords = {"fi": "Avainsanat", "sv": "Nyckelord", "en": "Keywords"}
    collections = {"fi": "Kokoelmat", "sv": "Samlingar", "en": "Collections"}
    language = h.lang().split("_")[0]
    chosen = {name: title for name, title in original.items() if name not in ("tags", "groups")}
    return {
        **chosen,
        f"vocab_keywords_{language}": in_visitors_language(keywords),
        "vocab_collections": in_visitors_language(collections),
    }
