"""`hri validate` and `hri findings` as a steward calls them: what they print, write and answer."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.cli import main
from pipelines.state import State
from pipelines.validate import Reports, StewardReport, validate
from tests.declared import Desk

SCHEMA = {
    "fields": [
        {"name": "nimi", "type": "string", "constraints": {"required": True}},
        {"name": "kpl", "type": "integer"},
    ]
}
SPOILT = "nimi;kpl\nSumu;1\nÄiti;kaksi\n;3\n"
TRAM_HEADER = "nimi;ita;pohjoinen\n"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Hri = Callable[..., Said]


@pytest.fixture
def hri(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Hri:
    """Call `hri` in the folder of the test, without any setting."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["hri", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Said(int(ended.value.code or 0), captured.out, captured.err)

    return call


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return written


File = Callable[..., str]


@pytest.fixture
def schema(file: File) -> str:
    return file("s.json", json.dumps(SCHEMA))


def test_an_invalid_file_is_told_row_by_row(hri: Hri, file: File, schema: str) -> None:
    name = file("oma tiedosto.csv", SPOILT)
    said = hri("validate", name, "--schema", schema, "--language", "fi")
    assert said.code == 1
    assert said.out == (
        "oma tiedosto.csv\n"
        "Tiedosto: oma tiedosto.csv\n"
        "Aineistossa on korjattavaa.\n"
        "Rivejä: 3. Kunnossa: 1. Virheellisiä: 2. Virheitä: 2.\n"
        "Arvattu, koska kuvaus ei kerro sitä: encoding `utf-8`, delimiter `;`.\n"
        "\n"
        "Virheet sarakkeittain:\n"
        "  Sarake `nimi`: 1\n"
        "  Sarake `kpl`: 1\n"
        "\n"
        "Rivi 4, sarake `nimi`: solu on tyhjä, vaikka arvo on pakollinen.\n"
        "  Rivi sellaisena kuin se tuli:  | 3\n"
        "Näin korjaat: Täytä solu lähdetiedostoon ja lähetä tiedosto uudelleen.\n"
        "\n"
        "Rivi 3, sarake `kpl`: odotetaan kokonaislukua (integer). Solussa on ”kaksi”.\n"
        "  Rivi sellaisena kuin se tuli: Äiti | kaksi\n"
        "Näin korjaat: Korjaa solu lähdetiedostoon ja lähetä tiedosto uudelleen.\n"
        "\n"
        "Näin tarkistat korjatun tiedoston (anna sen polku):"
        " hri validate 'oma tiedosto.csv' --schema s.json --language fi\n"
    )


def test_a_valid_file_and_nothing_left_behind(
    hri: Hri, file: File, schema: str, tmp_path: Path
) -> None:
    name = file("ok.csv", "nimi,kpl\nSumu,1\n")
    before = sorted(path.name for path in tmp_path.iterdir())
    said = hri("validate", name, "--schema", schema, "--language", "en")
    assert (said.code, said.err) == (0, "")
    assert "The data are valid.\n" in said.out
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_the_command_in_the_report_checks_again(hri: Hri, file: File, schema: str) -> None:
    name = file("a.txt", "nimi|kpl\nSumu|x\n".encode("windows-1252"))
    options = ["--schema", schema, "--encoding", "windows-1252", "--delimiter", "|"]
    said = hri("validate", name, *options, "--language", "sv")
    again = said.out.rstrip("\n").rpartition("hri ")[2]
    assert again == (
        "validate a.txt --schema s.json --encoding windows-1252 --delimiter '|' --language sv"
    )
    assert "Gissat" not in said.out


def test_no_cells_in_a_log(hri: Hri, file: File, schema: str) -> None:
    name = file("a.csv", SPOILT)
    said = hri("validate", name, "--schema", schema, "--no-cells", "--language", "en")
    assert "Row 3, column `kpl`" in said.out
    assert "kaksi" not in said.out + said.err
    assert "Äiti" not in said.out + said.err


