"""Keywords are CKAN's core tags too, so that search, tag pages and harvesters see them.

Not here: the check of the keywords themselves (``validators``).
"""

import re
from collections.abc import Callable
from typing import Any

from ckan.plugins.toolkit import chained_action

SHORTEST_TAG = 2
LONGEST_TAG = 100
NOT_IN_TAGS = re.compile(r"[^\w \-.]+")


def tag_names(keywords: dict[str, list[str]]) -> list[str]:
    """Every keyword of every language once, sorted, in the characters that CKAN's tags allow."""
    words = (word for language in keywords.values() for word in language)
    cleaned = (" ".join(NOT_IN_TAGS.sub(" ", word).split())[:LONGEST_TAG] for word in words)
    return sorted({word for word in cleaned if len(word) >= SHORTEST_TAG})


def with_tags(dataset: dict[str, Any]) -> dict[str, Any]:
    """The dataset with ``tags`` out of its ``keywords``; as it came where those are no lists."""
    keywords = dataset.get("keywords")
    if not isinstance(keywords, dict) or not all(isinstance(v, list) for v in keywords.values()):
        return dataset
    if not all(isinstance(word, str) for words in keywords.values() for word in words):
        return dataset
    kept = {tag["name"]: tag for tag in dataset.get("tags") or [] if "name" in tag}
    names = tag_names(keywords)
    return {**dataset, "tags": [kept.get(name, {"name": name}) for name in names]}


Action = Callable[[dict[str, Any], dict[str, Any]], Any]


@chained_action
def package_create(original: Action, context: dict[str, Any], data_dict: dict[str, Any]) -> Any:
    """CKAN's own action, given the tags."""
    return original(context, with_tags(data_dict))


@chained_action
def package_update(original: Action, context: dict[str, Any], data_dict: dict[str, Any]) -> Any:
    """CKAN's own action, given the tags; patch and revise end here too."""
    return original(context, with_tags(data_dict))
