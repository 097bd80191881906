"""Records that are JSON objects, turned into lists of cells; numbers are never rounded.

A number with a fraction or an exponent is a Decimal; an object or a list inside a record is compact
JSON text, in the source's own order. What does not belong here: where the objects are found in a
file (`json`, `ndjson`, `geojson`), types by the schema, and how JSON is written (`json`).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from pipelines.errors import NotTheDeclaredFile
from pipelines.model import Reading

HALF_CHARACTER = re.compile(rb"\\u[dD][89abAB]")
"""An escape that is half of a character unless its other half follows."""
Cells = Callable[[Mapping[str, Any]], list[Any]]


def document(path: Path) -> Any:
    """Return the value of a whole JSON file in UTF-8.

    Raises NotTheDeclaredFile with the line and column of what is not JSON.
    """
    return parse(path, path.read_bytes().removeprefix(codecs.BOM_UTF8))


def parse(path: Path, text: bytes, line: int = 1) -> Any:
    """Return the value of a JSON text that begins on the given line of the file.

    Raises NotTheDeclaredFile, also for NaN and Infinity, which JSON does not have.
    """
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
        if HALF_CHARACTER.search(text):
            compact(value).encode()
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1}, column {error.colno}"
        raise _not_json(path, place, error.msg) from None
    except UnicodeDecodeError as error:
        raise _not_json(path, f"line {line}, byte {error.start} from there", "not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise _not_json(path, f"from line {line} on", str(error)) from None
    return value


def compact(value: Any) -> str:
    """Return the value as JSON text without spaces, keys in their own order, numbers exact."""
    if isinstance(value, Mapping):
        members = (f"{compact(str(key))}:{compact(member)}" for key, member in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(compact, value)) + "]"
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def scalar(value: Any) -> Any:
    """Return the value as a cell: what is nested becomes text."""
    return compact(value) if isinstance(value, Mapping | list) else value


def cells_of(path: Path, source: Reading, fields: list[str]) -> Cells:
    """Return the function from an object to its cells, in the order of the fields.

    A field is found by the declared JMESPath, or by its own name; what is absent is None.
    """
    pickers = [_picker(path, field, (source.columns or {}).get(field)) for field in fields]
    return lambda record: [pick(record) for pick in pickers]


def select(path: Path, expression: str, document: Any) -> Any:
    """Return what the JMESPath finds. Raises NotTheDeclaredFile where it cannot be applied."""
    try:
        return jmespath.search(expression, document)
    except JMESPathError as error:
        raise _inapplicable(path, expression, error) from None


def _picker(path: Path, field: str, expression: str | None) -> Callable[[Mapping[str, Any]], Any]:
    if expression is None:
        return lambda record: scalar(record.get(field))
    try:
        compiled = jmespath.compile(expression)
    except JMESPathError as error:
        raise _inapplicable(path, expression, error) from None

    def pick(record: Mapping[str, Any]) -> Any:
        try:
            return scalar(compiled.search(record))
        except JMESPathError as error:
            raise _inapplicable(path, expression, error) from None

    return pick


def _not_json(path: Path, place: str, reason: str) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(
        f"{path.name}, {place}: not JSON ({reason})",
        remedy="look at what the declared `url` answers; the file may be cut off or another format",
    )


def _inapplicable(path: Path, expression: str, error: JMESPathError) -> NotTheDeclaredFile:
    reason = str(error).splitlines()[0]
    return NotTheDeclaredFile(
        f"{path.name}: the path `{expression}` cannot be applied ({reason})",
        remedy="correct the JMESPath in the declaration's `records` or `columns`",
    )


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
