"""The records of what was written to the catalogue: by whom or what, when, why, how it ended.

    applies/<id>/<moment>.json   {dataset, name, state, started, ended, why, by, commit, version,
                                  plan, attempted: [fields], news, entry, entered}

A record is written before the first call, so that a run that died is known by it: the next one
finds what that may have left in the portal, and what users have not been told yet. It is closed
when a plan over the catalogue is empty and all was read back; `entry` goes to the journal then, and
is never lost nor written twice. What does not belong here: what an entry says (news).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
from collections.abc import Mapping
from importlib import metadata

from pipelines.errors import HriError
from pipelines.journal import Entry, enter
from pipelines.model import Dataset
from pipelines.orchestration import last_version
from pipelines.orchestration.news import entry_of, gathered, news_of
from pipelines.orchestration.records import Record
from pipelines.orchestration.workplace import Workplace
from pipelines.publish import Plan
from pipelines.state import State

FOLDER = "applies"
KEPT = 50
"""Records of a dataset that are kept, the newest; the last one is never removed."""
MOMENT = "%Y%m%dT%H%M%S.%fZ"
STARTED, DONE, FAILED, INTERRUPTED = "started", "done", "failed", "interrupted"


def begun(work: Workplace, dataset: Dataset, plan: Plan, run: Mapping[str, str]) -> str | None:
    """Record that a plan is about to be carried out, and return the key; None for an empty plan.

    `run` says who or what carries it out: its `commit` is the declarations'.
    """
    if not plan.writes:
        return None
    state, now = work.state, work.now()
    before = _unfinished(state, dataset)
    if before is not None and before[1]["state"] == STARTED:
        state.write_json(before[0], {**before[1], "state": INTERRUPTED})
    earlier = before[1]["attempted"] if before else []
    published = {at: dict(fields) for at, fields in plan.published.items()}
    last = state.read_json(last_version.published_key(dataset)) or {}
    news = news_of(plan, last.get("marks", {}))
    key = _free_key(state, dataset, now)
    record = {
        "dataset": dataset.id,
        "name": dataset.name,
        "state": STARTED,
        "started": now.isoformat(),
        "by": {"user": _user(), **{k: v for k, v in run.items() if k != "commit"}},
        "commit": run.get("commit", ""),
        "version": version(),
        "plan": plan.as_dict(),
        "attempted": [each for each in earlier if each != published] + [published],
        "news": gathered(before[1]["news"] if before else None, news),
    }
    state.write_json(key, record)
    _forget_old(state, dataset)
    return key


def failed(work: Workplace, key: str | None, error: HriError) -> None:
    """Record why a plan was not carried out to its end."""
    if key is not None:
        record = work.state.read_json(key) or {}
        ended = {"state": FAILED, "ended": work.now().isoformat(), "why": str(error)}
        work.state.write_json(key, {**record, **ended})


def closed(work: Workplace, dataset: Dataset) -> None:
    """Close the last record of what somebody else tells the journal, such as a rollback."""
    found = _unfinished(work.state, dataset)
    if found is not None:
        key, record = found
        work.state.write_json(key, {**record, **_ended(work), "entry": None, "entered": True})


def _ended(work: Workplace) -> Record:
    return {"state": DONE, "ended": work.now().isoformat(), "attempted": [], "news": None}


def finished(work: Workplace, dataset: Dataset, stands: Plan, total: int | None) -> None:
    """Close the last record, and tell the journal what users should know, once.

    `stands` is the empty plan over what is published now; `total` the rows of all tables. Where
    this or an earlier process died on the way, it goes on where that stopped.
    """
    found = _last(work.state, dataset)
    if found is None:
        return
    key, record = found
    if record["state"] != DONE:
        news = gathered(record["news"], news_of(stands, {}))
        entry = _entry(work, dataset, news, stands, total)
        told = {"entry": entry and entry.model_dump(mode="json"), "entered": entry is None}
        record = {**record, **_ended(work), **told}
        work.state.write_json(key, record)
    if not record["entered"]:
        enter(work.state, Entry.model_validate(record["entry"]))
        work.state.write_json(key, {**record, "entered": True})


def is_unfinished(state: State, dataset: Dataset) -> bool:
    """Tell whether something was written, by this run or an earlier one, and not read back."""
    return _unfinished(state, dataset) is not None


def applies(state: State, dataset: Dataset) -> list[Record]:
    """Return the records of a dataset, the newest first."""
    return [state.read_json(key) or {} for key in reversed(_keys(state, dataset))]


def attempted(state: State, dataset: Dataset) -> list[Record]:
    """Return the declared fields that unfinished publishes may have left in the portal."""
    found = _unfinished(state, dataset)
    return list(found[1]["attempted"]) if found else []


def version() -> str:
    """Return the version of hri-pipelines that runs."""
    try:
        return metadata.version("hri-pipelines")
    except metadata.PackageNotFoundError:
        return "unknown"


def _entry(
    work: Workplace, dataset: Dataset, news: Record, stands: Plan, total: int | None
) -> Entry | None:
    """Return the entry, with a second to itself: one key holds one entry."""
    entry = entry_of(news, dataset, stands, total, work.now())
    while entry is not None and work.state.exists(entry.key):
        entry = entry.model_copy(update={"at": entry.at + dt.timedelta(seconds=1)})
    return entry


def _last(state: State, dataset: Dataset) -> tuple[str, Record] | None:
    keys = _keys(state, dataset)
    return (keys[-1], state.read_json(keys[-1]) or {}) if keys else None


def _unfinished(state: State, dataset: Dataset) -> tuple[str, Record] | None:
    found = _last(state, dataset)
    return found if found and found[1]["state"] != DONE else None


def _keys(state: State, dataset: Dataset) -> list[str]:
    return state.keys(f"{FOLDER}/{dataset.id}")


def _free_key(state: State, dataset: Dataset, now: dt.datetime) -> str:
    """Return a key after all others, also where the clock stood still or went back."""
    moment = now.astimezone(dt.UTC)
    keys = _keys(state, dataset)
    while keys and _key(dataset, moment) <= keys[-1]:
        last = keys[-1].rsplit("/", 1)[1].removesuffix(".json")
        moment = dt.datetime.strptime(last, MOMENT).replace(tzinfo=dt.UTC)
        moment += dt.timedelta(microseconds=1)
    return _key(dataset, moment)


def _key(dataset: Dataset, moment: dt.datetime) -> str:
    return f"{FOLDER}/{dataset.id}/{moment.strftime(MOMENT)}.json"


def _forget_old(state: State, dataset: Dataset) -> None:
    for key in _keys(state, dataset)[:-KEPT]:
        state.delete(key)


def _user() -> str:
    """Return who runs this, as the machine calls them; '' where it has no name for them."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""
