"""One portal: up, down, reset, status. The order of things; each thing itself stands elsewhere."""

import json
import shutil
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox import (
    bootstrap,
    config_files,
    install,
    locking,
    ports,
    processes,
    secret_store,
    xloader,
)
from sandbox.errors import SandboxError, ServerError
from sandbox.layout import CKAN_VERSIONS, Installation, InstanceFolder
from sandbox.servers import (
    NAMES,
    PORTS,
    Server,
    all_of,
    answers,
    environment,
    log_of,
    versions_of,
)

START_SECONDS = 120.0
STOP_SECONDS = 20.0
POLL_SECONDS = 0.1
WAIT_FOR_OTHER_SECONDS = 120.0


class Sandbox:
    """A CKAN portal in ``<home>/<instance>``; its programs lie in ``<home>/install``.

    With ``loads_uploads`` it has ckanext-xloader and its worker, which load every uploaded table
    into the DataStore by themselves.
    """

    def __init__(
        self,
        home: Path,
        instance: str = "default",
        ckan: str = "2.12.0",
        *,
        loads_uploads: bool = False,
    ) -> None:
        if ckan not in CKAN_VERSIONS:
            raise SandboxError(f"CKAN {ckan} is not offered: {' or '.join(CKAN_VERSIONS)}.")
        if not instance.replace("-", "").isalnum() or instance == "install":
            raise SandboxError(f"Not a name for an instance: {instance!r}. Use letters, digits, -.")
        self.instance = instance
        self.installation = Installation(home.absolute(), ckan)
        self.loads_uploads = loads_uploads
        more = self.installation.xloader if loads_uploads else None
        self.folder = InstanceFolder(home.absolute() / instance, more)

    def install(self) -> None:
        """Install the programs; nothing happens where they are whole."""
        install.install(self.installation)
        if self.loads_uploads:
            xloader.install(self.installation)

    def up(self) -> dict[str, Any]:
        """Start whatever does not run; returns ``status()``.

        Raises:
            ServerError: names the server, its log and the log's last lines; nothing is left
                running then.
        """
        with self._locked():
            self.install()
            if not self._is_healthy():
                try:
                    self._start_all()
                except BaseException:
                    self._stop_all()
                    raise
            return self.status()

    def down(self) -> None:
        """End every process of the instance; the data stay."""
        with self._locked():
            self._stop_all()

    def reset(self) -> None:
        """End it and remove all its data, logs, settings and secrets."""
        with self._locked():
            self._stop_all()
            if self.folder.folder.exists():
                shutil.rmtree(self.folder.folder)

    def kill_ckan(self) -> None:
        """SIGKILL CKAN's processes and no others, as a crash would."""
        record = self.folder.run / "ckan.json"
        leader = processes.read_record(record)
        if leader is not None:
            processes.kill([leader, *processes.workers_of(leader)])
            record.unlink()

    def start_ckan(self) -> None:
        """Start CKAN again on its port, after ``kill_ckan``."""
        with self._locked():
            server = self._servers()["ckan"]
            self._start(server)
            self._wait_for([server])

    def status(self) -> dict[str, Any]:
        """What runs and where: the object that ``status --json`` prints."""
        running = processes.running(self.folder.run)
        chosen = self._ports()
        return {
            "running": set(NAMES) <= running.keys() and self.folder.settings.exists(),
            "url": url_of(chosen) if chosen else None,
            "token_file": str(self.folder.token),
            "versions": versions_of(self._installation_in_use()),
            "processes": {name: process.pid for name, process in running.items()},
            "settings_file": str(self.folder.settings),
            "access_log": str(self.folder.access_log),
            "site": str(self.folder.site),
        }

    def _installation_in_use(self) -> Installation:
        made_by = bootstrap.made_by(self.folder)
        return Installation(self.installation.home, made_by or self.installation.ckan)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        what = f"the instance {self.instance}"
        with locking.exclusive(self.folder.lock, what, WAIT_FOR_OTHER_SECONDS):
            yield

    def _is_healthy(self) -> bool:
        running = processes.running(self.folder.run)
        if not (set(NAMES) <= running.keys() and self.folder.settings.exists()):
            return False
        if not bootstrap.is_seeded(self.folder, self.installation.ckan):
            return False
        return answers(url_of(self._ports()) + "/api/3/action/status_show")

    def _start_all(self) -> None:
        self._stop_all()
        for folder in (self.folder.logs, self.folder.run, self.folder.config, self.folder.site):
            folder.mkdir(parents=True, exist_ok=True)
        self.folder.folder.chmod(0o700)
        chosen = ports.choose(PORTS, self._ports())
        self.folder.ports.write_text(json.dumps(chosen), encoding="utf-8")
        secrets = secret_store.load_or_make(self.folder.secrets)
        seeded = bootstrap.is_seeded(self.folder, self.installation.ckan)
        if not seeded:
            bootstrap.make_cluster(self.installation, self.folder, secrets)
        self._configure(chosen, secrets)
        _forget_dead_postmaster(self.folder.data / "postgresql")
        self._start_servers(seeded, chosen, secrets)
        self._write_settings(chosen)

    def _start_servers(
        self, seeded: bool, chosen: Mapping[str, int], secrets: Mapping[str, str]
    ) -> None:
        servers = self._servers()
        ckan = servers.pop("ckan")
        for server in servers.values():
            self._start(server)
        self._wait_for(servers.values())
        if not seeded:
            bootstrap.seed(self.installation, self.folder, chosen, secrets)
            # Only now is there a token that a loader could use.
            self._configure(chosen, secrets)
        self._start(ckan)
        self._wait_for([ckan])
        if self.loads_uploads:
            xloader.start_worker(self.installation, self.folder)

    def _configure(self, chosen: Mapping[str, int], secrets: Mapping[str, str]) -> None:
        more = xloader.settings(self.folder) if self.loads_uploads else {}
        config_files.write_all(self.installation, self.folder, chosen, secrets, more)

    def _start(self, server: Server) -> None:
        processes.start(
            self._record(server.name),
            log_of(self.folder, server.name),
            server.command,
            environment=environment(self.folder),
            user=server.user,
        )

    def _wait_for(self, servers: Any) -> None:
        waiting = list(servers)
        deadline = time.monotonic() + START_SECONDS
        while waiting:
            for server in waiting:
                process = processes.read_record(self._record(server.name))
                log = log_of(self.folder, server.name)
                if process is None or not process.runs():
                    raise ServerError(server.name, "ended while it was starting", log)
                if time.monotonic() > deadline:
                    raise ServerError(server.name, f"not ready after {START_SECONDS:.0f} s", log)
            waiting = [server for server in waiting if not server.is_ready()]
            if waiting:
                time.sleep(POLL_SECONDS)

    def _stop_all(self) -> None:
        self.folder.settings.unlink(missing_ok=True)
        asks = {"postgresql": signal.SIGINT}
        others = (path.stem for path in self.folder.run.glob("*.json") if path.stem not in NAMES)
        for name in (*others, *reversed(NAMES)):
            processes.stop(self._record(name), asks.get(name, signal.SIGTERM), STOP_SECONDS)

    def _record(self, name: str) -> Path:
        return self.folder.run / f"{name}.json"

    def _ports(self) -> dict[str, int]:
        try:
            kept: dict[str, int] = json.loads(self.folder.ports.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return kept

    def _servers(self) -> dict[str, Server]:
        secrets = secret_store.load_or_make(self.folder.secrets)
        return all_of(self.installation, self.folder, self._ports(), secrets)

    def _write_settings(self, chosen: Mapping[str, int]) -> None:
        settings = {
            "ckan_url": url_of(chosen),
            "token_file": str(self.folder.token),
            "sandbox": True,
            "replica_url": None,
            "site_dir": str(self.folder.site),
            "site_url": url_of(chosen) + "/site",
        }
        secret_store.write_private(self.folder.settings, json.dumps(settings, indent=2) + "\n")


def url_of(chosen: Mapping[str, int]) -> str:
    """The portal's address."""
    return f"http://{ports.LOOPBACK}:{chosen['ckan']}"


def _forget_dead_postmaster(data: Path) -> None:
    """Remove PostgreSQL's pid file where its number now belongs to another program."""
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = pid_file.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    name = Path(f"/proc/{pid}/comm")
    if not name.exists() or name.read_text(encoding="utf-8").strip() != "postgres":
        pid_file.unlink()
