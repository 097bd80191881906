"""The settings: few, from the environment, and never a silent one.

Here it is decided which catalogue is spoken to and whether invented data may be read. A lost
variable never publishes to the wrong place, and a replica's data never reach a real portal.
What does not belong here: anything about one dataset (that is declared).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.errors import SettingError

PROJECT = Path(__file__).resolve().parent.parent
"""Where datasets/, schemas/ and the sandbox stand in a checkout."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Catalogue:
    """The CKAN that is spoken to, and how it was found."""

    url: str
    token: str
    is_sandbox: bool

    def __repr__(self) -> str:
        """Leave the token out."""
        return f"Catalogue({self.url!r}, is_sandbox={self.is_sandbox})"


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked."""

    datasets: Path
    schemas: Path
    state: str
    """A folder or an fsspec URL (HRI_STATE)."""
    replica: str | None
    """The base URL of the replica of the agencies' systems, for a sandbox only (HRI_REPLICA)."""
    contact: str
    """Whom an agency asks about our requests; stands in the User-Agent (HRI_CONTACT)."""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process. Raises SettingError."""
    env = os.environ if environ is None else environ
    sandbox = _sandbox(env)
    replica = env.get("HRI_REPLICA") or None
    if replica:
        _refuse_replica_for_a_portal(env, sandbox, replica)
    return Settings(
        datasets=Path(env.get("HRI_DATASETS") or PROJECT / "datasets"),
        schemas=Path(env.get("HRI_SCHEMAS") or PROJECT / "schemas"),
        state=env.get("HRI_STATE") or str(PROJECT / ".state"),
        replica=replica or _replica_of_the_sandbox(env, sandbox),
        contact=env.get("HRI_CONTACT") or "https://hri.fi",
    )


def read_catalogue(environ: Mapping[str, str] | None = None) -> Catalogue:
    """Return the catalogue: CKAN_URL with its token, or the sandbox that is running.

    Raises SettingError where neither is there, or where one half is missing: a token without its
    URL is never tried on the sandbox, and a URL without its token never with the sandbox's.
    """
    env = os.environ if environ is None else environ
    url = env.get("CKAN_URL", "").rstrip("/")
    token = read_secret("CKAN_API_TOKEN", env)
    sandbox = _sandbox(env)
    if url:
        if not url.startswith(("https://", "http://")) or "@" in url:
            raise SettingError("CKAN_URL is not a URL", remedy="such as https://hri.fi/data")
        if token is None:
            raise SettingError(
                f"CKAN_URL is {url}, but there is no token for it",
                remedy="set CKAN_API_TOKEN or CKAN_API_TOKEN_FILE",
            )
        return Catalogue(url, token, is_sandbox=sandbox is not None and sandbox["ckan_url"] == url)
    if token is not None:
        raise SettingError(
            "there is a CKAN token, but no CKAN_URL", remedy="set CKAN_URL, or unset the token"
        )
    if sandbox is None:
        raise SettingError(
            "no catalogue: CKAN_URL is not set and no sandbox is running",
            remedy="set CKAN_URL and CKAN_API_TOKEN_FILE, or run `make demo`",
        )
    token = Path(str(sandbox["token_file"])).read_text(encoding="utf-8").strip()
    return Catalogue(str(sandbox["ckan_url"]), token, is_sandbox=True)


def read_secret(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return a secret: the variable NAME, or the content of the file that NAME_FILE names."""
    env = os.environ if environ is None else environ
    if value := env.get(name):
        return value.strip()
    if file := env.get(f"{name}_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(
                f"{name}_FILE cannot be read: {error.strerror}", remedy="check the path"
            ) from error
    return None


def _sandbox(env: Mapping[str, str]) -> dict[str, object] | None:
    """Return what the running sandbox says of itself, where one left its settings file."""
    default = PROJECT / ".sandbox" / "default" / "settings.json"
    path = Path(env.get("HRI_SANDBOX_SETTINGS") or default)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise SettingError(f"{path} is not JSON", remedy="`make stop`, then `make demo`") from error
    if urlsplit(str(found["ckan_url"])).hostname not in LOOPBACK:
        raise SettingError(f"{path} names a catalogue that is not on this machine")
    return dict(found)


def _replica_of_the_sandbox(
    env: Mapping[str, str], sandbox: dict[str, object] | None
) -> str | None:
    """With the sandbox as the catalogue, its replica is the source; otherwise the real systems."""
    speaks_to_sandbox = sandbox is not None and env.get("CKAN_URL", "").rstrip("/") in (
        "",
        sandbox["ckan_url"],
    )
    found = sandbox.get("replica_url") if sandbox is not None and speaks_to_sandbox else None
    return str(found) if found else None


def _refuse_replica_for_a_portal(
    env: Mapping[str, str], sandbox: dict[str, object] | None, replica: str
) -> None:
    url = env.get("CKAN_URL", "").rstrip("/")
    if sandbox is None or (url and url != sandbox["ckan_url"]):
        raise SettingError(
            f"HRI_REPLICA is {replica}, but the catalogue is not a sandbox",
            remedy="unset HRI_REPLICA: invented data must not reach a real portal",
        )
    if urlsplit(replica).hostname not in LOOPBACK:
        raise SettingError("HRI_REPLICA must be on this machine", remedy="such as http://127.0.0.1")
