"""The checks of a dataset, made: the declared ones, and the strict readings of its file.

What does not belong here: what a check looks for (its own file), and how a dataset that a blocking
one stops is recorded (orchestration).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

from pipelines.errors import ChecksFailed
from pipelines.formats.merged import Raw, as_one
from pipelines.model import (
    Dataset,
    DataSource,
    DeclaredCheck,
    Severity,
    StrictReading,
    StrictReadingName,
)
from pipelines.validate import schemas
from pipelines.validate.checks import texts
from pipelines.validate.checks.check import Found, Subject, check_named
from pipelines.validate.checks.result import Result, Results, Wanted

READINGS: tuple[StrictReadingName, ...] = get_args(StrictReadingName)
"""The strict readings, which are on for every dataset."""


def wanted_checks(dataset: Dataset) -> list[Wanted]:
    """Return the declared checks in their order, then the strict readings that are not off."""
    declared = [each for each in dataset.checks if not isinstance(each, StrictReading)]
    # One table of several has `<id>/<table>` for its id.
    table = dataset.id.partition("/")[2]
    labels = _distinct([_label(each, table) for each in declared])
    wanted = [
        Wanted(label, check_named(each.check), each.severity, each)
        for label, each in zip(labels, declared, strict=True)
    ]
    other: dict[str, Literal["off"] | Severity] = {
        each.check: each.severity for each in dataset.checks if isinstance(each, StrictReading)
    }
    for check in map(check_named, READINGS):
        severity = other.get(check.name, check.severity)
        if severity != "off":
            label = _plain(table, "reading", check.name)
            wanted.append(Wanted(label, check, severity))
    return wanted


def run_checks(subject: Subject, raw: Raw) -> Results:
    """Make every check of the dataset on a valid table, and read its raw file strictly.

    Raises what the format's reader raises; a check itself raises nothing for what it finds.
    """
    wanted = wanted_checks(subject.dataset)
    found: dict[str, list[Found]] = {each.label: list(_looked(each, subject)) for each in wanted}
    labels = {each.check.name: each.label for each in wanted if each.declared is None}
    for name, finding in _lenient(subject, raw, wanted):
        found[labels[name]].append(finding)
    return Results(tuple(_result(each, subject, found[each.label]) for each in wanted))


def require_unblocked(dataset: Dataset, results: Results, report_key: str) -> None:
    """Raise ChecksFailed where a blocking check failed: which and how, without any cell."""
    blocking = results.blocking
    if not blocking:
        return
    remedies = dict.fromkeys(str(each.check.remedy.en) for each in blocking)
    if any(each.measure for each in blocking):
        whole = dataset.id.partition("/")[0]
        remedies[f"`hri baseline {whole}` shows the new baseline and accepts it"] = None
    raise ChecksFailed(
        f"dataset `{dataset.id}`: " + "; ".join(each.in_short() for each in blocking),
        remedy=" ".join(remedies),
        report=report_key,
        results=results.as_record(),
    )


def _looked(wanted: Wanted, subject: Subject) -> Iterator[Found]:
    if wanted.check.look is not None:
        yield from wanted.check.look(subject, wanted.declared)


def _result(wanted: Wanted, subject: Subject, found: list[Found]) -> Result:
    measure = wanted.check.measure
    name, value = measure(subject, wanted.declared) if measure else (None, None)
    return Result(wanted.label, wanted.check, wanted.severity, tuple(found), name, value)


def _lenient(subject: Subject, raw: Raw, wanted: list[Wanted]) -> Iterator[tuple[str, Found]]:
    """Yield (check, finding) of the readings that look at the cells as they were written."""
    source = subject.dataset.source
    assert isinstance(source, DataSource)  # noqa: S101 - an API has no table
    reading = source.readings()[0]
    schema = schemas.prepared(subject.dataset.id, subject.schema, reading).to_descriptor()
    readings = [
        texts.FieldReading(each.check.name, field["name"], strict, _missing(schema, field))
        for each in wanted
        if each.check.reading is not None
        for field in schema["fields"]
        if (strict := each.check.reading(field)) is not None
    ]
    names = [field["name"] for field in schema["fields"]]
    source_of_texts = texts.Source(as_one(raw, reading), reading, names, subject.dataset.steps)
    yield from texts.lenient_cells(source_of_texts, readings)


def _missing(schema: Mapping[str, Any], field: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the texts that are no value in a field; Data Package 2 may write them as objects."""
    declared = field.get("missingValues", schema.get("missingValues", [""]))
    return tuple(str(each["value"] if isinstance(each, dict) else each) for each in declared)


def _label(declared: DeclaredCheck, table: str) -> str:
    about = [getattr(declared, name, None) for name in ("column", "total")]
    columns = [each for each in about if each] + list(getattr(declared, "columns", []))
    return _plain(table, declared.check, *columns)


def _plain(*words: str) -> str:
    """Return a name that Dagster takes: `null_share_korkeus`."""
    text = unicodedata.normalize("NFKD", "_".join(words)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").lower()


def _distinct(labels: list[str]) -> list[str]:
    """Number the labels that stand more than once: a, b, a → a, b, a_2."""
    distinct: list[str] = []
    for label in labels:
        numbered = (f"{label}_{number}" for number in itertools.count(2))
        free = (each for each in itertools.chain([label], numbered) if each not in distinct)
        distinct.append(next(free))
    return distinct
