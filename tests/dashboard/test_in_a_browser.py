"""The dashboard as its readers meet it: in three languages, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver

from pipelines.site.dashboard.page import dashboard
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
from tests.dashboard.ledgers import facts_of, small_ledger

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and CHROMEDRIVER), reason="Chromium and ChromeDriver are not installed"
    ),
]
DESK, PHONE = 1280, 375
PICTURES_DRAWN = """
const drawn = [...document.querySelectorAll("figure img")];
return drawn.length > 3 && drawn.every(it => it.complete && it.naturalWidth > 0);
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    for path, content in dashboard(facts_of(small_ledger(tmp_path_factory.mktemp("state")))):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        Path(folder / path).write_text(content, encoding="utf-8")
    with served(folder) as url:
        yield url


@pytest.fixture(scope="module")
def driver() -> Iterator[webdriver.Chrome]:
    with browser() as made:
        yield made


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_page_is_whole_quiet_and_accessible(
    address: str, driver: webdriver.Chrome, language: str, width: int
) -> None:
    resize(driver, width)
    driver.get(f"{address}/{language}/indicators.html")
    assert driver.execute_script(PICTURES_DRAWN) is True
    assert console(driver) == []
    asked = [url for url in requested(driver) if not url.startswith("data:")]
    assert f"{address}/{language}/indicators.html" in asked
    assert [url for url in asked if not url.startswith(f"{address}/")] == []
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    # What is folded together is looked at, too.
    driver.execute_script("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert violations(driver) == {}
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_phone_gets_the_narrow_charts_as_they_were_drawn(
    address: str, driver: webdriver.Chrome
) -> None:
    resize(driver, PHONE)
    driver.get(f"{address}/fi/indicators.html")
    source, shrunk = driver.execute_script(
        "const it = document.querySelector('figure img');"
        " return [it.currentSrc, it.clientWidth < it.naturalWidth];"
    )
    assert source == f"{address}/fi/indicators/datasets-narrow.svg"
    # A chart that is made smaller could not be read.
    assert shrunk is False
