"""The figures: the headlines, every indicator, the goals that are behind, and what is not known.

What does not belong here: why a count changed (changes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipelines.site.report.document import Headline, Section, Table
from pipelines.site.report.speech import Record, Speech

HEADLINES = ("open_datasets", "open_apis")


def headlines(facts: Record, speech: Speech) -> Iterator[Headline]:
    """Yield the counts of datasets and of APIs, each beside what the programme once reported."""
    reported = {each["id"]: each for each in facts["reported"]}
    for each in facts["indicators"]:
        if each["id"] not in HEADLINES:
            continue
        change = speech.change(*_comparable(each))
        notes = [speech.say("headline_change", change=change, day=speech.day(facts["before"]))]
        if each["id"] in reported:
            anchor = reported[each["id"]]["figures"][0]
            value = f"{anchor['qualifier']}{speech.number(anchor['value'])}"
            notes.append(
                speech.say("headline_anchor", value=value, day=speech.day(anchor["as_of"]))
            )
        yield Headline(speech.title(each), speech.number(_value(each["now"])), tuple(notes))


def figures(facts: Record, speech: Speech) -> Section:
    """Return the table of all indicators."""
    days = {"day": speech.day(facts["as_of"]), "before": speech.day(facts["before"])}
    names = (
        "number", "indicator", "value", "share_of", "previous", "change", "target", "state", "kind"
    )  # fmt: skip
    table = Table(
        columns=tuple(speech.say(name) for name in names),
        rows=tuple(_row(each, speech) for each in facts["indicators"]),
        widths=(4, 17, 10, 8, 9, 9, 10, 10, 11),
        numeric=(2, 3, 4, 5),
    )
    return Section(speech.say("figures"), (speech.say("figures_lead", **days),), (table,))


def _row(each: Record, speech: Speech) -> tuple[str, ...]:
    now, unit = each["now"], each["unit"]
    kind = speech.say(f"kind_{now['status']}") if now else speech.say("kind_n/a")
    if now and now["revision"] > 1:
        kind += f", {speech.say('revised', number=now['revision'])}"
    return (
        each["number"],
        speech.title(each),
        speech.value(_value(now), unit),
        _share(now, speech),
        speech.value(_value(each["before"]), unit) if each["before"] else "–",
        _change(each, speech),
        speech.target(each["target"], unit),
        speech.say(f"state_{each['state']}") if each["state"] else "–",
        kind,
    )


def _share(now: Record | None, speech: Speech) -> str:
    if now is None or now["denominator"] is None or now["value"] is None:
        return "–"
    return f"{speech.number(now['numerator'])} / {speech.number(now['denominator'])}"


def _change(each: Record, speech: Speech) -> str:
    now, before = each["now"], each["before"]
    if now and before and now["version"] != before["version"]:
        return speech.say("other_definition", before=before["version"], now=now["version"])
    return speech.change(*_comparable(each))


def _comparable(each: Record) -> tuple[Any, Any]:
    """Return (before, now); None for both where their definitions differ."""
    now, before = each["now"], each["before"]
    if not now or not before or now["version"] != before["version"]:
        return None, None
    return before["value"], now["value"]


def _value(found: Record | None) -> Any:
    return found["value"] if found else None


def behind(facts: Record, speech: Speech) -> Section:
    """Return the goals of the year that are behind."""
    year, title = facts["as_of"][:4], speech.say("goals")
    late = [each for each in facts["goals"] if each["state"] == "behind"]
    unknown = sum(each["state"] == "n/a" for each in facts["goals"])
    paragraphs = [speech.say("goals_unknown", year=year, count=unknown)] if unknown else []
    if not late:
        key = "goals_none" if facts["goals"] else "goals_undeclared"
        return Section(title, (speech.say(key, year=year), *paragraphs))
    indicators = {each["id"]: each for each in facts["indicators"]}
    publishers = {each["name"]: speech.text(each["title"]) for each in facts["publishers"]}
    rows = []
    for each in late:
        goal, about = each["goal"], indicators[each["goal"]["indicator"]]
        target = {"value": goal["target"], "direction": goal["direction"]}
        rows.append(
            (
                speech.title(about),
                publishers.get(goal["publisher"], goal["publisher"] or speech.say("whole_city")),
                speech.value(each["value"], about["unit"]),
                speech.target(target, about["unit"]),
            )
        )
    columns = tuple(speech.say(name) for name in ("indicator", "publisher", "value", "target"))
    table = Table(columns, tuple(rows), (32, 28, 20, 20), (2,))
    return Section(title, tuple(paragraphs), (table,))


def _why(now: Record | None, facts: Record, speech: Speech) -> str:
    since = facts["counted_since"]
    if now is None and since and since > facts["as_of"]:
        return speech.say("before_counting", day=speech.day(since))
    return speech.reason(now)


def not_known(facts: Record, speech: Speech) -> Section:
    """Return the indicators without a value, each with the reason."""
    title = speech.say("not_known")
    rows = tuple(
        (each["number"], speech.title(each), _why(each["now"], facts, speech))
        for each in facts["indicators"]
        if _value(each["now"]) is None
    )
    if not rows:
        return Section(title, (speech.say("not_known_none"),))
    columns = tuple(speech.say(name) for name in ("number", "indicator", "reason"))
    return Section(title, (), (Table(columns, rows, (6, 34, 60)),))
