"""A path expression into JSON (JMESPath), checked when the declaration is read.

What does not belong here: applying one (formats, extract).
"""

from __future__ import annotations

from typing import Annotated

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError


def _compiles(value: str) -> str:
    try:
        jmespath.compile(value)
    except JMESPathError as error:
        reason = str(error).splitlines()[0]
        raise PydanticCustomError(
            "expression",
            "a JMESPath such as `meta.count` is expected ({reason})",
            {"reason": reason},
        ) from None
    return value


JsonPath = Annotated[str, StringConstraints(min_length=1), AfterValidator(_compiles)]
"""A JMESPath, such as `name.fi`."""
