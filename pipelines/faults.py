"""Faults of declarations: what is wrong, in which file, line and field, and what was expected.

Here pydantic's errors, which name no file, become faults that a steward can act on.
Not here: which rules there are (model, declarations) and how faults are shown (cli).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel, ValidationError
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from pipelines.model.cell_range import RANGE
from pipelines.model.dataset import EMAIL
from pipelines.model.lifecycle import VERSION
from pipelines.model.noun import CATALOGUE_ID, PACKAGE_NAME, SLUG
from pipelines.model.on_invalid import SHARE
from pipelines.model.sources import SOURCE_TYPES, VARIABLE_NAME
from pipelines.model.sources.drop import MARKER, PATTERN, SUBFOLDER
from pipelines.model.sources.link import MEDIA_TYPE
from pipelines.model.sources.paging import PARAMETER_NAME
from pipelines.model.sources.rest import MEMBER_NAME
from pipelines.model.sources.s3 import BUCKET
from pipelines.model.sources.sftp import FINGERPRINT, HOST
from pipelines.model.table import CRS, FILE_NAME

Severity = Literal["error", "warning"]

EXPECTED = {
    "missing": "this field is required",
    "extra_forbidden": "no such field",
    "date_from_datetime_inexact": "a date YYYY-MM-DD is expected",
    "date_from_datetime_parsing": "a date YYYY-MM-DD is expected",
    "date_parsing": "a date YYYY-MM-DD is expected",
    "date_type": "a date YYYY-MM-DD is expected",
    "bool_parsing": "true or false is expected",
    "bool_type": "true or false is expected",
    "int_parsing": "a whole number is expected",
    "int_type": "a whole number is expected",
    "list_type": "a list is expected",
    "string_type": 'text is expected (put numbers and dates in "quotes")',
    "model_type": "a group of fields is expected",
    "model_attributes_type": "a group of fields is expected",
    "dict_type": "a group of fields is expected",
    "too_short": "at least one item is expected",
    "string_too_short": "text is expected, and it is empty",
    "uuid_parsing": "an id such as 3f0c5f0e-… (UUID) is expected",
    "uuid_type": "an id such as 3f0c5f0e-… (UUID) is expected",
}
"""What was expected, per type of pydantic error; other types speak in their own words."""
TAGS = ("type", "check")
"""The fields that tell the members of a union apart."""
KINDS = {
    "source": f"one of {', '.join(SOURCE_TYPES)}",
    "paging": "`next`, `page` or another way of paging",
    "steps": "`drop`, `keep`, `redact` or another kind of step",
    "checks": "the name of a check, such as `row-count`",
}
"""What such a field may hold, per field whose form it decides."""
PATTERNS = {
    SLUG: "3–100 small letters a–z, digits and hyphens are expected",
    CATALOGUE_ID: "an id such as 3f0c5f0e-… (UUID) is expected",
    FILE_NAME: "a file's name of letters a–z, digits, . - and _, such as counts.csv, is expected",
    EMAIL: "an e-mail address is expected",
    CRS: "a coordinate system such as EPSG:3879 is expected",
    SHARE: "a share of the rows such as 1% is expected",
    VERSION: 'a version such as "1.0" is expected, in quotes',
    PARAMETER_NAME: "the name of a parameter, such as page_size, is expected",
    MEMBER_NAME: "a name of letters a–z, digits and _ is expected, such as sv",
    PATTERN: "a file's name, such as counts-*.csv, without its folder is expected",
    MARKER: "the ending of a file's name, such as .done, is expected",
    RANGE: "a range of cells such as B4:H40, or B4:H to the last row, is expected",
    SUBFOLDER: "a folder below the root, such as kymp/counts (never ..), is expected",
    HOST: "a host's name alone, such as sftp.hel.fi, is expected",
    FINGERPRINT: "a key's fingerprint, SHA256: and 43 characters, is expected (ssh-keygen -l)",
    MEDIA_TYPE: "a media type such as application/gml+xml is expected",
    BUCKET: "a bucket's name, such as kymp-counts, is expected",
    PACKAGE_NAME: "a package's name, as in its page's address, is expected",
    VARIABLE_NAME: "the NAME of an environment variable, such as COUNTS_TOKEN, is expected",
}
"""What was expected, in words, per pattern that a text must match."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of one file."""

    file: str
    line: int
    """Counted from 1; the place of the field, or of what should hold it."""
    field: str
    """The path into the file, such as `source.encoding`."""
    message: str
    """What was expected."""
    nearest: str = ""
    """The nearest valid value or field name, where one is close."""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Return `file:line: field: message`, as editors and terminals link it."""
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        mark = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.line}: {mark}{self.field}: {self.message}.{hint}"

    def as_dict(self) -> dict[str, Any]:
        """Return the fault for `--json`."""
        return asdict(self)


def line_of(document: Any, path: Sequence[str | int]) -> int:
    """Return the line (from 1) of the deepest part of the path that the YAML document has."""
    line, here = 1, document
    for part in path:
        if isinstance(here, CommentedMap) and part in here:
            # A key that came by a merge (`<<`) has no line of its own.
            line = here.lc.key(part)[0] + 1 if part in (here.lc.data or {}) else line
        elif isinstance(here, CommentedSeq) and isinstance(part, int) and part < len(here):
            line = here.lc.item(part)[0] + 1
        else:
            break
        here = here[part]
    return int(line)


def nearest(value: object, valid: Iterable[str]) -> str:
    """Return the valid value most like the given one, or '' where none is close."""
    if not isinstance(value, str):
        return ""
    found = difflib.get_close_matches(value, list(valid), n=1, cutoff=0.6)
    return found[0] if found else ""


def fault_at(
    file: object, document: Any, place: Sequence[str | int], message: str, near: str = ""
) -> Fault:
    """Return an error at a place of a file, with the place's line."""
    field = ".".join(map(str, place)) or "(the whole file)"
    return Fault(str(file), line_of(document, place), field, message, near)


