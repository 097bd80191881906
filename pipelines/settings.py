"""The settings: few, from the environment, and never a silent one.

Here it is decided which catalogue is spoken to and whether invented data may be read. A lost
variable never publishes to the wrong place, and a replica's data never reach a real portal.
What does not belong here: anything about one dataset (declared), how secrets are read
(credentials).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from pipelines.addresses import is_loopback
from pipelines.credentials import read_secret
from pipelines.errors import SettingError
from pipelines.model import LANGUAGES
from pipelines.state import State

_BESIDE = Path(__file__).resolve().parent.parent
PROJECT = _BESIDE if (_BESIDE / "pyproject.toml").is_file() else Path.cwd()
"""Where datasets/, schemas/ and the sandbox stand: the checkout, or where `hri` is called."""

MOST_DAYS = 3650
"""The longest that reports with rows of the data may be kept."""
CLAIM = "catalogue.json"
"""The record in the state that says which catalogue the state belongs to."""


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
    site: str | None = None
    """Where public static files are written: a folder or an fsspec URL (HRI_SITE)."""
    site_url: str | None = None
    """The URL under which they are served, without its last slash (HRI_SITE_URL)."""
    report_days: int = 90
    """How long a validation report is kept, for it holds rows of the data (HRI_REPORT_DAYS)."""
    report_language: str = "fi"
    """The language of the stewards: fi, sv or en (HRI_REPORT_LANGUAGE)."""


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process. Raises SettingError."""
    env = os.environ if environ is None else environ
    sandbox = _sandbox(env)
    replica = env.get("HRI_REPLICA") or None
    if replica:
        _refuse_replica_for_a_portal(env, sandbox, replica)
    site, site_url = _site(env, sandbox)
    return Settings(
        datasets=Path(env.get("HRI_DATASETS") or PROJECT / "datasets"),
        schemas=Path(env.get("HRI_SCHEMAS") or PROJECT / "schemas"),
        state=env.get("HRI_STATE") or str(PROJECT / ".state"),
        replica=replica or _replica_of_the_sandbox(env, sandbox),
        contact=env.get("HRI_CONTACT") or "https://hri.fi",
        site=site,
        site_url=site_url,
        report_days=_report_days(env),
        report_language=_report_language(env),
    )


def _site(env: Mapping[str, str], sandbox: dict[str, str] | None) -> tuple[str | None, str | None]:
    """Return HRI_SITE and HRI_SITE_URL; the sandbox's, where it is the catalogue and none is set.

    Raises SettingError where one half is missing, or the URL is none.
    """
    folder, url = env.get("HRI_SITE") or None, env.get("HRI_SITE_URL", "").rstrip("/") or None
    if folder is None and url is None and sandbox and _is_sandbox(env, sandbox):
        return sandbox.get("site_dir"), sandbox.get("site_url")
    if (folder is None) != (url is None):
        missing = "HRI_SITE_URL" if url is None else "HRI_SITE"
        raise SettingError(
            f"{missing} is not set, and the other half of the site is",
            remedy="set both: where public files are written, and the URL they are served under",
        )
    if url and _split(url).scheme not in ("https", "http"):
        raise SettingError("HRI_SITE_URL is not a URL", remedy="such as https://hri.fi/tila")
    return folder, url


def _report_days(env: Mapping[str, str]) -> int:
    """Return HRI_REPORT_DAYS. Raises SettingError where it is no whole number of days."""
    said = env.get("HRI_REPORT_DAYS") or "90"
    if not said.isascii() or not said.isdigit() or not 0 < int(said) <= MOST_DAYS:
        raise SettingError(
            f"HRI_REPORT_DAYS is {said}, which is no number of days",
            remedy=f"set it to a whole number from 1 to {MOST_DAYS}",
        )
    return int(said)


def _report_language(env: Mapping[str, str]) -> str:
    """Return HRI_REPORT_LANGUAGE. Raises SettingError."""
    said = env.get("HRI_REPORT_LANGUAGE") or "fi"
    if said not in LANGUAGES:
        raise SettingError(
            f"HRI_REPORT_LANGUAGE is {said}", remedy=f"set it to one of {', '.join(LANGUAGES)}"
        )
    return said


def read_catalogue(environ: Mapping[str, str] | None = None) -> Catalogue:
    """Return the catalogue: CKAN_URL with its token, or the sandbox that is running.

    Raises SettingError where neither is there, or where one half is missing: a token without its
    URL is never tried on the sandbox, and a URL without its token never with the sandbox's.
    """
    env = os.environ if environ is None else environ
    url = _ckan_url(env)
    token = read_secret("CKAN_API_TOKEN", env)
    sandbox = _sandbox(env)
    if url:
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
    return Catalogue(sandbox["ckan_url"], _sandbox_token(sandbox), is_sandbox=True)


