"""One YAML file as a document that remembers the line of every field, or the fault that it has.

What does not belong here: what the fields mean (model) and where a field's line is found (faults).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from pipelines.faults import Fault

WHOLE = "(the whole file)"
RUAMEL_CRASHES = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What ruamel itself raises for some files: `!!int kolme`, or a key that is a list or a group."""


class _DatesAsTexts(RoundTripConstructor):
    """Leaves dates to the model: ruamel reads 2016-13-03 as a date and fails without a line."""


_DatesAsTexts.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_scalar)


def read_document(path: Path, faults: list[Fault]) -> dict[Any, Any] | None:
    """Return the file's fields, or None with a fault added to the list."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        yaml = YAML()
        yaml.Constructor = _DatesAsTexts
        yaml.composer.warn_double_anchors = False
        document = yaml.load(text)
    except UnicodeDecodeError as error:
        faults.append(_not_utf8(path, error))
        return None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = "a control character stands here; remove it"
        faults.append(Fault(str(path), line, "(YAML)", message))
        return None
    except YAMLError as error:
        faults.append(_not_yaml(path, error))
        return None
    except RUAMEL_CRASHES as error:
        message = f"a value or key cannot be read: {error}"
        faults.append(Fault(str(path), 1, "(YAML)", message))
        return None
    if not isinstance(document, dict):
        faults.append(Fault(str(path), 1, WHOLE, "fields with values are expected"))
        return None
    return document


def _not_utf8(path: Path, error: UnicodeDecodeError) -> Fault:
    line = error.object.count(b"\n", 0, error.start) + 1
    message = "the file must be UTF-8, and a character here is not; save it as UTF-8"
    return Fault(str(path), line, WHOLE, message)


def _not_yaml(path: Path, error: YAMLError) -> Fault:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    problem = getattr(error, "problem", None) or str(error)
    return Fault(str(path), mark.line + 1 if mark else 1, "(YAML)", " ".join(problem.split()))
