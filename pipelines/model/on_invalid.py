"""What a dataset does with invalid rows, where it does not simply stop.

What does not belong here: which rows are invalid, and the leaving out itself (validate).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun

SHARE = r"^\d{1,2}(\.\d{1,3})?%$"


def _more_than_nothing(share: str) -> str:
    if Fraction(share.removesuffix("%")) == 0:
        raise PydanticCustomError("share", "more than 0% is expected; without it, nothing goes on")
    return share


class OnInvalid(Noun):
    """Publish the valid rows and quarantine the others, up to a cap; said aloud to visitors."""

    publish_valid_up_to: Annotated[
        str, StringConstraints(pattern=SHARE), AfterValidator(_more_than_nothing)
    ]
    """The largest share of invalid rows, such as `1%`; with more, nothing is published."""

    def allows(self, invalid: int, rows: int) -> bool:
        """Tell whether so many of the rows may be invalid."""
        share = Fraction(self.publish_valid_up_to.removesuffix("%")) / 100
        return Fraction(invalid, rows) <= share