def claim_state(state: State, catalogue: Catalogue) -> None:
    """Bind the state to this catalogue at its first use, before anything else is written to it.

    Snapshots of invented data that a run against a sandbox kept are so never published to a real
    portal, nor one portal's records taken for another's. Any sandbox may go on with a sandbox's
    state, for its port changes. Raises SettingError where the state is another catalogue's, or
    has records and no owner.
    """
    ours = {"url": catalogue.url, "sandbox": catalogue.is_sandbox}
    owner = _owner(state) or _claim(state, ours)
    if owner != ours and not (owner["sandbox"] and ours["sandbox"]):
        theirs = "a sandbox" if owner["sandbox"] else owner["url"]
        raise SettingError(
            f"the state {state.root} belongs to {theirs}, and the catalogue is {catalogue.url}",
            remedy="set HRI_STATE to a folder of its own for this catalogue",
        )


def _claim(state: State, ours: dict[str, object]) -> dict[str, object]:
    """Write the claim and return whose the state is then."""
    if state.keys(""):
        # Looked at again: another process may have claimed the state and begun to fill it.
        if owner := _owner(state):
            return owner
        raise SettingError(
            f"the state {state.root} has records, but not whose they are ({CLAIM})",
            remedy="set HRI_STATE to an empty folder, or restore that file from the backup",
        )
    state.write_json(CLAIM, ours)
    return _owner(state) or ours


def _owner(state: State) -> dict[str, object] | None:
    """Return the claim on the state. Raises SettingError where it is not one."""
    try:
        claim = state.read_json(CLAIM)
    except ValueError:
        claim = CLAIM
    if claim is None:
        return None
    if isinstance(claim, dict):
        url, sandbox = claim.get("url"), claim.get("sandbox")
        if isinstance(url, str) and isinstance(sandbox, bool):
            return {"url": url, "sandbox": sandbox}
    raise SettingError(
        f"{CLAIM} in the state {state.root} does not say whose the state is",
        remedy="restore that file from the backup, or set HRI_STATE to an empty folder",
    )


def _ckan_url(env: Mapping[str, str]) -> str:
    """Return CKAN_URL without its last slash, '' where it is not set. Raises SettingError."""
    url = env.get("CKAN_URL", "").strip().rstrip("/")
    parts = _split(url)
    extra = "@" in url or parts.query or parts.fragment
    if url and (parts.scheme not in ("https", "http") or not parts.hostname or extra):
        # The value is not shown: it may hold a password.
        raise SettingError("CKAN_URL is not a URL", remedy="such as https://hri.fi/data")
    return url


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _sandbox(env: Mapping[str, str]) -> dict[str, str] | None:
    """Return what the running sandbox says of itself, where one left its settings file."""
    default = PROJECT / ".sandbox" / "default" / "settings.json"
    path = Path(env.get("HRI_SANDBOX_SETTINGS") or default)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise _unusable(f"{path} cannot be read as JSON") from error
    needed = ("ckan_url", "token_file")
    if not isinstance(found, dict) or not all(isinstance(found.get(n), str) for n in needed):
        raise _unusable(f"{path} does not name a sandbox's `ckan_url` and `token_file`")
    if not is_loopback(_split(found["ckan_url"])):
        raise _unusable(f"{path} names a catalogue that is not on this machine")
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _unusable(what: str) -> SettingError:
    return SettingError(what, remedy="`make stop`, then `make demo`")


def _sandbox_token(sandbox: Mapping[str, str]) -> str:
    try:
        return str(read_secret("TOKEN", {"TOKEN_FILE": sandbox["token_file"]}))
    except SettingError:
        path = sandbox["token_file"]
        raise _unusable(f"the sandbox's token in {path} cannot be read") from None


def _replica_of_the_sandbox(env: Mapping[str, str], sandbox: dict[str, str] | None) -> str | None:
    """With the sandbox as the catalogue, its replica is the source; otherwise the real systems."""
    if sandbox is None or not _is_sandbox(env, sandbox):
        return None
    return sandbox.get("replica_url") or None


def _is_sandbox(env: Mapping[str, str], sandbox: Mapping[str, str]) -> bool:
    return _ckan_url(env) in ("", sandbox["ckan_url"])


def _refuse_replica_for_a_portal(
    env: Mapping[str, str], sandbox: dict[str, str] | None, replica: str
) -> None:
    url = _ckan_url(env)
    if sandbox is None or (url and url != sandbox["ckan_url"]):
        raise SettingError(
            f"HRI_REPLICA is {replica}, but the catalogue is not a sandbox",
            remedy="unset HRI_REPLICA: invented data must not reach a real portal",
        )
    if not is_loopback(_split(replica)):
        raise SettingError("HRI_REPLICA must be on this machine", remedy="such as http://127.0.0.1")
