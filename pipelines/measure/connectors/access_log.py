"""A web server's access log in the combined format: successful GETs that no bot asked.

Bots are told by what they call themselves; an agent that says nothing is taken for one. Calls of
the DataStore name a resource, which is not resolved here: they count for their dataset only where
the log names it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.errors import NotTheDeclaredFile
from pipelines.measure.connectors.addresses import used
from pipelines.measure.days import day_in_helsinki
from pipelines.measure.evidence import Use

LINE = re.compile(
    r'^\S+ \S+ \S+ \[(?P<when>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S+)[^"]*" '
    r'(?P<status>\d{3}) \S+(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
BOT = re.compile(
    r"bot\b|bot[/;]|crawl|spider|slurp|monitor|uptime|check|scan|preview|facebookexternalhit"
    r"|hri-pipelines|ckan",
    re.I,
)


def read(path: Path) -> Iterator[Use]:
    """Yield the use of datasets, a row for each request. Raises NotTheDeclaredFile."""
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield from _use(path, number, line)
    except FileNotFoundError as error:
        raise NotTheDeclaredFile(f"{path}: there is no such file") from error


def _use(path: Path, number: int, line: str) -> Iterator[Use]:
    found = LINE.match(line)
    if found is None:
        raise NotTheDeclaredFile(
            f"{path}:{number}: not a line of the combined log format", remedy="log in that format"
        )
    agent = found["agent"] or "-"
    asked = used(found["path"])
    is_person = agent != "-" and not BOT.search(agent)
    if asked and is_person and found["method"] == "GET" and found["status"] in ("200", "206"):
        yield Use(_day(path, number, found["when"]), asked.package, asked.kind, 1)


def _day(path: Path, number: int, text: str) -> dt.date:
    try:
        return day_in_helsinki(dt.datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z"))
    except ValueError:
        raise NotTheDeclaredFile(f"{path}:{number}: '{text}' is no moment of a log") from None
