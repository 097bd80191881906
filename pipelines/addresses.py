"""Addresses: how a URL may be shown, and where the replica's twin of it is.

What does not belong here: asking them (web), and who may turn the replica on (settings).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit, urlunsplit

from pipelines.errors import SettingError

SECRET_PARAMETER = re.compile(r"key|token|secret|pass|pwd|sig|auth|cred|session|jwt|^code$", re.I)


def replica_rewrite(base: str) -> Callable[[str], str]:
    """Return the function that sends `https://HOST/path?q` to `BASE/HOST/path?q`.

    What is no web address stays as it is: the replica stands in for web hosts alone.
    Raises SettingError where the base is not `http://` on the loopback: what the replica answers
    is invented, and no other machine should be able to invent data for us.
    """
    root = base.rstrip("/")
    parts = urlsplit(root)
    if parts.scheme != "http" or not is_loopback(parts) or parts.path or parts.query:
        raise SettingError(
            "HRI_REPLICA is not a loopback address",
            remedy="set it to the address that `make demo` prints, like http://127.0.0.1:8765",
        )

    def rewrite(url: str) -> str:
        if f"{url}/".startswith(f"{root}/"):
            return url
        asked = urlsplit(url)
        if asked.scheme not in ("http", "https"):
            return url
        query = f"?{asked.query}" if asked.query else ""
        return f"{root}/{host(asked)}{asked.path or '/'}{query}"

    return rewrite


def shown(url: str) -> str:
    """Return the URL as people may see it: without user, password, fragment and secret values."""
    parts = urlsplit(url)
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    query = "&".join(
        f"{name}=***" if value and SECRET_PARAMETER.search(name) else f"{name}{equals}{value}"
        for name, equals, value in pairs
    )
    return urlunsplit((parts.scheme, host(parts), parts.path, query, ""))


def host(parts: SplitResult) -> str:
    """Return the host and port of a split URL, in small letters and without user or password."""
    return parts.netloc.rpartition("@")[2].lower()


def is_loopback(parts: SplitResult) -> bool:
    """Tell whether a split URL leads to this machine itself."""
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"


def origin(url: str) -> tuple[str, str]:
    """Return the scheme and host of a URL: a secret for one origin is for no other."""
    parts = urlsplit(url)
    return parts.scheme, host(parts)
