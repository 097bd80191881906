"""Goals: on target, behind, or not known yet."""

from __future__ import annotations

import pytest

from pipelines.measure import judge, measure
from pipelines.model import Programme
from tests.measure.invented import TODAY, evidence


@pytest.mark.parametrize(
    ("goal", "state"),
    [
        ({"indicator": "open_datasets", "target": 5}, "on"),
        ({"indicator": "open_datasets", "target": 6}, "behind"),
        ({"indicator": "open_datasets", "target": 3, "publisher": "kuva"}, "behind"),
        ({"indicator": "open_apis", "target": 2, "direction": "at_most"}, "on"),
        ({"indicator": "open_apis", "target": 1, "direction": "at_most"}, "behind"),
        ({"indicator": "metadata_quality", "target": 351}, "n/a"),
    ],
)
def test_a_goal_of_the_year(goal: dict[str, object], state: str) -> None:
    programme = Programme.model_validate({"goals": [{**goal, "year": 2026}]})
    assert [each.state for each in judge(programme, measure(evidence()), TODAY)] == [state]


def test_another_years_goal_is_not_judged() -> None:
    goal = {"indicator": "open_datasets", "target": 5, "year": 2025}
    programme = Programme.model_validate({"goals": [goal]})
    assert judge(programme, measure(evidence()), TODAY) == []
