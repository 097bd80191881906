"""How a fault is shown, where its line comes from, and what is near to what was meant."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipelines.faults import Fault, fault_at, line_of, nearest

DOCUMENT = """\
# a comment
title:
  fi: Puut

  en: >-
    Trees
    and parks
themes: [ENVI,
  REGI]
links:
  - a: 1
    b: 2
  - a: 3
shared: &shared {x: 1}
merged:
  <<: *shared
  y: 2
"""


@pytest.fixture(scope="module")
def document() -> Any:
    return YAML().load(DOCUMENT)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ([], 1),
        (["title"], 2),
        (["title", "fi"], 3),
        (["title", "en"], 5),
        (["title", "sv"], 2),
        (["themes", 0], 8),
        (["themes", 1], 9),
        (["links", 0, "b"], 12),
        (["links", 1, "a"], 13),
        (["links", 1, "b"], 13),
        (["links", 7], 10),
        (["merged", "y"], 17),
        (["merged", "x"], 15),
        (["title", "fi", "deeper"], 3),
        (["nothing", "of", "it"], 1),
    ],
)
def test_the_line_is_that_of_the_deepest_part_there_is(
    document: Any, path: list[str | int], line: int
) -> None:
    assert line_of(document, path) == line


def test_a_fault_is_shown_as_terminals_and_editors_link_it() -> None:
    fault = Fault("datasets/a.yaml", 12, "licence", "one of 'x' is expected", nearest="x")
    assert str(fault) == ("datasets/a.yaml:12: licence: one of 'x' is expected. Did you mean 'x'?")
    warning = Fault("a.yaml", 3, "title.sv", "the text is missing", severity="warning")
    assert str(warning) == "a.yaml:3: warning: title.sv: the text is missing."


def test_a_fault_as_json() -> None:
    fault = fault_at("a.yaml", YAML().load(DOCUMENT), ["links", 1, "a"], "no", "na")
    assert json.loads(json.dumps(fault.as_dict())) == {
        "file": "a.yaml",
        "line": 13,
        "field": "links.1.a",
        "message": "no",
        "nearest": "na",
        "severity": "error",
    }


def test_faults_stand_in_the_order_of_files_and_lines() -> None:
    faults = [Fault("b", 1, "x", "m"), Fault("a", 10, "x", "m"), Fault("a", 9, "z", "m")]
    assert [(fault.file, fault.line) for fault in sorted(faults)] == [("a", 9), ("a", 10), ("b", 1)]


@pytest.mark.parametrize(
    ("value", "found"),
    [("CC-BY-4", "CC-BY-4.0"), ("CC0-1.0", "CC0-1.0"), ("MIT", ""), (3, ""), (None, ""), ([], "")],
)
def test_the_nearest_valid_value(value: object, found: str) -> None:
    assert nearest(value, ["CC-BY-4.0", "CC0-1.0", "other-open"]) == found
