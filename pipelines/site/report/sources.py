"""What the figures stand on: what people reported, the definitions, and how to check an edition.

What does not belong here: computed figures (figures).
"""

from __future__ import annotations

from pipelines.site.report.document import Section, Table
from pipelines.site.report.speech import Record, Speech


def reported(facts: Record, speech: Speech) -> Section:
    """Return the reported figures as they were said, with contradictions of their source."""
    title = speech.say("reported")
    if not facts["reported"]:
        return Section(title, (speech.say("reported_none"),))
    rows, notes = [], []
    for series in facts["reported"]:
        for each in series["figures"]:
            value = speech.value(each["value"], series["unit"])
            qualifier = f"{each['qualifier']} " if each["qualifier"] else ""
            rows.append(
                (
                    speech.text(series["title"]),
                    speech.day(each["as_of"]),
                    f"{qualifier}{value}",
                    speech.text(series["definition"]),
                    f"{each['evidence']} ({each['reporter']})",
                )
            )
        if series["note"]:
            notes.append(speech.say("contradiction", note=speech.text(series["note"])))
    names = ("figure", "as_of", "value", "definition", "evidence")
    columns = tuple(speech.say(name) for name in names)
    table = Table(columns, tuple(rows), (17, 13, 15, 25, 30), (2,))
    return Section(title, (speech.say("reported_lead"),), (table,), tuple(notes))


def definitions(facts: Record, speech: Speech) -> Section:
    """Return every indicator's definition with its version."""
    rows = tuple(
        (
            each["number"],
            speech.title(each),
            str(each["version"]),
            speech.text(each["definition"]),
        )
        for each in facts["indicators"]
    )
    names = ("number", "indicator", "version", "definition")
    columns = tuple(speech.say(name) for name in names)
    return Section(speech.say("definitions"), (), (Table(columns, rows, (6, 26, 10, 58)),))


def checking(facts: Record, edition: int, speech: Speech) -> Section:
    """Return how a reader checks that the edition is what it was."""
    day = speech.day(facts["as_of"])
    return Section(speech.say("how"), (speech.say("how_text", edition=edition, day=day),))
