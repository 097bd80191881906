"""Every fault of every file at once, with its file, line, field and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.declarations import HOSTS, REGISTER, load
from pipelines.errors import DeclarationError
from pipelines.model.sources import SOURCE_TYPES
from pipelines.settings import PROJECT
from tests.declared import EVENTS, PUBLISHERS, SCHEMA, TRAMS, Desk

QUOTED_TYPES = ", ".join(f"'{name}'" for name in SOURCE_TYPES)
LICENCES = "one of 'CC-BY-4.0', 'CC0-1.0' or 'other-open' is expected"
REGISTER_ENTRY = f"an entry of {REGISTER} is expected"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_committed_declarations_have_no_fault_and_no_warning() -> None:
    declared = load(PROJECT / "datasets", PROJECT / "schemas")
    assert [str(fault) for fault in declared.faults] == []
    assert len(declared.datasets) == len(list((PROJECT / "datasets").glob("[!_]*.yaml")))


def test_a_sound_catalogue(desk: Desk) -> None:
    declared = desk.load()
    assert list(declared.datasets) == ["hel-events", "hel-trams"]
    assert declared.faults == ()
    trams = declared.datasets["hel-trams"]
    assert [d.format for d in trams.distributions] == ["csv", "geojson"]
    assert declared.schema_of(trams)["fields"][1] == {"name": "ita", "type": "number"}
    assert [p.name for p in declared.ancestors("liikenne")] == ["kaupunki", "liikenne"]


def test_a_dataset_is_found_by_name_former_name_and_id(desk: Desk) -> None:
    declared = desk.load()
    found = {declared.named(n).id for n in ("raitiotiet", "raitiovaunut", "hel-trams")}
    assert found == {"hel-trams"}
    with pytest.raises(DeclarationError, match="did you mean 'raitiotiet'"):
        declared.named("raitiotie")


def test_every_fault_of_every_file_is_reported_at_once(desk: Desk) -> None:
    desk.change(
        "trams.yaml",
        ("publisher: liikenne", "publisher: liikene"),
        ("licence: CC-BY-4.0", "licence: CC-BY-4"),
        ("frequency:", "frequencey:"),
        ("released: 2020-01-31", "released: 2020-13-31"),
        ("schema: trams.json", "schema: tram.json"),
        ("[csv, geojson]", "[csv, ods, cvs]"),
    )
    desk.change("events.yaml", ("CC0-1.0", "MIT"))
    desk.change("trams.json", ('"type": "string"', '"type": "strng"'))
    formats = "'csv', 'xlsx', 'ods', 'json', 'ndjson', 'parquet', 'geojson' or 'gpkg'"
    types = (
        "string, number, integer, boolean, object, array, date, time, datetime, year, yearmonth,"
        " duration, geopoint, geojson, any"
    )
    assert desk.faults() == [
        f"events.yaml:8: licence: {LICENCES}.",
        "trams.yaml:1: frequency: this field is required.",
        f"trams.yaml:4: publisher: {REGISTER_ENTRY}. Did you mean 'liikenne'?",
        f"trams.yaml:12: licence: {LICENCES}. Did you mean 'CC-BY-4.0'?",
        "trams.yaml:13: frequencey: no such field. Did you mean 'frequency'?",
        "trams.yaml:15: released: a date YYYY-MM-DD is expected.",
        "trams.yaml:29: schema: a file in schemas/ is expected. Did you mean 'trams.json'?",
        "trams.yaml:34: distributions.1: `ods` is read, never published; one of"
        " csv, parquet, json, xlsx, geojson, gpkg is expected.",
        f"trams.yaml:34: distributions.2: one of {formats} is expected. Did you mean 'csv'?",
        f"trams.json:3: fields.0.type: one of {types} is expected. Did you mean 'string'?",
    ]
    assert desk.load().datasets == {}


def test_the_faults_of_one_file_leave_the_others_sound(desk: Desk) -> None:
    desk.change("trams.yaml", ("themes: [TRAN]", "themes: [TRAM]"))
    declared = desk.load()
    assert list(declared.datasets) == ["hel-events"]
    assert [(fault.line, fault.field, fault.nearest) for fault in declared.errors] == [
        (11, "themes.0", "TRAN")
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("x: ita", "x: itä", "32: geometry.x: 'itä' is no field of trams.json. Did you mean"
         " 'ita'?"),
        ("  y: pohjoinen\n", "", "30: geometry: either `x` and `y`, or `column` is expected."),
        ("EPSG:3879", "ETRS", "31: geometry.crs: a coordinate system such as EPSG:3879"
         " is expected."),
        (
            "geometry:\n  crs: EPSG:3879\n  x: ita\n  y: pohjoinen\n",
            "",
            "30: distributions: `geojson` needs `geometry`: the columns and the coordinate system.",
        ),
        ("[csv, geojson]", "[csv, csv]", "34: distributions: a format stands twice."),
        ("[csv, geojson]", "[]", "34: distributions: at least one format is expected."),
        ("schema: trams.json\n", "", "1: schema: the name of a file in schemas/ is required."),
        ("type: file", "type: fil", f"24: source.type: one of {QUOTED_TYPES} is expected."
         " Did you mean 'file'?"),
        ("  type: file\n", "", "23: source.type: this field is required: one of "
         + ", ".join(SOURCE_TYPES) + "."),
        ("https://www", "www", "25: source.url: a whole URL is expected, such as"
         " https://www.hel.fi/x.csv."),
        ("https://www", "https://me:pw@www", "25: source.url: a URL never holds a user or password;"
         " name the secret in `authorization`."),
        ("format: csv\n", "format: csv\n  authorization: hunter2\n", "27: source.authorization:"
         " the NAME of an environment variable, such as COUNTS_TOKEN, is expected."),
        ("id: hel-trams", "id: Hel_Trams", "1: id: 3–100 small letters a–z, digits and hyphens are"
         " expected."),
        ("hri@hel.fi", "hri", "14: contact.email: an e-mail address is expected."),
        ("by: Tietosuojavastaava", "by: 3", "20: access.privacy.by: text is expected (put numbers"
         ' and dates in "quotes").'),
        ("{geographical: [Helsinki]}", "", "22: coverage: a group of fields is expected."),
        ("[raitiovaunut]", "[raitiotiet]", "3: former_names: `name` stands in `former_names` too."),
        ("{fi: [raitiotiet]}", "{fi: [ab]}", "10: keywords.fi: keyword 'ab': 3–100 letters, digits,"
         " spaces, - . or _ are expected (harvesters drop shorter ones)."),
        ("[Helsinki]}", "[Helsinki], temporal: {start: 2021-01-01, end: 2020-01-01}}",
         "22: coverage.temporal: `start` must not be later than `end`."),
    ],
)  # fmt: skip
def test_one_fault_of_one_declaration(desk: Desk, old: str, new: str, fault: str) -> None:
    desk.change("trams.yaml", (old, new))
    assert desk.faults() == [f"trams.yaml:{fault}"]
    assert list(desk.load().datasets) == ["hel-events"]


WEB = "type: file\n  url: https://www.hel.fi/trams.csv"
SFTP = (
    "type: sftp\n  host: sftp.hel.fi\n  host_keys: [SHA256:short]\n  user: KYMP_USER"
    "\n  key: KYMP_KEY\n  pattern: out/*.csv\n  newest_by: name"
)
SQL = "type: sql\n  connection: KYMP_DB\n  database: kymp\n  query: DELETE FROM t\n  order_by: [id]"


def test_a_store_is_declared_in_words_a_steward_knows(desk: Desk) -> None:
    desk.change("trams.yaml", (WEB, SFTP))
    assert desk.faults() == [
        "trams.yaml:26: source.host_keys.0: a key's fingerprint, SHA256: and 43 characters, is"
        " expected (ssh-keygen -l).",
        "trams.yaml:29: source.pattern: a file's name, such as counts-*.csv, without its folder is"
        " expected.",
    ]


def test_a_query_that_writes_is_a_fault_of_the_declaration(desk: Desk) -> None:
    rest = '\n  format: csv\n  encoding: utf-8\n  delimiter: ";"'
    desk.change("trams.yaml", (WEB + rest, SQL))
    assert desk.faults() == [
        "trams.yaml:27: source.query: one SELECT (or WITH … SELECT) is expected."
    ]


def test_all_options_that_do_not_fit_the_format(desk: Desk) -> None:
    desk.change("trams.yaml", ("  encoding: utf-8\n", ""), ('delimiter: ";"', "sheet: Taul1"))
    assert desk.faults() == [
        "trams.yaml:23: source.delimiter: must be declared for format csv: it is never guessed.",
        "trams.yaml:23: source.encoding: must be declared for format csv: it is never guessed.",
        "trams.yaml:27: source.sheet: it means nothing for format csv; remove it.",
    ]


def test_a_column_of_json_must_be_a_field(desk: Desk) -> None:
    desk.change(
        "trams.yaml",
        ("format: csv", "format: json"),
        ("  encoding: utf-8\n", "  columns:\n    nimi: name.fi\n"),
        ('  delimiter: ";"\n', "    pohjonen: lat\n"),
    )
    assert desk.faults() == [
        "trams.yaml:29: source.columns.pohjonen: 'pohjonen' is no field of trams.json."
        " Did you mean 'pohjoinen'?"
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TRAMS.replace("access:\n", "? [access]:\n"), "1: (YAML): a value or key cannot be read:"
         " unhashable type: 'CommentedMap'."),
        (TRAMS + "name: toinen\n", '35: (YAML): found duplicate key "name" with value "toinen"'
         ' (original value: "raitiotiet").'),
        (TRAMS.replace("  type: file", "\ttype: file"), "24: (YAML): found character '\\t' that"
         " cannot start any token."),
        (TRAMS.replace("Raitiotieverkko", "Raitio\x07"), "7: (YAML): a control character stands"
         " here; remove it."),
        (TRAMS.encode("iso-8859-1", "replace"), "5: (the whole file): the file must be UTF-8, and a"
         " character here is not; save it as UTF-8."),
        ("", "1: (the whole file): fields with values are expected."),
        ("- id: hel-trams\n", "1: (the whole file): fields with values are expected."),
        ("id: !!int kolme\n", "1: (YAML): a value or key cannot be read: invalid literal for"
         " int() with base 10: 'kolme'."),
    ],
    ids=["group as key", "key twice", "tab", "control", "Latin-1", "empty", "list", "wrong tag"],
)  # fmt: skip
def test_a_file_that_is_no_yaml(desk: Desk, text: str | bytes, fault: str) -> None:
    desk.write("trams.yaml", text)
    assert desk.faults() == [f"trams.yaml:{fault}"]
    assert list(desk.load().datasets) == ["hel-events"]


def test_an_anchor_may_be_used_again(desk: Desk) -> None:
    desk.change("trams.yaml", ("[TRAN]", "&a [TRAN]"), ("monthly", "&a monthly"))
    assert desk.faults() == []


def test_a_byte_order_mark_does_no_harm(desk: Desk) -> None:
    desk.write("trams.yaml", b"\xef\xbb\xbf" + TRAMS.encode())
    assert desk.faults() == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{\n "fields": [\n  {"name": "a"} {}\n]}', "3: (JSON): JSON in UTF-8 is expected:"
         " Expecting ',' delimiter."),
        ("[]", "1: (the whole file): an object with `fields` is expected."),
        ('{"fields": []}', "1: fields: a list of at least one field is expected."),
        ('{"fields": [\n"nimi"]}', "2: fields.0: an object with `name` and `type` is expected."),
        ('{"fields": [\n{"name": "a"},\n{"type": "string"}]}', "3: fields.1: 'name' is a required"
         " property."),
        ('{"fields": [{"name": "a"},\n {"name": "a"}]}', "1: (the whole file): names of the fields"
         " are not unique."),
        ('{"fields": [\n\n{"name": "a", "type": "string", "constraints": {"minimm": 1}}]}',
         '3: fields.0: constraint "minimm" is not supported by type "string".'),
    ],
    ids=["JSON", "list", "no fields", "text as field", "no name", "name twice", "constraint"],
)  # fmt: skip
def test_a_broken_table_schema(desk: Desk, text: str, fault: str) -> None:
    desk.write("trams.json", text)
    assert desk.faults() == [f"trams.json:{fault}"]
    assert list(desk.load().datasets) == ["hel-events"]


def test_a_text_in_a_table_schema_is_never_opened_as_a_file(desk: Desk) -> None:
    field = desk.schemas / "field.txt"
    field.write_text('{"name": "salaisuus", "type": "string"}')
    desk.write("trams.json", f'{{"fields": ["{field}"]}}')
    assert desk.faults() == [
        "trams.json:1: fields.0: an object with `name` and `type` is expected."
    ]


def test_without_a_privacy_decision_it_loads_and_may_not_leave(desk: Desk) -> None:
    declared = desk.load()
    assert declared.datasets["hel-trams"].access.may_leave()
    assert not declared.datasets["hel-events"].access.may_leave()


def test_restricted_data_may_not_leave_whatever_was_decided(desk: Desk) -> None:
    desk.change("trams.yaml", ("level: public", "level: restricted"))
    assert not desk.load().datasets["hel-trams"].access.may_leave()


def test_a_copied_file_makes_both_unsound_until_the_ids_differ(desk: Desk) -> None:
    desk.write("a-copy.yaml", TRAMS)
    assert desk.faults() == [
        "a-copy.yaml:1: id: 'hel-trams' must be unique, and stands in trams.yaml too.",
        "a-copy.yaml:2: name: 'raitiotiet' must be unique, and stands in trams.yaml too.",
        "a-copy.yaml:3: former_names.0: 'raitiovaunut' must be unique,"
        " and stands in trams.yaml too.",
        "trams.yaml:1: id: 'hel-trams' must be unique, and stands in a-copy.yaml too.",
        "trams.yaml:2: name: 'raitiotiet' must be unique, and stands in a-copy.yaml too.",
        "trams.yaml:3: former_names.0: 'raitiovaunut' must be unique,"
        " and stands in a-copy.yaml too.",
    ]
    assert list(desk.load().datasets) == ["hel-events"]


def test_a_name_that_was_anothers(desk: Desk) -> None:
    desk.change("events.yaml", ("name: tapahtumat", "name: raitiovaunut"))
    assert desk.faults() == [
        "events.yaml:2: name: 'raitiovaunut' must be unique, and stands in trams.yaml too.",
        "trams.yaml:3: former_names.0: 'raitiovaunut' must be unique,"
        " and stands in events.yaml too.",
    ]


def test_adopted_ids_must_be_unique_however_they_are_written(desk: Desk) -> None:
    adopted = "3f0c5f0e-0000-4000-8000-00000000000a"
    desk.change("trams.yaml", ("name: raitiotiet", f"name: raitiotiet\npackage_id: {adopted}"))
    desk.change("events.yaml", ("name: tapahtumat", f"package_id: {adopted.upper()}\nname: menot"))
    assert desk.faults() == [
        f"events.yaml:2: package_id: '{adopted}' must be unique, and stands in trams.yaml too.",
        f"trams.yaml:3: package_id: '{adopted}' must be unique, and stands in events.yaml too.",
    ]


def test_an_api_has_no_table(desk: Desk) -> None:
    desk.change("events.yaml", ("source:\n", "schema: trams.json\ndistributions: [csv]\nsource:\n"))
    assert desk.faults() == [
        "events.yaml:14: schema: an API has no such field; remove it.",
        "events.yaml:15: distributions: an API has no such field; remove it.",
    ]


def test_an_api_under_another_licence_has_its_own_terms(desk: Desk) -> None:
    desk.change("events.yaml", ("licence: CC0-1.0", "licence: other-open"))
    (fault,) = desk.faults()
    assert fault.startswith("events.yaml:14: source.terms: the page with the terms is required")
    documentation = "documentation: https://dev.hel.fi/events"
    desk.change("events.yaml", (documentation, f"{documentation}\n  terms: https://hel.fi/ehdot"))
    assert desk.faults() == []


def test_missing_translations_are_warnings_only(desk: Desk) -> None:
    desk.change("trams.yaml", ("  sv: Spårvägsnätet.\n", ""), (", en: Tramways", ""))
    assert desk.faults() == [
        "trams.yaml:5: warning: title.en: the text in 'en' is missing.",
        "trams.yaml:6: warning: description.sv: the text in 'sv' is missing.",
    ]
    declared = desk.load()
    assert declared.errors == []
    assert "hel-trams" in declared.datasets


def test_finnish_is_no_warning(desk: Desk) -> None:
    desk.change("trams.yaml", ("  fi: Raitiotieverkko.\n", ""))
    assert desk.faults() == ["trams.yaml:6: description.fi: this field is required."]


@pytest.mark.parametrize(
    ("changes", "faults", "sound"),
    [
        (
            [("kind: city", "kind: city\n    parent: liikenne")],
            [
                "5: publishers.0.parent: the tree goes round: it is its own ancestor.",
                "11: publishers.1.parent: the tree goes round: it is its own ancestor.",
            ],
            [],
        ),
        (
            [("parent: kaupunki", "parent: kaupuki")],
            ["10: publishers.1.parent: a name that stands in this register is expected."
             " Did you mean 'kaupunki'?"],
            ["hel-events"],
        ),
        (
            [("parent: kaupunki", "successor: vesi\n    parent: kaupunki")],
            ["10: publishers.1.successor: a name that stands in this register is expected."],
            ["hel-events", "hel-trams"],
        ),
        (
            [("kind: enterprise", "kind: enterprize"), ("    kind: city\n", "")],
            ["2: publishers.0.kind: this field is required.",
             "8: publishers.1.kind: one of 'city', 'agency', 'enterprise', 'group-company',"
             " 'other-city', 'joint-authority' or 'state' is expected."
             " Did you mean 'enterprise'?"],
            [],
        ),
    ],
    ids=["cycle", "unknown parent", "unknown successor", "model"],
)  # fmt: skip
def test_faults_of_the_register(
    desk: Desk, changes: list[tuple[str, str]], faults: list[str], sound: list[str]
) -> None:
    desk.change(REGISTER, *changes)
    assert desk.faults() == [f"{REGISTER}:{fault}" for fault in faults]
    declared = desk.load()
    assert list(declared.datasets) == sound
    # Every publisher that is left can be followed to the top.
    assert [declared.ancestors(name)[-1].name for name in declared.publishers] == list(
        declared.publishers
    )


def test_a_publisher_that_stands_twice_is_neither(desk: Desk) -> None:
    again = PUBLISHERS.split("publishers:\n")[1].split("  - name: liikenne")[1]
    desk.write(REGISTER, PUBLISHERS + "  - name: liikenne" + again)
    assert desk.faults() == [f"{REGISTER}:13: publishers.2.name: the name stands twice."]
    assert list(desk.load().datasets) == ["hel-events"]


def test_without_a_register_nothing_is_sound(desk: Desk) -> None:
    (desk.datasets / REGISTER).unlink()
    assert desk.faults() == [
        f"{REGISTER}:1: publishers: the register of publishers is missing:"
        " every dataset names an entry of it."
    ]
    assert desk.load().datasets == {}


def test_empty_folders(tmp_path: Path) -> None:
    declared = load(tmp_path / "none", tmp_path / "none")
    assert [fault.field for fault in declared.faults] == ["publishers"]


LINES = st.sampled_from(
    ["", "x", "a: &a [*a]", "<<: {id: a}", "? [a]: b", "1: x", "- x", "!!int x", "\x00", "---",
     "{", "source: 3", "type: api", "columns: {1: 2}", "fields: 3", '"fields": [3],', "null: null",
     "distributions: [[csv], {format: [csv]}]", "former_names: {a: b}", "name: [x]", "\ud7ff"]
)  # fmt: skip


@given(data=st.data(), original=st.sampled_from([TRAMS, EVENTS, PUBLISHERS, SCHEMA]))
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_file_holds_loading_never_raises(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, original: str
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    name = {TRAMS: "trams.yaml", EVENTS: "events.yaml", PUBLISHERS: REGISTER, SCHEMA: "trams.json"}
    lines = original.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(lines) - 1))
        indent = " " * data.draw(st.integers(0, 6))
        change = data.draw(st.one_of(LINES, st.text(max_size=12).filter(_encodable)))
        lines[position : position + data.draw(st.integers(0, 3))] = [indent + change]
    text = "\n".join(lines)
    desk.write(name[original], text)
    declared = desk.load()
    for fault in declared.faults:
        assert 1 <= fault.line <= text.count("\n") + 40
        assert fault.message
        assert fault.field


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


TABLES = """\
tables:
  - {name: lines, sheet: Radat, schema: trams.json, distributions: [csv]}
  - {name: stops, schema: tram.json, distributions: [csv, geojson]}
  - {name: stops, sheet: Pysäkit, schema: trams.json, distributions: []}
