"""The half-year report in a real browser: accessible, without a script, on a phone's width too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.declarations import load
from pipelines.orchestration.half_years import Wanted, edition_of, put_on_site
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import PROJECT, read_settings
from pipelines.site import SiteFiles
from pipelines.site.language import LANGUAGES
from pipelines.state import State
from tests.browsing import (
    CHROMEDRIVER,
    CHROMIUM,
    browser,
    console,
    requested,
    resize,
    served,
    violations,
)
from tests.measure.invented import NOON, PUBLISHERS
from tests.orchestration.shown import Shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and CHROMEDRIVER), reason="Chromium and ChromeDriver are not installed"
    ),
]
PHONE = 360


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with a half-year's report and a final evaluation."""
    declared = load(PROJECT / "datasets", PROJECT / "schemas")
    made = type(declared)(publishers=PUBLISHERS, programme=declared.programme)
    work = Workplace(read_settings({}), made, now=lambda: NOON)
    files = SiteFiles(str(tmp_path / "site"), "https://hri.fi/tila")
    vars(work).update(ckan=Shown(), state=State(tmp_path / "state"), site=files)
    for wanted in (Wanted(dt.date(2016, 6, 30)), Wanted(dt.date(2017, 12, 31), final=True)):
        put_on_site(work, edition_of(work, wanted))
    return tmp_path / "site"


def test_every_page_is_accessible_and_asks_for_nothing(site: Path) -> None:
    pages = [str(path.relative_to(site)) for path in sorted(site.rglob("*.html"))]
    assert len(pages) == 3 * len(LANGUAGES)
    with served(site) as url, browser() as driver:
        for page in pages:
            driver.get(f"{url}/{page}")
            assert violations(driver) == {}, page
            asked = [each for each in requested(driver) if "favicon" not in each]
            assert all(each.startswith(url) for each in asked)
            assert [line for line in console(driver) if "favicon" not in line] == []
            resize(driver, PHONE)
            width = driver.execute_script("return document.documentElement.scrollWidth")
            assert width <= PHONE, page
            resize(driver, 1280)
