"""The four servers: how each is started, when it is ready, and how it is asked to end.

Not here: in which order they go (``portal``), and the processes themselves (``processes``).
"""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from sandbox.layout import EXTENSION, GUEST, SOLR_VERSION, Installation, InstanceFolder
from sandbox.ports import LOOPBACK

NAMES = ("postgresql", "redis", "solr", "ckan")
PORTS = ("postgres", "redis", "solr", "ckan")
WORKERS = 2
REQUEST_SECONDS = 300
PROBE_SECONDS = 5.0
# PostgreSQL refuses to run as root; this user exists on every Linux.
ORDINARY_USER = "nobody"
ACCESS_LOG_FORMAT = "%(t)s %(m)s %(U)s %(s)s %(B)s %(D)s"


@dataclass(frozen=True)
class Server:
    """One server of an instance."""

    name: str
    command: list[str]
    is_ready: Callable[[], bool]
    ask: signal.Signals = signal.SIGTERM
    user: str | None = None


def postgres_user() -> str | None:
    """The user that PostgreSQL runs as: another one where we are root."""
    return ORDINARY_USER if os.geteuid() == 0 else None


def environment(folder: InstanceFolder) -> dict[str, str]:
    """What every server sees: nothing of ours that CKAN would take for its own setting."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(folder.data),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": os.pathsep.join(map(str, filter(None, (EXTENSION, folder.more_packages)))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CKAN_INI": str(folder.ckan_ini),
        "HRI_PORTAL_SITE": str(folder.site),
    }


def all_of(
    installation: Installation,
    folder: InstanceFolder,
    ports: Mapping[str, int],
    secrets: Mapping[str, str],
) -> dict[str, Server]:
    """Name → server, in the order of starting."""
    made = (
        _postgresql(installation, folder, ports["postgres"]),
        _redis(installation, folder, ports["redis"], secrets["redis"]),
        _solr(installation, folder, ports["solr"]),
        _ckan(installation, folder, ports["ckan"]),
    )
    return {server.name: server for server in made}


def _postgresql(installation: Installation, folder: InstanceFolder, port: int) -> Server:
    command = [str(installation.postgres / "postgres"), "-D", str(folder.data / "postgresql")]
    settings = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "unix_socket_directories": "",
        "log_timezone": "UTC",
    }
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    probe = [str(installation.postgres / "pg_isready"), "-q", "-h", LOOPBACK, "-p", str(port)]

    def is_ready() -> bool:
        return subprocess.run([*probe, "-U", "postgres"], check=False).returncode == 0

    return Server("postgresql", command, is_ready, signal.SIGINT, postgres_user())


def _redis(installation: Installation, folder: InstanceFolder, port: int, password: str) -> Server:
    def is_ready() -> bool:
        try:
            with socket.create_connection((LOOPBACK, port), PROBE_SECONDS) as connection:
                connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                connection.settimeout(PROBE_SECONDS)
                return b"OK" in connection.recv(64)
        except OSError:
            return False

    return Server(
        "redis", [str(installation.redis_server), str(folder.config / "redis.conf")], is_ready
    )


def _solr(installation: Installation, folder: InstanceFolder, port: int) -> Server:
    home = folder.data / "solr"
    program = [str(installation.python), str(GUEST / "solr.py")]
    url = f"http://{LOOPBACK}:{port}/solr/ckan/select?q=*:*&rows=0"
    command = [*program, str(installation.jars), str(home), str(port)]
    return Server("solr", command, lambda: answers(url))


def _ckan(installation: Installation, folder: InstanceFolder, port: int) -> Server:
    command = [
        *(str(installation.python), "-m", "gunicorn", "wsgi:application"),
        *("--pythonpath", str(GUEST), "--chdir", str(folder.data)),
        *("--bind", f"{LOOPBACK}:{port}", "--workers", str(WORKERS)),
        # One request per process: CKAN's own sessions and caches were not made for threads.
        *("--worker-class", "sync", "--timeout", str(REQUEST_SECONDS)),
        *("--access-logfile", str(folder.access_log), "--access-logformat", ACCESS_LOG_FORMAT),
        "--no-control-socket",
    ]
    url = f"http://{LOOPBACK}:{port}/api/3/action/status_show"
    return Server("ckan", command, lambda: answers(url))


def answers(url: str) -> bool:
    """Whether ``url`` answers with 200 now."""
    try:
        with requests.Session() as session:
            session.trust_env = False  # a proxy has no business on the loopback address
            return session.get(url, timeout=PROBE_SECONDS).ok
    except requests.RequestException:
        return False


def log_of(folder: InstanceFolder, name: str) -> Path:
    """The log file of a server."""
    return folder.logs / f"{name}.log"


def versions_of(installation: Installation) -> dict[str, str | None]:
    """What is installed: CKAN, PostgreSQL, Solr, Redis, and the Python that runs CKAN."""
    return {
        "ckan": installation.ckan,
        "postgresql": _version_said_by(installation.postgres / "postgres"),
        "solr": SOLR_VERSION,
        "redis": _version_said_by(installation.redis_server),
        "python": _version_said_by(installation.python),
    }


def _version_said_by(program: Path) -> str | None:
    if not program.exists():
        return None
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"\d+(?:\.\d+)+", said.stdout)
    return found.group() if found else None
