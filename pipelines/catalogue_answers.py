"""What an answer of CKAN that is no success means: try again, or somebody must mend something.

The status alone does not say it. CKAN answers 409 to what it finds invalid, for good, and to a
search that is down for a moment; a proxy before it answers 409 in words of its own; and a conflict
in the DataStore's database comes as CKAN's 'Validation Error' with PostgreSQL's words in it.
What does not belong here: speaking HTTP (catalogue), and trying again (orchestration).
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipelines.errors import CatalogueRefused, CatalogueUnavailable, HriError, NotInCatalogue

PASSING = (408, 409, 423, 425, 429)
"""What may pass beside all of 5xx, where the answer is not in CKAN's words."""
SEARCH = ("Search Error", "Search Index Error")
"""CKAN's names for its own trouble with Solr."""
OF_THE_DATABASE = re.compile(
    "deadlock detected|could not serialize access|could not obtain lock|lock timeout"
    "|statement timeout|search took too long|server closed the connection|terminating connection"
    "|connection already closed|remaining connection slots|too many clients"
    "|the database system is",
    re.IGNORECASE,
)
"""What PostgreSQL says of conflicts and of itself, never of the values it was given."""


def error_of(site: str, action: str, status: int, body: str, retry_after: float | None) -> HriError:
    """Return the error for an answer of 400 or above; `retry_after` is in seconds, where asked for.

    NotInCatalogue only where CKAN itself says so: it may lead to a create.
    """
    error = _in_ckans_words(body)
    kind = str(error.get("__type", ""))
    if kind == "Not Found Error":
        return NotInCatalogue(f"{site} knows no such thing ({action})")
    if kind == "Authorization Error":
        return CatalogueRefused(
            f"{site} does not allow {action}",
            remedy="the token's user must be an editor of the publisher's organisation",
        )
    if kind == "Validation Error":
        return _invalid(site, action, error)
    if kind in SEARCH:
        return CatalogueUnavailable(f"{site}: its search failed in {action}")
    if status == 413:
        return CatalogueRefused(
            f"{site} refused {action}: the file is larger than it accepts (413)",
            remedy="raise ckan.max_resource_size, or leave the format out of `distributions`",
        )
    if passes(status):
        return CatalogueUnavailable(
            f"{site} answered {action} with {status}", retry_after=retry_after
        )
    return CatalogueRefused(f"{site} answered {action} with {status}")


def passes(status: int) -> bool:
    """Tell whether an answer that is not in CKAN's words may be another one later."""
    return status in PASSING or status >= 500


def _in_ckans_words(body: str) -> dict[str, Any]:
    """Return CKAN's error; an empty one where somebody else answered, or CKAN's server broke."""
    try:
        answer = json.loads(body)
    except ValueError:
        return {}
    error = answer.get("error") if isinstance(answer, dict) else None
    return error if isinstance(error, dict) else {}


def _invalid(site: str, action: str, error: dict[str, Any]) -> HriError:
    reasons = "; ".join(f"{k}: {v}" for k, v in error.items() if not k.startswith("__type"))
    if OF_THE_DATABASE.search(reasons):
        return CatalogueUnavailable(f"{site}: a conflict in its database in {action}")
    return CatalogueRefused(f"{site} refused {action}: {reasons}")
