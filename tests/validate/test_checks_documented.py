"""Every check stands in docs/checks.md with its default, and speaks three languages."""

import pkgutil
import re
import string
from typing import get_args

import pytest

from pipelines.model import LANGUAGES, DeclaredCheck, StrictReadingName
from pipelines.settings import PROJECT
from pipelines.validate import checks, types
from pipelines.validate.checks.check import check_named

DECLARED = {get_args(each.model_fields["check"].annotation)[0] for each in get_args(DeclaredCheck)}
READINGS = set(get_args(StrictReadingName))
ROOM = ("baseline", "check", "plain", "result", "running", "texts")
"""Modules of the room that are no check."""
ROW = re.compile(r"^\| `([a-z-]+)` \| (warning|blocking) \| \S.*\|$", re.M)


def documented() -> dict[str, str]:
    """Return {check: default severity} of the tables."""
    return dict(ROW.findall((PROJECT / "docs" / "checks.md").read_text(encoding="utf-8")))


def test_the_page_lists_every_check_with_its_default_and_no_other() -> None:
    own = {name: check_named(name).severity for name in DECLARED | READINGS}
    assert documented() == own | dict.fromkeys(types.CHECKS, "blocking")


def test_every_module_of_the_room_is_a_check_that_can_be_declared() -> None:
    modules = {module.name for module in pkgutil.iter_modules(checks.__path__)} - set(ROOM)
    assert {name.replace("_", "-") for name in modules} == DECLARED | READINGS


@pytest.mark.parametrize("name", sorted(DECLARED | READINGS))
def test_a_check_is_named_as_its_module_and_speaks_every_language(name: str) -> None:
    check = check_named(name)
    assert check.name == name
    assert (check.look is None) is not (check.reading is None)
    for text in (check.problem, check.remedy):
        assert set(text.translations()) == set(LANGUAGES)
    holes = [
        {hole for _, hole, _, _ in string.Formatter().parse(text) if hole}
        for text in check.problem.translations().values()
    ]
    assert holes[0] == holes[1] == holes[2]
    assert check.what.endswith((".", ".)"))
