"""A read-only query against an agency's database.

What does not belong here: running it (extract).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun, Slug
from pipelines.model.reading import Reading
from pipelines.model.sources.secret import VariableName
from pipelines.model.sources.select_statement import why_not_read_only
from pipelines.model.vocabularies import FormatName


def _read_only(query: str) -> str:
    if why := why_not_read_only(query):
        raise PydanticCustomError("query", "{why}", {"why": why})
    return query.strip()


class SqlSource(Noun):
    """The rows that a query gives, in a declared order."""

    type: Literal["sql"]
    """The rows of a query against an agency's database."""
    connection: VariableName
    """The NAME of the environment variable (or NAME_FILE) with SQLAlchemy's URL of the database."""
    database: Slug
    """What the database is called among people: the provenance names it so, without any secret."""
    query: Annotated[str, AfterValidator(_read_only)]
    """One SELECT (or WITH … SELECT), without ORDER BY, whose columns are the schema's fields."""
    order_by: Annotated[list[str], Field(min_length=1)]
    """The columns of the result that tell its rows apart, in the order to sort by."""
    max_seconds: Annotated[int, Field(gt=0, le=7200)] = 600
    """The query is ended after so long."""
    min_rows: Annotated[int, Field(ge=0)] = 1
    """Fewer rows are refused: an empty answer is no order to delete everything."""
    max_rows: Annotated[int, Field(gt=0)] = 20_000_000
    """More rows are refused."""

    @property
    def address(self) -> str:
        """Return the database's name among people."""
        return f"sql://{self.database}"

    def readings(self) -> Sequence[Reading]:
        """Return how the one raw file is read."""
        return [Reading(format=FormatName.PARQUET)]
