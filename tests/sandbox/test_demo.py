"""The demo speaks to its own portal, whatever is set around it."""

import pytest
import requests

from sandbox import Sandbox
from sandbox.demo import environment_of, shown_by
from sandbox.layout import InstanceFolder, default_home


def test_no_other_catalogue_is_reached() -> None:
    portal = Sandbox(default_home(), "default")
    outer = {
        "PATH": "/bin",
        "CKAN_URL": "https://hri.fi/data",
        "CKAN_API_TOKEN": "x",
        "CKAN_API_TOKEN_FILE": "y",
        "HRI_REPLICA": "http://127.0.0.1:1",
        "HRI_STATE": "s3://city/state",
        "HRI_SITE": "s3://city/site",
        "HRI_SITE_URL": "https://hri.fi/tila",
    }
    environment = environment_of(portal, outer)
    assert environment["PATH"] == "/bin"
    assert not {name for name in environment if name.startswith("CKAN_")}
    assert not {"HRI_REPLICA", "HRI_SITE", "HRI_SITE_URL"} & set(environment)
    assert environment["HRI_STATE"] != outer["HRI_STATE"]
    settings = InstanceFolder(default_home() / "default").settings
    assert environment["HRI_SANDBOX_SETTINGS"] == str(settings)


@pytest.mark.ckan
def test_what_the_catalogue_shows_is_asked_of_it(portal: Sandbox) -> None:
    url = str(portal.status()["url"])
    found = requests.get(f"{url}/api/3/action/package_search?rows=0", timeout=30).json()
    shown = shown_by(url)
    assert shown["datasets"] + shown["apis"] == found["result"]["count"]
