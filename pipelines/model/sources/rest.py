"""Records of a JSON API, page by page.

What does not belong here: asking for them (extract), and the ways of paging (paging).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from pipelines.model.json_path import JsonPath
from pipelines.model.noun import Noun, Url, refuse
from pipelines.model.reading import Reading
from pipelines.model.sources.changes import ListChangedSince
from pipelines.model.sources.paging import Paging
from pipelines.model.sources.secret import VariableName
from pipelines.model.vocabularies import FormatName

MEMBER_NAME = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"
MemberName = Annotated[str, StringConstraints(pattern=MEMBER_NAME)]


class RestSource(Noun):
    """Records of a JSON API, page by page."""

    type: Literal["rest"]
    """A list of records behind a JSON API, fetched page by page."""
    url: Url
    """The list's address, with the parameters that never change; declare an order if it has one."""
    paging: Paging
    """How the list is cut into pages."""
    records: JsonPath = "@"
    """JMESPath in an answer to its list of records; the answer itself unless said."""
    key: JsonPath
    """JMESPath in a record to what makes it unique; of two with one key, the last one counts."""
    columns: dict[str, JsonPath] | None = None
    """{column: JMESPath into a record}; the field's own name unless said."""
    total: JsonPath | None = None
    """JMESPath in an answer to how many records the whole list has; what came must agree."""
    read_twice: bool = False
    """Take the list only when two readings in a row hold the same records; for restless lists."""
    repeats: bool = False
    """Whether the agency itself lists records on two pages; else the list is taken to be moving."""
    joined: dict[MemberName, Url] = Field(
        default_factory=dict, json_schema_extra={"additionalProperties": False}
    )
    """{member: address} of further lists, joined by `key`: `sv.title` is the title in list `sv`."""
    only: JsonPath | None = None
    """JMESPath that holds for the records to keep; no other one reaches even the raw snapshot."""
    deleted: JsonPath | None = None
    """JMESPath that holds for a record that the agency has deleted."""
    changes: ListChangedSince | None = None
    """How the list is asked for its changes alone; the whole list every time unless said."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""
    min_records: Annotated[int, Field(ge=0)] = 1
    """A whole list of fewer records is refused."""
    max_records: Annotated[int, Field(ge=1)] = 5_000_000
    """A longer list is refused."""
    max_pages: Annotated[int, Field(ge=1)] = 10_000
    """A list of more pages is refused."""
    max_bytes: Annotated[int, Field(gt=0)] = 200_000_000
    """A larger answer is refused."""

    @model_validator(mode="after")
    def _rules_between_fields(self) -> Self:
        faults: list[tuple[str, str]] = []
        if self.changes and self.joined:
            faults.append(("changes", "joined lists are always read whole; remove it or `joined`"))
        hosts = {urlsplit(url).netloc.lower() for url in (self.url, *self.joined.values())}
        if self.authorization and len(hosts) > 1:
            faults.append(("joined", "a secret is for one host; all addresses must have it"))
        refuse(faults)
        return self

    @property
    def address(self) -> str:
        """Return the list's URL."""
        return self.url

    def readings(self) -> Sequence[Reading]:
        """Return how the raw file of records is read."""
        return [Reading(format=FormatName.NDJSON, columns=self.columns)]
