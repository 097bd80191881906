"""One answer of a JSON API: fetched, found to be JSON, and its records found in it.

What does not belong here: which page comes next (paging), and what a record holds (records).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from pipelines.errors import NotTheDeclaredFile
from pipelines.extract import guards
from pipelines.extract.visit import Visit
from pipelines.formats import objects
from pipelines.model import DeclaredFile, FormatName
from pipelines.web import shown

FILE_NAME = "page.json"
LISTED_MEMBERS = 10


@dataclass(frozen=True)
class Place:
    """Where something was found: which page, by its number and address."""

    number: int
    """From 1."""
    url: str

    def __str__(self) -> str:
        """Return the place as messages name it."""
        return f"{shown(self.url)} (page {self.number})"

    def refusal(self, what: str, remedy: str) -> NotTheDeclaredFile:
        """Return the error that names the page."""
        return NotTheDeclaredFile(f"{self}: {what}", remedy=remedy)


@dataclass(frozen=True)
class Page:
    """One answer and the records in it."""

    place: Place
    document: Any
    records: list[dict[str, Any]]

    def find(self, expression: str) -> Any:
        """Return what a JMESPath finds in the whole answer. Raises NotTheDeclaredFile."""
        return search(expression, self.document, self.place)


class _Answer(DeclaredFile):
    """An answer as the guards look at a file."""

    url: str
    """Where it came from."""

    @property
    def address(self) -> str:
        """Return the URL."""
        return self.url


def fetch(visit: Visit, place: Place, records: str, *, max_bytes: int, secret: str | None) -> Page:
    """Ask for a page and return it; its file is removed again.

    Raises what Visit.download raises, and NotTheDeclaredFile, which names the page.
    """
    visit.download(place.url, FILE_NAME, max_bytes=max_bytes, secret=secret)
    path = visit.folder / FILE_NAME
    guards.check(path, _Answer(url=place.url, format=FormatName.JSON))
    try:
        document = objects.document(path)
    except NotTheDeclaredFile as error:
        raise place.refusal(error.message, error.remedy) from None
    path.unlink()
    page = Page(place, document, _records(document, records, place))
    visit.counted(len(page.records))
    return page


def search(expression: str, value: Any, place: Place) -> Any:
    """Return what a JMESPath finds. Raises NotTheDeclaredFile."""
    try:
        return jmespath.search(expression, value)
    except JMESPathError as error:
        reason = str(error).splitlines()[0]
        raise place.refusal(
            f"the path `{expression}` cannot be applied ({reason})",
            "correct the JMESPath in the declaration's `source`",
        ) from None


def _records(document: Any, expression: str, place: Place) -> list[dict[str, Any]]:
    found = search(expression, document, place)
    where = "the answer" if expression == "@" else f"`{expression}`"
    if not isinstance(found, list):
        raise place.refusal(
            f"{where} is {kind(found)}, where a list of records is expected; {_outline(document)}",
            "see what the address answers: an error message, or a list under another `records`",
        )
    for number, record in enumerate(found, start=1):
        if not isinstance(record, dict):
            raise place.refusal(
                f"item {number} of {where} is {kind(record)}, where an object is expected",
                "correct the JMESPath to the list of records in `source.records`",
            )
    return found


def _outline(document: Any) -> str:
    """Name the members of the answer, never their values, which may hold anything."""
    if not isinstance(document, dict):
        return f"the answer is {kind(document)}"
    names = ", ".join(f"`{name}`" for name in list(document)[:LISTED_MEMBERS])
    return f"the answer has {names or 'nothing in it'}"


def kind(value: Any) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null or missing"
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return kinds.get(type(value), "a number")
