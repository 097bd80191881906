"""How indicators, publishers, datasets and goals are called in a language.

What does not belong here: the dashboard's own words (wording).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.measure import GoalState, IndicatorRow, indicators
from pipelines.model import Goal, Text
from pipelines.site.dashboard.facts import DatasetPage, Facts
from pipelines.site.dashboard.tables import Cell
from pipelines.site.dashboard.wording import said, say
from pipelines.site.language import LanguageCode


def text_of(text: Text, language: LanguageCode) -> str:
    """Return a declared text in the language, or else in Finnish."""
    return getattr(text, language) or text.fi


def indicator_title(identifier: str, language: LanguageCode) -> str:
    """Return the title of an indicator; one that is computed no more is called by its id."""
    known = indicators().get(identifier)
    return identifier if known is None else text_of(known.title, language)


def publisher_title(name: str | None, facts: Facts, language: LanguageCode) -> str:
    """Return the title of a publisher, or of the whole city."""
    if name is None:
        return say("whole_city", language)
    known = facts.register.get(name)
    return name if known is None else text_of(known.title, language)


def goal_of(
    goals: Sequence[GoalState], indicator: str, publisher: str | None = None
) -> GoalState | None:
    """Return how the goal of an indicator stands; None where none is declared."""
    found = (
        each
        for each in goals
        if (str(each.goal.indicator), each.goal.publisher) == (indicator, publisher)
    )
    return next(found, None)


def target_in(goal: Goal, unit: str, language: LanguageCode) -> str:
    """Return what a goal demands: 90 %, or at most 14 days."""
    target = said(goal.target, language, unit)
    return say("at_most", language, target=target) if goal.direction == "at_most" else target


def counts_in(row: IndicatorRow, language: LanguageCode) -> str:
    """Return numerator and denominator, where a value has both."""
    if row.numerator is None or row.denominator is None:
        return ""
    numbers = {name: said(getattr(row, name), language) for name in ("numerator", "denominator")}
    return say("of", language, **numbers)


def dataset_cell(name: str, facts: Facts, language: LanguageCode) -> Cell:
    """Return a dataset by its title, with a link to its page."""
    known = facts.datasets.get(name) or DatasetPage({"fi": name})
    other = next((code for code in (language, "fi") if known.title.get(code)), None)
    shown = known.title[other] if other else name
    foreign = other if other != language and name in facts.datasets else None
    return Cell(name, shown, known.address, lang=foreign)
