"""The final evaluation: the programme's three questions, each by the indicators that speak to it.

What does not belong here: which indicator speaks to which question (measure).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipelines.site.report.document import Section, Table
from pipelines.site.report.speech import Record, Speech

TITLES = {"aimed": "aimed", "goals": "goals_met", "success": "success"}
VERDICTS = ("met", "behind", "better", "worse", "same", "unknown")


def evaluation(facts: Record, speech: Speech) -> Iterator[Section]:
    """Yield a section for each question, and the years behind them."""
    final = facts["final"]
    for question, answers in final["questions"].items():
        names = ("number", "indicator", "first", "last", "target", "verdict")
        table = Table(
            tuple(speech.say(name) for name in names),
            tuple(_row(each, speech) for each in answers),
            (6, 26, 19, 19, 14, 16),
            (),
            speech.say("answer_by"),
        )
        reported = tuple(_reported(facts, final["reported"][question], speech))
        yield Section(speech.say(TITLES[question]), (_answer(answers, speech),), (table,), reported)
    yield _years(final["years"], speech)


def _answer(answers: list[Record], speech: Speech) -> str:
    """Return what the known indicators say together, and how many say what."""
    verdicts = Counter(str(each["verdict"]) for each in answers)
    good = verdicts["met"] + verdicts["better"]
    bad = verdicts["behind"] + verdicts["worse"] + verdicts["same"]
    answer = "partly" if good and bad else "yes" if good else "no" if bad else "unknown"
    counts = "; ".join(
        f"{speech.say(f'verdict_{name}')} {verdicts[name]}" for name in VERDICTS if verdicts[name]
    )
    said = speech.say(f"answer_{answer}")
    return speech.say("answer", answer=said, all=len(answers), counts=counts)


def _reported(facts: Record, series: list[str], speech: Speech) -> Iterator[str]:
    """Yield the programme's own figures that speak to a question."""
    for each in facts["reported"]:
        for figure in each["figures"] if each["id"] in series else ():
            yield speech.say(
                "answer_reported",
                title=speech.text(each["title"]),
                value=f"{figure['qualifier']}{speech.value(figure['value'], each['unit'])}",
                day=speech.day(figure["as_of"]),
            )


def _row(each: Record, speech: Speech) -> tuple[str, ...]:
    return (
        each["number"],
        speech.title(each),
        _dated(each["first"], each["unit"], speech),
        _dated(each["last"], each["unit"], speech),
        speech.target(each["target"], each["unit"]),
        speech.say(f"verdict_{each['verdict']}"),
    )


def _dated(found: Record | None, unit: str, speech: Speech) -> str:
    if found is None:
        return speech.say("unknown")
    return f"{speech.value(found['value'], unit)} ({speech.day(found['as_of'])})"


def _years(years: list[Record], speech: Speech) -> Section:
    title = speech.say("years")
    if not years:
        return Section(title, (speech.say("years_none"),))
    rows = []
    for each in years:
        grew, known = each["grew"], each["publishers"]
        told = f"{speech.number(grew)} / {speech.number(known)}" if grew is not None else "–"
        counts = (each["datasets"], each["apis"])
        values = (speech.number(found["value"] if found else None) for found in counts)
        rows.append((speech.day(each["as_of"]), *values, told))
    names = ("as_of", "datasets", "apis", "grew")
    columns = tuple(speech.say(name) for name in names)
    table = Table(columns, tuple(rows), (25, 25, 25, 25), (1, 2, 3))
    return Section(title, (speech.say("years_lead"),), (table,))
