"""Ids put into a declaration's text: nothing else in the file changes, neither comment nor order.

The text is edited at the places where the YAML's parts begin and end, and then read again: unless
it says the same as before with the ids added, it is refused.
What does not belong here: which ids (matching), and drafts of new files (draft_text).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pipelines.errors import DeclarationError

Place = tuple[str | int, ...]
Span = tuple[int, int, str]
"""From, to, and the text that comes there."""


@dataclass(frozen=True)
class Addition:
    """Fields that a part of the document gets."""

    place: Place
    """The path to the part; of a distribution it may be the short form, such as `csv`."""
    fields: Mapping[str, str]
    after: str = ""
    """The field behind which they stand; the last one unless said."""


def with_additions(text: str, additions: Sequence[Addition]) -> str:
    """Return the YAML text with the fields added.

    Raises DeclarationError where the text's form leaves no place for them.
    """
    edited = text
    for start, end, new in sorted(_Document(text).spans(additions), reverse=True):
        edited = edited[:start] + new + edited[end:]
    if _plain(edited) != _expected(_plain(text), additions):
        places = ", ".join(".".join(map(str, each.place)) or "(top)" for each in additions)
        raise DeclarationError(
            f"the ids cannot be added at {places}", remedy="write them into the file by hand"
        )
    return edited


class _Document:
    """A YAML text with the places of its parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"

    @cached_property
    def root(self) -> Node:
        """The whole document."""
        root: Node = YAML().compose(self.text)
        return root

    def spans(self, additions: Sequence[Addition]) -> Iterator[Span]:
        """Yield the edits."""
        short: dict[Place, dict[int, Mapping[str, str]]] = {}
        for each in additions:
            node = self._node(each.place)
            if not isinstance(node, MappingNode):
                short.setdefault(each.place[:-1], {})[int(each.place[-1])] = each.fields
            elif node.flow_style:
                yield self._in_braces(node, each)
            else:
                yield self._in_lines(node, each)
        for place, members in short.items():
            yield from self._in_list(place, members)

    def _node(self, place: Place) -> Node:
        here = self.root
        for part in place:
            if isinstance(part, int):
                here = here.value[part]
            else:
                here = next(value for key, value in here.value if key.value == part)
        return here

    def _in_braces(self, node: MappingNode, addition: Addition) -> Span:
        end = node.value[-1][1].end_mark.index
        return end, end, "".join(f", {pair}" for pair in _pairs(addition.fields))

    def _in_lines(self, node: MappingNode, addition: Addition) -> Span:
        names = [key.value for key, _ in node.value]
        at = names.index(addition.after) if addition.after in names else len(names) - 1
        key, value = node.value[at]
        indent = self.newline + " " * key.start_mark.column
        end = self._line_end(self._last_index(value))
        return end, end, "".join(f"{indent}{pair}" for pair in _pairs(addition.fields))

    def _last_index(self, node: Node) -> int:
        """Return where a value ends; a block's own mark is past the blank lines behind it."""
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._last_index(last[1] if isinstance(last, tuple) else last)
        end: int = len(self.text[: node.end_mark.index].rstrip())
        return max(end, int(node.start_mark.index))

    def _line_end(self, index: int) -> int:
        end = self.text.find(self.newline, index)
        return len(self.text) if end < 0 else end

    def _in_list(self, place: Place, members: Mapping[int, Mapping[str, str]]) -> Iterator[Span]:
        """Yield the edits of a list of short forms; [csv, json] is written an item a line."""
        node, parent = self._node(place), self._node(place[:-1])
        assert isinstance(node, SequenceNode)  # noqa: S101 - short forms stand in lists
        assert isinstance(parent, MappingNode)  # noqa: S101 - and lists in fields
        items = [self._item(item, members.get(at)) for at, item in enumerate(node.value)]
        start, end = node.start_mark.index, node.end_mark.index
        if node.flow_style and not parent.flow_style and "#" not in self.text[start:end]:
            key = next(key for key, value in parent.value if value is node)
            begin = self.text.index(":", key.end_mark.index) + 1
            indent = self.newline + " " * (key.start_mark.column + 2)
            yield begin, end, "".join(f"{indent}- {item}" for item in items)
            return
        for item, new in zip(node.value, items, strict=True):
            if isinstance(item, ScalarNode) and new != item.value:
                yield item.start_mark.index, item.end_mark.index, new

    def _item(self, node: Node, fields: Mapping[str, str] | None) -> str:
        if fields is None:
            return self.text[node.start_mark.index : node.end_mark.index]
        return "{" + ", ".join([f"format: {node.value}", *_pairs(fields)]) + "}"


def _pairs(fields: Mapping[str, str]) -> list[str]:
    return [f"{name}: {_scalar(value)}" for name, value in fields.items()]


def _scalar(value: str) -> str:
    """Return an id or a file's name as YAML: in quotes where it would not be read as a text."""
    try:
        return value if YAML(typ="safe").load(value) == value else json.dumps(value)
    except (YAMLError, ValueError):
        return json.dumps(value)


def _plain(text: str) -> Any:
    return json.loads(json.dumps(YAML(typ="safe").load(text.removeprefix("\ufeff")), default=str))


def _expected(document: Any, additions: Sequence[Addition]) -> Any:
    """Return what the text should say: the document with the fields added."""
    for each in additions:
        here: Any = document
        above: Any = None
        for part in each.place:
            above, here = here, here[part]
        if isinstance(here, str):
            here = {"format": here}
            above[each.place[-1]] = here
        here |= each.fields
    return document