def faults_of(
    error: ValidationError, model: type[BaseModel], document: Any, file: str
) -> Iterator[Fault]:
    """Yield pydantic's errors as faults, each with its line in the YAML document."""
    for details in error.errors(include_url=False):
        detail: dict[str, Any] = dict(details)
        path = _path_in(document, detail)
        if detail["type"] == "rules":
            for field, message in detail["ctx"]["faults"]:
                yield fault_at(file, document, [*path, *_steps(field)], message)
        else:
            near = _nearest_to(detail, model, document, path)
            yield fault_at(file, document, path, _expected(detail), near)


def _steps(field: str) -> list[str | int]:
    """Return the path into a noun of a field such as `files.0.encoding`."""
    return [int(part) if part.isdigit() else part for part in field.split(".")]


def _path_in(document: Any, detail: dict[str, Any]) -> list[str | int]:
    """Drop the parts that pydantic adds for unions, which the file does not hold."""
    location, kind = detail["loc"], detail["type"]
    path: list[str | int] = []
    here = document
    for position, part in enumerate(location):
        if _holds(here, part):
            here = here[part]
        elif kind != "missing" or position < len(location) - 1:
            continue
        path.append(part)
    return [*path, _tag(detail)] if kind.startswith("union_tag") else path


def _tag(detail: dict[str, Any]) -> str:
    """Return the field that tells the members of a union apart, which pydantic quotes."""
    return str(detail["ctx"]["discriminator"]).strip("'")


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _expected(detail: dict[str, Any]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in EXPECTED:
        return EXPECTED[kind]
    if kind in ("enum", "literal_error"):
        return f"one of {context['expected']} is expected"
    if kind == "union_tag_invalid":
        return f"one of {context['expected_tags']} is expected"
    if kind == "union_tag_not_found":
        kinds = (KINDS[part] for part in reversed(detail["loc"]) if part in KINDS)
        return f"this field is required: {next(kinds, 'the kind of it')}"
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        return PATTERNS.get(pattern, f"a text that matches {pattern} is expected")
    text = str(detail["msg"])
    return text[:1].lower() + text[1:]


def _nearest_to(
    detail: dict[str, Any], model: type[BaseModel], document: Any, path: Sequence[str | int]
) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in ("enum", "literal_error"):
        return nearest(detail["input"], _quoted(context["expected"]))
    if kind == "union_tag_invalid":
        return nearest(context["tag"], _quoted(context["expected_tags"]))
    if kind == "extra_forbidden":
        return nearest(path[-1], _field_names(model, document, path[:-1]))
    return ""


def _quoted(text: str) -> list[str]:
    return [part for part in text.split("'")[1::2] if part]


def _field_names(model: type[BaseModel], document: Any, parents: Sequence[str | int]) -> list[str]:
    """Return the fields that the model allows at the place where an unknown one was found."""
    found: list[type[BaseModel]] = [model]
    value = document
    for part in parents:
        if isinstance(part, str):
            found = _models_of(_member(found, value), part)
        value = value[part]
    here = _member(found, value)
    return [field.alias or name for name, field in here.model_fields.items()] if here else []


def _models_of(parent: type[BaseModel] | None, name: str) -> list[type[BaseModel]]:
    """Return the models that a field of the parent may hold."""
    fields = parent.model_fields.items() if parent else ()
    field = next((f for n, f in fields if (f.alias or n) == name), None)
    return list(_models_in(field.annotation)) if field else []


def _member(found: list[type[BaseModel]], value: Any) -> type[BaseModel] | None:
    """Return of several models the one that the value names in its `type` or `check`."""
    for name in TAGS:
        named = value.get(name) if isinstance(value, dict) else None
        for model in found:
            tag = model.model_fields.get(name)
            if tag is not None and named in get_args(tag.annotation):
                return model
    return found[0] if found else None


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
