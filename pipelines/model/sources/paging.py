"""How an API cuts a list into pages: one noun for each way, told apart by `type`.

What does not belong here: asking for the pages (extract).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from pipelines.model.json_path import JsonPath
from pipelines.model.noun import Noun

PARAMETER_NAME = r"^[A-Za-z_][A-Za-z0-9_.\[\]-]{0,63}$"
Parameter = Annotated[str, StringConstraints(pattern=PARAMETER_NAME)]
"""The name of a parameter in a URL's query."""


class NoPaging(Noun):
    """The whole list comes in one answer."""

    type: Literal["none"]
    """One answer holds everything."""


class NextLinkPaging(Noun):
    """Each page names the address of the next one."""

    type: Literal["next"]
    """The answer holds a link to the next page; say the page's size in `url`."""
    link: JsonPath = "next"
    """JMESPath to the link in the answer; the last page has none."""


class PageNumberPaging(Noun):
    """Pages are numbered."""

    type: Literal["page"]
    """A parameter holds the page's number."""
    parameter: Parameter = "page"
    """The parameter with the number."""
    first: Annotated[int, Field(ge=0)] = 1
    """The number of the first page."""
    size_parameter: Parameter = "page_size"
    """The parameter with the size."""
    size: Annotated[int, Field(ge=1)]
    """How many records to ask for at once."""


class OffsetPaging(Noun):
    """A page begins after so many records."""

    type: Literal["offset"]
    """A parameter holds how many records to pass over."""
    parameter: Parameter = "offset"
    """The parameter with the number of records to pass over."""
    size_parameter: Parameter = "limit"
    """The parameter with the size."""
    size: Annotated[int, Field(ge=2)]
    """How many records to ask for at once."""
    overlap: Annotated[int, Field(ge=0, le=1)] = 1
    """Ask for the last record of the page before once more, to see that the list has not moved."""


class CursorPaging(Noun):
    """Each page holds a mark with which the next one is asked for."""

    type: Literal["cursor"]
    """The answer holds a mark for the next page; say the page's size in `url`."""
    parameter: Parameter = "cursor"
    """The parameter with the mark."""
    cursor: JsonPath
    """JMESPath to the mark in the answer; the last page has none."""


Paging = Annotated[
    NoPaging | NextLinkPaging | PageNumberPaging | OffsetPaging | CursorPaging,
    Field(discriminator="type"),
]
