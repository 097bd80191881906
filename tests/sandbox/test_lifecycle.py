"""Up, down, crashes: data stay, and nothing is left running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from ckanapi import RemoteCKAN

from sandbox import Sandbox, processes
from sandbox.layout import PROJECT
from sandbox.servers import NAMES

pytestmark = pytest.mark.ckan


def mentioning(folder: Path) -> list[str]:
    """The command lines that name ``folder``, ours apart."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if str(folder) in line:
                found.append(line)
    return found


def test_up_twice_is_up_once(portal: Sandbox) -> None:
    first = portal.up()["processes"]
    assert set(first) == set(NAMES)
    assert portal.up()["processes"] == first


def test_static_files_are_served_beside_the_portal(portal: Sandbox) -> None:
    (portal.folder.site / "status").mkdir(exist_ok=True)
    (portal.folder.site / "status" / "index.html").write_text("<p>Kaikki hyvin</p>")
    url = f"{portal.status()['url']}/site/status/"
    assert requests.get(url, timeout=30).text == "<p>Kaikki hyvin</p>"
    outside = f"{portal.status()['url']}/site/%2e%2e/settings.json"
    assert requests.get(outside, timeout=30).status_code == 404


def test_secrets_are_for_their_owner_alone(portal: Sandbox) -> None:
    for path in (portal.folder.token, portal.folder.secrets, portal.folder.ckan_ini):
        assert path.stat().st_mode & 0o777 == 0o600


def test_data_outlive_down_and_nothing_runs_after_it(
    portal: Sandbox, publisher: RemoteCKAN
) -> None:
    publisher.action.organization_create(name="pysyva", title_translated={"fi": "Pysyvä"})
    url = portal.status()["url"]
    portal.down()
    assert mentioning(portal.folder.folder) == []
    assert not portal.folder.settings.exists()
    portal.down()
    started = time.monotonic()
    assert portal.up()["url"] == url
    assert time.monotonic() - started < 30
    assert publisher.action.organization_show(id="pysyva")["title"] == "Pysyvä"


def test_ckan_comes_back_on_its_port_after_a_crash(portal: Sandbox) -> None:
    status = portal.status()
    portal.kill_ckan()
    assert set(portal.status()["processes"]) == set(NAMES) - {"ckan"}
    with pytest.raises(requests.ConnectionError):
        requests.get(status["url"], timeout=5)
    portal.start_ckan()
    assert requests.get(status["url"], timeout=60).status_code == 200


def test_a_killed_up_leaves_nothing_that_down_cannot_end(portal: Sandbox) -> None:
    portal.down()
    command = [sys.executable, "-m", "sandbox", "up", "--instance", portal.instance]
    command += ["--home", str(portal.folder.folder.parent)]
    with subprocess.Popen(command, cwd=PROJECT) as up:
        deadline = time.monotonic() + 30
        while not processes.running(portal.folder.run) and time.monotonic() < deadline:
            time.sleep(0.05)
        up.send_signal(signal.SIGKILL)
    assert processes.running(portal.folder.run)
    portal.down()
    assert mentioning(portal.folder.folder) == []
    portal.up()


def test_killed_servers_are_replaced_by_up(portal: Sandbox) -> None:
    processes.kill(list(processes.running(portal.folder.run).values()))
    assert not portal.status()["running"]
    assert portal.up()["running"]
    assert requests.get(portal.status()["url"], timeout=60).status_code == 200
