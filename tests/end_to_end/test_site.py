"""The site beside a real portal: what a run writes, and that it stands still when nothing moved."""

from __future__ import annotations

import html
import json
from pathlib import Path

import feedparser
import pytest
import requests

from tests.end_to_end.desk import GOOD, Desk
from tests.end_to_end.test_metadata import API
from tests.publish.described import violations

pytestmark = pytest.mark.ckan


def files(folder: Path) -> dict[str, bytes]:
    """Return what stands in the site, but for when sources were last looked at."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "checked" not in str(path.relative_to(folder))
    }


def test_a_run_writes_pages_that_the_package_leads_to(desk: Desk) -> None:
    desk.declare("paged-ferries")
    text = API.format(id="paged-ferry-api")
    (desk.datasets / "paged-ferry-api.yaml").write_text(text, encoding="utf-8")
    desk.send(GOOD)
    assert desk.run().green
    site = desk.portal.folder.site
    before, offset = files(site), desk.written_since()["offset"]
    assert desk.run().writes == 0
    assert desk.written_since(offset)["writes"] == 0
    assert files(site) == before

    url = str(desk.portal.status()["url"])
    package = desk.show("paged-ferries")
    links = [
        f"{url}/site/fi/datasets/paged-ferries.html",
        f"{url}/site/feeds/datasets/paged-ferries.atom",
    ]
    assert package["external_urls"] == links
    page, feed = (requests.get(link, timeout=30) for link in links)
    assert feedparser.parse(feed.content).bozo == 0
    shown = html.unescape(page.content.decode())
    # The steward's label and the files are told as the portal shows them.
    assert "Paikkoja" in shown
    uploads = [each for each in package["resources"] if each["url_type"] == "upload"]
    assert len(uploads) == 4
    assert all(each["hash"] in shown and each["download_url"] in shown for each in uploads)
    examples = json.loads(package["examples"])
    assert {"DataStore API", "DataStore SQL"} <= {each["title"] for each in examples}
    assert all(each["code"] in shown for each in examples)
    for language in ("fi", "sv", "en"):
        answer = requests.get(f"{url}/site/{language}/datasets/paged-ferry-api.html", timeout=30)
        assert answer.status_code == 200
    assert "Aineistot ja rajapinnat" in requests.get(f"{url}/site/", timeout=30).text + shown

    turtle = requests.get(f"{url}/dataset/paged-ferries.ttl", timeout=30).text
    assert f"foaf:page <{links[1]}>" in turtle or f"<{links[1]}> a foaf:Document" in turtle
    assert violations(turtle) == []
