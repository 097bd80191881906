"""How many writes the portal was asked for, out of CKAN's own access log.

A line is ``[time] METHOD /path status bytes microseconds``. Not here: whether they succeeded;
a write that was refused was still asked for.
"""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LINE = re.compile(r"^\[[^\]]*\] (?P<method>[A-Z]+) (?P<path>\S+) ")
ACTION = re.compile(r"^(?:/[a-z]{2}(?:_[A-Z]{2})?)?/api/(?:\d+/)?action/(?P<name>[\w-]+)")
# Anything that is not known to only read counts as a write.
READS_BY_ENDING = re.compile(r"_(show|list|search|autocomplete|count|search_sql)$")
READS_BY_NAME = frozenset(
    {
        "activity_diff",
        "am_following_dataset",
        "am_following_group",
        "am_following_user",
        "current_package_list_with_resources",
        "datastore_info",
        "datastore_search_sql",
        "get_site_user",
        "group_list_authz",
        "organization_list_for_user",
        "package_collaborator_list_for_user",
        "package_relationships_list",
        "xloader_status",
    }
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_reading(action: str) -> bool:
    """Whether CKAN's API action is known to change nothing."""
    return action in READS_BY_NAME or READS_BY_ENDING.search(action) is not None


def write_of(line: str) -> str | None:
    """The name of the write that a log line tells of: an action, or ``METHOD /path``."""
    found = LINE.match(line)
    if found is None:
        return None
    method, path = found["method"], found["path"]
    action = ACTION.match(path)
    if action:
        return None if is_reading(action["name"]) else action["name"]
    return None if method in SAFE_METHODS else f"{method} {path}"


def writes_in(lines: Iterable[str]) -> dict[str, int]:
    """Name of the write → how often."""
    return dict(Counter(name for line in lines if (name := write_of(line))))


def count_writes(log: Path, since: int = 0) -> dict[str, Any]:
    """``{"writes", "actions", "offset"}`` of the log from byte ``since`` on.

    ``offset`` is where a next count goes on; a half-written last line is left to it. A log that
    has become shorter than ``since`` was begun anew and is counted from its start.
    """
    content = log.read_bytes() if log.exists() else b""
    begin = since if since <= len(content) else 0
    end = content.rfind(b"\n", begin) + 1 or begin
    lines = content[begin:end].decode("utf-8", errors="replace").splitlines()
    actions = writes_in(lines)
    return {"writes": sum(actions.values()), "actions": actions, "offset": end}
