"""What changed, by name: datasets and APIs, withdrawals, agencies, and the days nobody counted.

What does not belong here: finding out why (measure).
"""

from __future__ import annotations

from pipelines.site.report.document import Section, Table
from pipelines.site.report.speech import Record, Speech

PLUS = ("published", "moved_in", "definition_added", "recovered", "appeared")
MINUS = ("withdrawn", "moved_out", "definition_removed", "unhealthy", "disappeared")


def changes(facts: Record, speech: Speech) -> Section:
    """Return why the counts of datasets and of APIs changed, by name."""
    titles = {each["id"]: speech.text(each["title"]) for each in facts["indicators"]}
    lines, tables = [], []
    for each in facts["changes"]:
        figures = {"before": speech.number(each["before"]), "after": speech.number(each["after"])}
        change = speech.change(each["before"], each["after"])
        figures |= {"change": change, "title": titles[each["indicator"]]}
        line = speech.say("change_line", **figures)
        rows = tuple(_reasons(each, speech))
        if rows:
            columns = tuple(speech.say(name) for name in ("why", "count", "names"))
            tables.append(Table(columns, rows, (24, 10, 66), (1,), line))
        else:
            lines.append(f"{line}. {speech.say('changes_none')}")
    return Section(
        speech.say("changes", day=speech.day(facts["before"])), (), tuple(tables), tuple(lines)
    )


def _reasons(each: Record, speech: Speech) -> list[tuple[str, str, str]]:
    found = []
    for sign, sorts in (("+", PLUS), ("−", MINUS)):
        for sort in sorts:
            if names := each[sort]:
                key = "withdrawn_sort" if sort == "withdrawn" else sort
                count = f"{sign}{speech.number(len(names))}"
                found.append((speech.say(key), count, ", ".join(names)))
    return found


def withdrawn(facts: Record, speech: Speech) -> Section:
    """Return what was withdrawn in the half-year."""
    title = speech.say("withdrawn")
    rows = tuple(
        (
            each["name"],
            speech.text(each["publisher"]),
            speech.day(each["day"]),
            speech.text(each["reason"]) if each["reason"] else "–",
        )
        for each in facts["withdrawn"]
    )
    if not rows:
        return Section(title, (speech.say("withdrawn_none"),))
    columns = tuple(speech.say(name) for name in ("dataset", "publisher", "day", "reason"))
    return Section(title, (), (Table(columns, rows, (30, 22, 14, 34)),))


def agencies(facts: Record, speech: Speech) -> Section:
    """Return the counts per publisher, and the agencies that have no open data."""
    title, publishers = speech.say("agencies"), facts["publishers"]
    if all(each["datasets"] is None for each in publishers):
        return Section(title, (speech.say("agencies_unknown"),))
    without = [
        speech.text(each["title"])
        for each in publishers
        if each["is_agency"] and not each["datasets"]
    ]
    line = speech.say("agencies_without", names=", ".join(without))
    rows = tuple(_publisher(each, speech) for each in publishers)
    names = ("publisher", "datasets", "datasets_change", "apis", "datasets_change")
    table = Table(tuple(map(speech.say, names)), rows, (48, 14, 12, 14, 12), (1, 2, 3, 4))
    return Section(title, (line if without else speech.say("agencies_all"),), (table,))


def _publisher(each: Record, speech: Speech) -> tuple[str, ...]:
    return (
        speech.text(each["title"]),
        speech.number(each["datasets"]),
        speech.change(each["datasets_before"], each["datasets"]),
        speech.number(each["apis"]),
        speech.change(each["apis_before"], each["apis"]),
    )


def missed(facts: Record, speech: Speech) -> Section:
    """Return the days of the half-year on which nobody counted."""
    days = ", ".join(speech.day(each) for each in facts["missing_days"])
    since = facts["counted_since"]
    if since is None or since > facts["as_of"]:
        line = speech.say("not_counted_yet")
    elif days:
        line = speech.say("missed_days", days=days)
    else:
        line = speech.say("missed_none", day=speech.day(since))
    return Section(speech.say("missed"), (line,))
