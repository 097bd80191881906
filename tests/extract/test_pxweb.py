"""Statistical tables from PxWeb: every variable named, every cell in its place, signs kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.errors import HriError, NotTheDeclaredFile, SourceRefused, SourceUnavailable
from pipelines.extract import Snapshot, Snapshots, extract
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.web import Web, replica_rewrite
from sandbox.replica import Replica
from sandbox.replica.systems.statistics_database import LIMIT
from tests.extract.conftest import MONDAY, declared
from tests.extract.origin import Answer, Origin

TABLE = "https://stat.hel.fi/api/v1/fi/Aluesarjat/vrm/vaerak/alu_vaerak_004r.px"
VARIABLES: dict[str, Any] = {
    "Osa-alue": {"values": "all", "code": "aluekoodi", "label": "alue"},
    "Ikä": {"values": ["ALL", "0-6"], "code": "ika"},
    "Vuosi": {"values": {"top": 2}, "code": "vuosi"},
    "Tiedot": {"values": ["lkm"]},
}
Take = Callable[..., list[dict[str, Any]]]


def table(url: str = TABLE, **options: Any) -> Dataset:
    named = {"value": "vaesto", "status": "tila", "variables": VARIABLES}
    return declared({"type": "pxweb", "url": url, **named, **options})


@pytest.fixture(scope="module")
def running() -> Iterator[Replica]:
    with Replica() as replica:
        yield replica


@pytest.fixture
def replica(running: Replica) -> Iterator[Replica]:
    LIMIT.forget()
    running.forget_requests()
    yield running
    running.clear_faults()
    running.restore()
    LIMIT.forget()


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "state")


@pytest.fixture
def web(replica: Replica, quick_web: Callable[..., Web]) -> Web:
    return quick_web(replica_rewrite(replica.url))


@pytest.fixture
def take(web: Web, state: State) -> Take:
    """Extract from the replica and return the records: take(output="px", …)."""
    return lambda **options: records(extract(table(**options), web, state, lambda: MONDAY), state)


def records(snapshot: Snapshot, state: State) -> list[dict[str, Any]]:
    text = state.file(snapshot.files[0].key).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_combination_is_a_record(take: Take) -> None:
    found = take()
    assert len(found) == 157 * 2 * 2
    assert list(found[0]) == ["aluekoodi", "alue", "ika", "vuosi", "vaesto", "tila"]
    assert [(row["aluekoodi"], row["alue"], row["ika"], row["vuosi"]) for row in found[:4]] == [
        ("0910000000", "091 Helsinki", "ALL", "2013"),
        ("0910000000", "091 Helsinki", "ALL", "2014"),
        ("0910000000", "091 Helsinki", "0-6", "2013"),
        ("0910000000", "091 Helsinki", "0-6", "2014"),
    ]
    assert all(isinstance(row["vaesto"], int) == (row["tila"] is None) for row in found)


def test_missing_and_impossible_are_kept_apart(take: Take) -> None:
    found = take(variables={**VARIABLES, "Vuosi": {"values": ["2011"], "code": "vuosi"}})
    signs = {row["tila"] for row in found}
    assert signs == {None, "..", "."}
    honkasuo = [row for row in found if row["alue"] == "091 Honkasuo"]
    assert [(row["vaesto"], row["tila"]) for row in honkasuo] == [(None, "."), (None, ".")]


def test_px_holds_the_same_as_json_stat(take: Take) -> None:
    whole = {**VARIABLES, "Tiedot": {"values": "all", "code": "tieto"}}
    assert take(output="px", variables=whole) == take(variables=whole)


def test_a_large_table_is_asked_for_in_parts_that_follow_each_other(
    take: Take, replica: Replica
) -> None:
    whole = take()
    replica.forget_requests()
    assert take(max_cells=100) == whole
    # 4 cells an area: 25 areas in a part, 7 parts of 157 areas, after the metadata.
    assert [seen.method for seen in replica.requests] == ["GET", *["POST"] * 7]


def test_the_moment_of_the_update_is_the_datas(web: Web, state: State) -> None:
    for output in ("json-stat2", "px"):
        snapshot = extract(table(output=output), web, state, lambda: MONDAY)
        assert snapshot.source_modified is not None
        assert snapshot.source_modified.isoformat() in (
            "2015-06-15T06:00:00+00:00",
            "2015-06-15T09:00:00+03:00",
        )


def test_a_variable_that_is_left_out_is_refused_before_anything_is_asked(
    take: Take, replica: Replica
) -> None:
    some = {name: VARIABLES[name] for name in ("Osa-alue", "Vuosi")}
    with pytest.raises(NotTheDeclaredFile) as caught:
        take(variables=some)
    assert "leaves out 'Ikä', 'Tiedot': the database would total it unseen" in str(caught.value)
    assert [seen.method for seen in replica.requests] == ["GET"]


@pytest.mark.parametrize(
    ("changes", "told", "remedy"),
    [
        ({"Alue": {"values": "all", "code": "x"}}, "has no variable 'Alue'",
         "it has 'Osa-alue', 'Ikä', 'Vuosi', 'Tiedot'"),
        ({"Ikä": {"values": ["0-7"], "code": "ika"}}, "'Ikä' has no value '0-7'",
         "did you mean '0-6'?"),
        ({"Osa-alue": {"values": ["910000000"], "code": "a"}}, "no value '910000000'",
         "did you mean '0910000000'?"),
    ],
)  # fmt: skip
def test_what_the_table_does_not_have_is_told_with_the_nearest(
    take: Take, replica: Replica, changes: dict[str, Any], told: str, remedy: str
) -> None:
    with pytest.raises(NotTheDeclaredFile) as caught:
        take(variables=VARIABLES | changes)
    assert told in caught.value.message
    assert remedy in caught.value.remedy
    assert [seen.method for seen in replica.requests] == ["GET"]


def test_other_trees_than_the_finnish_are_refused_with_the_way_there(take: Take) -> None:
    with pytest.raises(SourceRefused, match="answered 400") as caught:
        take(url=TABLE.replace("/fi/", "/en/"))
    assert "/api/v1/fi/" in caught.value.remedy


def test_too_many_cells_are_refused_with_the_remedy(take: Take) -> None:
    every = {name: {"values": "all", "code": name} for name in VARIABLES}
    with pytest.raises(SourceRefused, match="answered 403") as caught:
        take(variables=every)
    assert "lower `source.max_cells`" in caught.value.remedy
    assert len(take(variables=every, max_cells=5000)) == 157 * 6 * 4 * 2


def test_the_limit_of_requests_is_honoured(replica: Replica, state: State) -> None:
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        LIMIT.forget()

    web = Web(replica_rewrite(replica.url), sleep=sleep)
    for _ in range(30):
        assert not LIMIT.is_exceeded()
    snapshot = extract(table(), web, state, lambda: MONDAY)
    assert snapshot.outcome == "new"
    assert waits
    assert [seen.status for seen in replica.requests] == [429, 200, 200]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("server-error", SourceUnavailable),
        ("truncated", SourceUnavailable),
        ("html", NotTheDeclaredFile),
        ("empty", NotTheDeclaredFile),
        ("not-found", SourceRefused),
    ],
)
def test_a_table_that_fails_for_good_keeps_the_last_snapshot(
    web: Web, state: State, replica: Replica, fault: str, error: type[HriError]
) -> None:
    good = extract(table(), web, state, lambda: MONDAY)
    replica.set_fault(TABLE, fault)
    with pytest.raises(error):
        extract(table(), web, state, lambda: MONDAY)
    assert Snapshots("traffic-counts", state).latest() == good


def test_a_cut_answer_is_asked_for_again(take: Take, replica: Replica) -> None:
    replica.set_fault(TABLE, "truncated", times=1)
    assert len(take()) == 628


# A database with moods: two areas, two years.

METADATA = {
    "variables": [
        {"code": "Alue", "values": ["091", "049"], "valueTexts": ["Helsinki", "Espoo"]},
        {"code": "Vuosi", "values": ["2014", "2013"], "valueTexts": ["2014", "2013"], "time": True},
    ]
}


def json_stat(areas: list[str], years: list[str], **changes: Any) -> Answer:
    def category(codes: list[str]) -> dict[str, Any]:
        return {"category": {"index": codes, "label": {code: f"n{code}" for code in codes}}}

    document = {
        "class": "dataset",
        "id": ["Alue", "Vuosi"],
        "size": [len(areas), len(years)],
        "dimension": {"Alue": category(areas), "Vuosi": category(years)},
        "value": [int(a) + int(y) for a, y in product(areas, years)],
        **changes,
    }
    return Answer(json.dumps(document).encode())


class Database:
    """A table behind the scripted server."""

    def __init__(self, origin: Origin, state: State, web: Web) -> None:
        self.origin, self.state, self.web = origin, state, web

    def take(self, *answers: Answer, top: int = 2, **options: Any) -> list[list[Any]]:
        """Answer the metadata, then these; return the rows of what is kept."""
        url = self.origin.at("/x.px", Answer(json.dumps(METADATA).encode()), *answers)
        variables = {
            "Vuosi": {"values": {"top": top}, "code": "vuosi"},
            "Alue": {"values": "all", "code": "alue"},
        }
        dataset = table(url, variables=variables, **options)
        snapshot = extract(dataset, self.web, self.state, lambda: MONDAY)
        return [list(record.values()) for record in records(snapshot, self.state)]

    def queries(self) -> list[Any]:
        return [json.loads(request.body) for request in self.origin.requests if request.body]


@pytest.fixture
def database(origin: Origin, state: State, quick_web: Callable[..., Web]) -> Database:
    return Database(origin, state, quick_web())


def test_a_query_names_every_variable_and_value(database: Database) -> None:
    rows = database.take(json_stat(["091", "049"], ["2014", "2013"]))
    assert rows == [
        ["2014", "091", 2105, None],
        ["2013", "091", 2104, None],
        ["2014", "049", 2063, None],
        ["2013", "049", 2062, None],
    ]
    assert database.queries() == [
        {
            "query": [
                {"code": "Alue", "selection": {"filter": "item", "values": ["091", "049"]}},
                {"code": "Vuosi", "selection": {"filter": "item", "values": ["2014", "2013"]}},
            ],
            "response": {"format": "json-stat2"},
        }
    ]


def test_top_takes_the_newest_wherever_they_stand(database: Database) -> None:
    database.take(json_stat(["091", "049"], ["2014"]), top=1)
    assert database.queries()[0]["query"][1]["selection"]["values"] == ["2014"]


@pytest.mark.parametrize(
    ("status", "signs"),
    [({"1": ".", "3": ".."}, [None, ".", None, ".."]), (["..", None, ".", None],
     ["..", None, ".", None]), ("..", [".."] * 4), (None, [None] * 4)],
)  # fmt: skip
def test_signs_come_in_any_form_of_json_stat(
    database: Database, status: Any, signs: list[Any]
) -> None:
    answer = json_stat(["091", "049"], ["2014", "2013"], status=status, value={"0": 5, "2": 7.25})
    rows = database.take(answer)
    assert [row[3] for row in rows] == signs
    assert [row[2] for row in rows] == [5, None, 7.25, None]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (json_stat(["091"], ["2014", "2013"]), "'Alue' lacks '049'"),
        (json_stat(["091", "049", "092"], ["2014", "2013"]), "it has more"),
        (json_stat(["091", "049"], ["2014", "2013"], value=[1, 2, 3]), "3 cells came, and 4"),
        (json_stat(["091", "049"], ["2014", "2013"], size=[2, 3]), "`size` is"),
        (json_stat(["091", "049"], ["2014", "2013"], id=["Alue", "Ikä"]), "is not whole"),
        (Answer(b'{"error": "no"}'), "no JSON-stat dataset came"),
        (Answer(b'{"class": "dataset", '), "not JSON"),
    ],
    ids=["fewer areas", "more areas", "fewer cells", "another size", "another id", "error", "cut"],
)
def test_an_answer_that_is_not_what_was_asked_for(
    database: Database, answer: Answer, told: str
) -> None:
    with pytest.raises(NotTheDeclaredFile, match=told):
        database.take(answer)
    assert database.state.keys("snapshots") == ["snapshots/traffic-counts/last_failure.json"]


def test_a_table_that_is_updated_between_two_parts_is_not_kept(database: Database) -> None:
    parts = [
        json_stat(["091"], ["2014", "2013"], updated="2015-06-15T06:00:00Z"),
        json_stat(["049"], ["2014", "2013"], updated="2015-06-15T06:05:00Z"),
    ]
    with pytest.raises(SourceUnavailable, match="updated while its parts were read"):
        database.take(*parts, max_cells=2)


def test_a_folder_of_the_database_is_no_table(database: Database) -> None:
    url = database.origin.at("/vrm", Answer(b'[{"id": "vaerak", "type": "l"}]'))
    with pytest.raises(NotTheDeclaredFile, match="lists no variables") as caught:
        extract(table(url), database.web, database.state, lambda: MONDAY)
    assert ".px" in caught.value.remedy


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"Alue": {"values": "all"}}, "a column for `code` or `label`"),
        ({"Alue": {"values": [91], "code": "a"}}, "valid string"),
        ({"Alue": {"values": "all", "code": "vaesto"}}, "'vaesto' is named twice"),
    ],
)
def test_faults_of_the_declaration(variables: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        table(variables=variables)