def test_page_and_quarantine_are_written_where_asked(
    hri: Hri, file: File, schema: str, tmp_path: Path
) -> None:
    name = file("a.csv", SPOILT)
    wanted = ["--html", "r.html", "--quarantine", "q.csv", "--language", "sv"]
    said = hri("validate", name, "--schema", schema, *wanted)
    assert "page: r.html\nquarantine: q.csv (2 rows)\n" in said.err
    assert '<html lang="sv">' in (tmp_path / "r.html").read_text(encoding="utf-8")
    with (tmp_path / "q.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert [row[3:] for row in rows] == [["nimi", "kpl"], ["Äiti", "kaksi"], ["", "3"]]
    assert rows[1][:2] == ["3", "kolumn `kpl`: ett heltal förväntas (integer)"]


def test_json_holds_the_summary_and_frictionless_report(hri: Hri, file: File, schema: str) -> None:
    said = hri("validate", file("a.csv", SPOILT), "--schema", schema, "--json", "--limit", "1")
    record = json.loads(said.out)
    assert said.code == 1
    assert (record["valid"], record["complete"]) == (False, True)
    assert (record["errors"], record["listed"]) == (2, 1)
    assert record["groups"][0]["samples"][0]["record"] == ["Äiti", "kaksi"]
    assert record["report"]["tasks"][0]["errors"][0]["type"] == "type-error"
    assert record["guessed"] == {"encoding": "`utf-8`", "delimiter": "`;`"}


@pytest.mark.parametrize(
    ("name", "content", "guessed"),
    [
        ("a.csv", b"nimi;kpl\n" + b"A;1\n" * 9_999 + b"\xc4;x\n",
         "encoding `windows-1252`, delimiter `;`"),
        ("a.tsv", "nimi\tkpl\nA;B\t1\nx\ty\n", "encoding `utf-8`, delimiter `\\t`"),
        ("a.csv", "\ufeffnimi,kpl\n\"a;b;c\",x\n", "encoding `utf-8`, delimiter `,`"),
        ("a.csv", "nimi|kpl\na,b,c|x\n", "encoding `utf-8`, delimiter `|`"),
    ],
)  # fmt: skip
def test_what_is_guessed_is_said(
    hri: Hri, file: File, schema: str, name: str, content: str | bytes, guessed: str
) -> None:
    said = hri("validate", file(name, content), "--schema", schema, "--language", "en")
    assert f"Guessed, for no declaration says so: {guessed}.\n" in said.out
    assert "column `kpl`" in said.out
    assert "Header row" not in said.out


def test_a_workbook_and_json(hri: Hri, file: File, schema: str, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Luvut")
        for at, row in enumerate([["nimi", "kpl"], ["Sumu", 1], ["Usva", "kaksi"]]):
            sheet.write_row(at, 0, row)
    said = hri("validate", "a.xlsx", "--schema", schema, "--language", "en")
    assert "sheet `Luvut`" in said.out
    assert "Row 3, column B `kpl`" in said.out
    assert "The row as it came: Usva | kaksi\n" in said.out
    file("a.json", '{"rivit": [{"nimi": "a", "kpl": 1}, {"kpl": 2}]}')
    said = hri("validate", "a.json", "--schema", schema, "--records", "rivit", "--language", "en")
    assert (said.code, "Record 2, column `nimi`" in said.out) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none.csv", "--schema", "s.json"], "none.csv"),
        (["a.csv"], "no schema"),
        (["a.csv", "--schema", "a.csv"], "JSON in UTF-8 is expected"),
        (["a.csv", "--schema", "list.json"], "an object with a list of `fields` is expected"),
        (["a.csv", "--schema", "path.json"], "an object with a list of `fields` is expected"),
        (["a.csv", "--schema", "s.json", "--sheet", "x"], "`--sheet`: it means nothing"),
        (["a.csv", "--schema", "s.json", "--encoding", "klingon"], "klingon"),
        (["a.csv", "--schema", "s.json", "--language", "de"], "'de' is not one of"),
        (["a.csv", "--schema", "s.json", "--limit", "0"], "--limit"),
        (["open.csv", "--schema", "s.json"], "a quote that opens in record 2 never closes"),
        (["a.dat", "--schema", "s.json"], "`--format` says it"),
        (["a.csv", "--dataset", "puurekisteri", "--sheet", "x"], "beside `--dataset`"),
        (["a.csv", "--dataset", "linked-events-rajapinta"], "has no table that could be checked"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_no_invalid_file(
    hri: Hri, file: File, arguments: list[str], told: str
) -> None:
    file("a.csv", "nimi;kpl\nA;1\n")
    file("a.dat", "nimi;kpl\nA;1\n")
    file("open.csv", 'nimi;kpl\n"A;1\n')
    file("s.json", json.dumps(SCHEMA))
    file("list.json", "[]")
    file("path.json", '{"fields": ["https://www.hel.fi/x.json"]}')
    said = hri("validate", *arguments)
    assert said.code == 2
    assert said.out == ""
    assert told in " ".join(said.err.replace("│", " ").split())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(folder)


def folders(desk: Desk) -> list[str]:
    return ["--datasets", str(desk.datasets), "--schemas", str(desk.schemas)]


def test_a_declared_dataset_says_how_its_file_is_read(hri: Hri, file: File, desk: Desk) -> None:
    name = file("korjattu.csv", TRAM_HEADER + "A;x;2\n")
    said = hri("validate", name, "--dataset", "raitiotiet", "--language", "en", *folders(desk))
    assert said.code == 1
    assert said.out.startswith("Tramways (hel-trams)\nFile: korjattu.csv (https://www.hel.fi/")
    assert "column `ita`" in said.out
    assert "Guessed" not in said.out
    assert "hri validate korjattu.csv --dataset hel-trams --datasets " in said.out
    file("korjattu.csv", TRAM_HEADER + "A;1;2\n")
    assert hri("validate", name, "--dataset", "hel-trams", *folders(desk)).code == 0


def test_one_of_several_tables_is_named(hri: Hri, file: File, desk: Desk) -> None:
    desk.change(
        "trams.yaml",
        ("schema: trams.json\n", "tables:\n  - {name: radat, member: r.csv, schema: trams.json,"
         " distributions: [csv]}\n  - {name: pysakit, member: p.csv, schema: trams.json,"
         " distributions: [csv]}\n"),
        ("geometry:\n  crs: EPSG:3879\n  x: ita\n  y: pohjoinen\n", ""),
        ("\ndistributions: [csv, geojson]\n", "\n"),
    )  # fmt: skip
    name = file("p.csv", TRAM_HEADER + "A;x;2\n")
    said = hri("validate", name, "--dataset", "raitiotiet", *folders(desk))
    assert (said.code, said.out) == (2, "")
    assert "say `--dataset hel-trams/radat`, `--dataset hel-trams/pysakit`" in said.err
    said = hri("validate", name, "--dataset", "raitiotiet/pysakit", *folders(desk))
    assert said.code == 1
    assert "--dataset hel-trams/pysakit" in said.out


def test_the_last_kept_report_is_shown_with_the_places_of_its_files(
    hri: Hri, file: File, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    state = State(tmp_path / "state")
    monkeypatch.setenv("HRI_STATE", state.root)
    said = hri("findings", "raitiotiet", *folders(desk))
    assert said.code == 1
    assert "no report of raitiotiet has been kept yet" in said.err
    declarations = desk.load()
    dataset = declarations.named("raitiotiet")
    raw = tmp_path / file("trams.csv", TRAM_HEADER + "A;itä;2\n")
    schema: dict[str, Any] = declarations.schema_of(dataset)
    told = StewardReport(dataset, schema, raw, validate(dataset, schema, raw))
    kept = Reports(dataset.id, state).keep(told, "a1" * 32, dt.datetime.now(dt.UTC))
    said = hri("findings", "raitiotiet", "--language", "fi", *folders(desk))
    assert said.code == 0
    assert "Rivi sellaisena kuin se tuli: A | itä | 2\n" in said.out
    assert said.out.endswith(
        f"Raportti sivuna: {state.root}/{kept.page}\n"
        f"Kaikki virheelliset rivit ja syyt: {state.root}/{kept.quarantine}\n"
        f"Tarkistettu {kept.checked[:10]}. Raporttia säilytetään 90 päivää.\n\n"
    )
    hidden = hri("findings", "raitiotiet", "--language", "fi", "--no-cells", *folders(desk)).out
    assert "itä " not in hidden
    (record,) = json.loads(hri("findings", "hel-trams", "--json", *folders(desk)).out)
    assert record["summary"]["invalid_rows"] == 1
    assert record["files"]["report"] == f"{state.root}/{kept.report}"


def test_one_of_several_declared_files_is_read_as_the_one_of_its_name(
    hri: Hri, file: Callable[[str, str | bytes], str]
) -> None:
    header = ["Hankintayksikkö", "Toimittaja", "Y-tunnus", "Tili", "Tilin nimi", "Tositepäivä"]
    lines = [[*header, "Summa"], ["Kanslia", "Sähkö Oy", "", "4344", "ICT", "5.1.2015", "7,50"]]
    text = "\r\n".join(";".join(line) for line in [*lines, []])
    checked = file("helsingin-ostot-2015.csv", text.encode("iso-8859-1"))
    found = json.loads(hri("validate", checked, "--dataset", "helsingin-ostot", "--json").out)
    assert (found["valid"], found["rows"], found["file"]) == (True, 1, "helsingin-ostot-2015.csv")