"""


def test_faults_of_several_tables_name_the_table(desk: Desk) -> None:
    desk.change(
        "trams.yaml",
        ("schema: trams.json\n", TABLES),
        ('  format: csv\n  encoding: utf-8\n  delimiter: ";"\n', "  format: xlsx\n"),
    )
    assert desk.faults() == [
        "trams.yaml:29: tables.1.distributions: `geojson` needs `geometry`: the columns and the"
        " coordinate system.",
        "trams.yaml:29: tables.1.schema: a file in schemas/ is expected. Did you mean"
        " 'trams.json'?",
        "trams.yaml:30: tables.2.distributions: at least one format is expected.",
    ]


def test_faults_between_several_tables_and_the_dataset(desk: Desk) -> None:
    sound = (
        TABLES.replace("tram.json", "trams.json").replace(", geojson", "").replace("[]", "[csv]")
    )
    desk.change(
        "trams.yaml",
        ("schema: trams.json\n", sound),
        ('  format: csv\n  encoding: utf-8\n  delimiter: ";"\n', "  format: xlsx\n"),
    )
    own = "each of the `tables` declares its own; remove it"
    assert desk.faults() == [
        "trams.yaml:23: source.sheet: must be declared for format xlsx: it is never guessed.",
        "trams.yaml:27: tables: a name stands twice.",
        f"trams.yaml:31: geometry: {own}.",
        f"trams.yaml:35: distributions: {own}.",
    ]


def test_hosts_have_the_declared_limits() -> None:
    hosts = load(PROJECT / "datasets", PROJECT / "schemas").hosts
    limit = hosts.limit_of("pxdata.stat.fi")
    assert (limit.requests, limit.seconds, limit.parallel) == (30, 10, 1)
    other = hosts.limit_of("www.hel.fi")
    assert (other.requests, other.seconds, other.parallel) == (20, 10, 2)


def test_without_a_register_of_hosts_the_default_holds(desk: Desk) -> None:
    assert desk.faults() == []
    limit = desk.load().hosts.limit_of("www.hel.fi")
    assert (limit.requests, limit.seconds, limit.parallel) == (20, 10, 2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("default: {requests: 0}", "1: default.requests: "),
        ("hosts:\n  - {host: 'https://hel.fi'}", "2: hosts.0.host: "),
        ("hosts:\n  - {host: hel.fi, parrallel: 1}", "2: hosts.0.parrallel: "),
        ("hosts:\n  - {host: hel.fi}\n  - {host: hel.fi}", "hosts: host 'hel.fi' stands twice"),
        ("hosts: [", "(YAML): "),
    ],
)
def test_a_fault_in_the_register_of_hosts_is_told_and_stops_no_dataset(
    desk: Desk, text: str, fault: str
) -> None:
    desk.write(HOSTS, text)
    (found,) = desk.faults()
    assert found.startswith(f"{HOSTS}:")
    assert fault in found
    assert set(desk.load().datasets) == {"hel-trams", "hel-events"}


LIST = """\
  type: rest
  url: https://api.hel.fi/trams/
  paging:
    type: nxt
  key: id[
  columns:
    nimi: name.fi
    itä: place.x
  changes:
    parameter: since=
    modified: changed
  authorization: ahjo
"""


def test_faults_of_a_list_of_records_name_their_lines(desk: Desk) -> None:
    file = "  type: file\n  url: https://www.hel.fi/trams.csv\n  format: csv\n  encoding: utf-8\n"
    desk.change("trams.yaml", (file + '  delimiter: ";"\n', LIST))
    assert desk.faults() == [
        "trams.yaml:27: source.paging.type: one of 'none', 'next', 'page', 'offset', 'cursor' is"
        " expected. Did you mean 'next'?",
        "trams.yaml:28: source.key: a JMESPath such as `meta.count` is expected (Invalid jmespath"
        " expression: Incomplete expression:).",
        "trams.yaml:31: source.columns.itä: 'itä' is no field of trams.json. Did you mean 'ita'?",
        "trams.yaml:33: source.changes.parameter: the name of a parameter, such as page_size, is"
        " expected.",
        "trams.yaml:35: source.authorization: the NAME of an environment variable, such as"
        " COUNTS_TOKEN, is expected.",
    ]


def test_a_way_of_paging_must_be_named(desk: Desk) -> None:
    source = "  type: rest\n  url: https://api.hel.fi/trams/\n  paging: {size: 10}\n  key: id\n"
    file = "  type: file\n  url: https://www.hel.fi/trams.csv\n  format: csv\n  encoding: utf-8\n"
    desk.change("trams.yaml", (file + '  delimiter: ";"\n', source))
    assert desk.faults() == [
        "trams.yaml:26: source.paging.type: this field is required: `next`, `page` or another way"
        " of paging."
    ]


SERIES = "series: {name: kartat, title: {fi: Kartat, sv: Kartor, en: Maps}, description: {fi: "


def test_members_that_tell_their_series_otherwise_are_named(desk: Desk) -> None:
    desk.write("events.yaml", EVENTS + SERIES + "Yhdet.}}\n")
    desk.write("trams.yaml", TRAMS + SERIES + "Toiset.}}\n")
    faults = [fault for fault in desk.faults() if "told otherwise" in fault]
    assert len(faults) == 1
    assert "trams.yaml" in faults[0]
    assert "copy it from there" in faults[0]


SUNSET = "sunset: {{on: 2027-01-31, successor: {successor}, reason: {{fi: a, sv: b, en: c}}}}\n"


def test_a_successor_is_another_declared_dataset_or_an_address(desk: Desk) -> None:
    for successor in ("hel-events", "https://www.hel.fi/uusi"):
        desk.write("trams.yaml", TRAMS + SUNSET.format(successor=successor))
        assert desk.faults() == []
    for successor in ("hel-event", "hel-trams"):
        desk.write("trams.yaml", TRAMS + SUNSET.format(successor=successor))
        (fault,) = desk.faults()
        assert "the id of another declared dataset, or an address, is expected" in fault
        assert "trams.yaml:35" in fault


def test_a_dataset_ends_but_once(desk: Desk) -> None:
    ends = "withdrawn: {on: 2027-01-31, reason: {fi: a, sv: b, en: c}}\n"
    desk.write("trams.yaml", TRAMS + SUNSET.format(successor="hel-events") + ends)
    (fault,) = desk.faults()
    assert "`withdrawn` is declared too; a dataset ends but once" in fault


def test_a_fault_in_how_everything_is_published_is_told(desk: Desk) -> None:
    desk.write("_publishing.yaml", "retirement: {grace_days: -1}\nannounce_day: 3\n")
    first, second = sorted(desk.faults())
    assert "_publishing.yaml:1" in first
    assert "announce_days" in second
    assert desk.load().publishing.retirement.grace_days == 30
