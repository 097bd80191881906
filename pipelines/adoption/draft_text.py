"""A drafted declaration as YAML text: fields in their order, and what a person decides as comments.

What does not belong here: which fields (package_metadata, package_resources), and files (drafts).
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import LiteralScalarString

from pipelines.adoption.package_metadata import Field

HEAD = """\
# yaml-language-server: $schema=dataset.schema.json
# Drafted from the catalogue. A line `decide:` waits for a person; remove it when it is done.
"""
WIDTH = 100
SHORT = 80
"""Lists of plain values that take no more characters stand in one line."""


def draft_text(fields: Iterable[Field]) -> str:
    """Return the declaration's text; each thing that is missing is a comment above its field."""
    return HEAD + "".join(_block(field) for field in fields)


def _block(field: Field) -> str:
    comments = "".join(f"# decide: {each.field}: {_line(each.why)}\n" for each in field.missing)
    return comments if field.value is None else comments + _written(field.name, field.value)


def _line(text: str) -> str:
    """Return the text in one line: of a package's words, none may leave the comment."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _written(name: str, value: Any) -> str:
    """Return the field as YAML for people, or as JSON where that would not read back the same."""
    value = _readable(value)
    text = _dumped({name: value})
    try:
        if YAML(typ="safe").load(text) == {name: value}:
            return text
    except YAMLError:
        pass
    return f"{name}: {json.dumps(value, ensure_ascii=True, default=str)}\n"


def _readable(value: Any) -> Any:
    """Return the value with texts of lines and printable signs."""
    if isinstance(value, dict):
        return {name: _readable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(item) for item in value]
    if not isinstance(value, str):
        return value
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(e if e.isprintable() else " " for e in line).rstrip() for line in lines)
    return "\n".join(kept).strip()


def _dumped(value: dict[str, Any]) -> str:
    yaml = YAML()
    yaml.width = WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_node(value), stream)
    return stream.getvalue()


def _node(value: Any) -> Any:
    if isinstance(value, dict):
        return CommentedMap((name, _node(item)) for name, item in value.items())
    if isinstance(value, list | tuple):
        return _list(value)
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    return value


def _list(values: Iterable[Any]) -> CommentedSeq:
    nodes = CommentedSeq(_node(each) for each in values)
    plain = all(isinstance(each, str | dt.date) for each in nodes)
    if plain and sum(len(str(each)) + 2 for each in nodes) <= SHORT:
        nodes.fa.set_flow_style()
    return nodes
