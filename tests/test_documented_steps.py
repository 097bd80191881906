"""docs/steps.md and docs/privacy.md: every example is sound, and every kind is there."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from pipelines.model import PrivacyDecision, Step
from pipelines.model.condition import WORDS as CONDITIONS
from pipelines.model.condition import Condition
from pipelines.model.expression import WORDS as EXPRESSIONS
from pipelines.settings import PROJECT
from pipelines.validate.privacy import KINDS

STEPS = (PROJECT / "docs" / "steps.md").read_text(encoding="utf-8")
PRIVACY = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")


def examples(text: str) -> list[Any]:
    return [YAML(typ="safe").load(each) for each in re.findall(r"```yaml\n(.*?)```", text, re.S)]


def test_the_examples_of_steps_are_sound_and_show_every_kind() -> None:
    shown = [s for each in examples(STEPS) for s in TypeAdapter(list[Step]).validate_python(each)]
    kinds = {get_args(noun.model_fields["type"].annotation)[0] for noun in get_args(
        get_args(Step)[0])}  # fmt: skip
    assert {step.type for step in shown} == kinds
    assert set(re.findall(r"^## (\w+):", STEPS, re.M)) == kinds


def test_every_condition_and_value_is_described() -> None:
    written = re.findall(r"`(\{[^`…]+\})`", STEPS.partition("## Conditions")[2])
    for text in written:
        assert TypeAdapter(Condition).validate_python(YAML(typ="safe").load(text))
    for word in (*CONDITIONS, *EXPRESSIONS):
        assert re.search(rf"\b{word}\b", STEPS), word


def test_the_example_of_allowed_columns_is_sound_and_every_kind_is_described() -> None:
    (example,) = examples(PRIVACY)
    decision = PrivacyDecision.model_validate(example["access"]["privacy"])
    assert decision.allowed.phone == ["puhelin"]
    for kind in KINDS:
        assert f"| `{kind.name}` |" in PRIVACY
