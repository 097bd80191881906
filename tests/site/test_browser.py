"""The pages in a real browser: accessible, still, complete on their own, and fit for a phone."""

from __future__ import annotations

import pytest
from selenium.webdriver import Chrome as WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import url_to_be
from selenium.webdriver.support.ui import WebDriverWait

from tests import browsing
from tests.browsing import CHROMEDRIVER, CHROMIUM, browser, console, requested, served, width
from tests.site.town import Town

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and CHROMEDRIVER), reason="Chromium and ChromeDriver are not installed"
    ),
]
PAGES = (
    "index.html",
    "datasets/hel-trams.html",
    "datasets/hel-events.html",
    "datasets/hel-stops.html",
    "checked/index.html",
    "checked/hel-trams.html",
    "withdrawn.html",
    "successors.html",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
ALL = [f"{language}/{page}" for language in ("fi", "sv", "en") for page in PAGES]


def violations(found: WebDriver) -> list[str]:
    rules = {"type": "tag", "values": RULES}
    broken = browsing.violations(found, runOnly=rules, iframes=False)
    return [f"{rule}: {place}" for rule, places in broken.items() for place in places]


def test_pages_are_accessible_silent_and_load_nothing_from_elsewhere(helsinki: Town) -> None:
    helsinki.write()
    with served(helsinki.folder / "site") as url, browser() as found:
        for page in ALL:
            found.get(f"{url}/{page}")
            assert violations(found) == [], page
            assert console(found) == [], page
            elsewhere = [each for each in requested(found) if not each.startswith((url, "data:"))]
            assert elsewhere == [], page


def test_a_phone_shows_every_page_whole(helsinki: Town) -> None:
    helsinki.write()
    with served(helsinki.folder / "site") as url, browser(phone=True) as found:
        for page in ALL:
            found.get(f"{url}/{page}")
            assert width(found) == (360, 360), page
            if page.startswith("fi/"):
                assert violations(found) == [], page


def test_a_visitor_sees_when_the_source_was_checked_and_finds_the_way(helsinki: Town) -> None:
    helsinki.write()
    with served(helsinki.folder / "site") as url, browser() as found:
        found.get(f"{url}/")
        WebDriverWait(found, 30).until(url_to_be(f"{url}/fi/index.html"))
        found.find_element(By.LINK_TEXT, "Raitiotiet").click()
        found.switch_to.frame(found.find_element(By.TAG_NAME, "iframe"))
        shown = found.find_element(By.CSS_SELECTOR, ".facts").text
        assert "10.6.2026 klo 12.00" in shown
        height, needed = found.execute_script(
            "return [window.innerHeight, document.documentElement.scrollHeight]"
        )
        assert needed <= height
        found.switch_to.default_content()
        found.find_element(By.LINK_TEXT, "Svenska").click()
        assert found.find_element(By.TAG_NAME, "h1").text == "Spårvägar"
        found.find_element(By.LINK_TEXT, "Tillbakadragna datamängder").click()
        found.find_element(By.LINK_TEXT, "Gamla hållplatser").click()
        assert "Den här datamängden erbjuds inte längre." in found.page_source
