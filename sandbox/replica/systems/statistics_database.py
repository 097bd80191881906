"""The regional statistics (Aluesarjat) behind PxWeb: metadata by GET, cells by POST.

What is kept of the real database: a variable that a query leaves out is totalled without a word;
`..` stands for what is missing or suppressed and `.` for what cannot be; only the Finnish tree is
whole; an answer holds so many cells at most; and it counts requests. The figures are invented.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from itertools import product
from math import prod
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import json_answer
from sandbox.replica.places import CITY_CODE, MAJOR_DISTRICTS, subdistricts
from sandbox.replica.rate_limit import RateLimit

LARGEST_ANSWER = 5_000
"""Cells."""
LIMIT = RateLimit(30, 10.0)
UPDATED = datetime(2015, 6, 15, 6, 0, tzinfo=UTC)

_TREE = "https://stat.hel.fi/api/v1/{}/Aluesarjat/vrm/vaerak/alu_vaerak_004r.px"
URL = _TREE.format("fi")
TITLE = "Väestö iän mukaan alueittain"
_AGES = {
    "ALL": "Väestö yhteensä",
    "0-6": "0-6-vuotiaat",
    "7-15": "7-15-vuotiaat",
    "16-29": "16-29-vuotiaat",
    "30-64": "30-64-vuotiaat",
    "65-": "65 vuotta täyttäneet",
}
_YEARS = ("2011", "2012", "2013", "2014")
_CONTENTS = {"lkm": "Väestö, lkm", "osuus": "Osuus alueen väestöstä, %"}
_LEFT_OUT = {"Osa-alue": CITY_CODE, "Ikä": "ALL"}
"""Variable → the value that stands for it where a query leaves it out."""
_SUPPRESSED_BELOW = 10
_NOT_YET_BUILT = frozenset({"Kuninkaantammi", "Honkasuo", "Kalasatama"})

Figure = tuple[int | float | None, str | None]
Selection = dict[str, list[str]]


class _RefusalError(Exception):
    """A query that the database refuses: HTTP status, text."""


@cache
def _variables() -> dict[str, dict[str, str]]:
    """Return {variable: {code: name}}."""
    majors = {f"091{code}000000": f"091 {name}" for code, name in MAJOR_DISTRICTS.items()}
    parts = {area.code: f"{area.code[:3]} {area.name_fi}" for area in subdistricts()}
    return {
        "Osa-alue": {CITY_CODE: "091 Helsinki", **majors, **parts},
        "Ikä": _AGES,
        "Vuosi": {year: year for year in _YEARS},
        "Tiedot": _CONTENTS,
    }


@cache
def _figures() -> dict[tuple[str, ...], Figure]:
    """Return the figure of every combination of values."""
    draws = Draws(4)
    found: dict[tuple[str, ...], Figure] = {}
    for area, name in _variables()["Osa-alue"].items():
        size = 100_000 if area == CITY_CODE else 12_000 if area.endswith("000000") else 900
        for year in _YEARS:
            if year == "2011" and name.partition(" ")[2] in _NOT_YET_BUILT:
                found |= {
                    (area, age, year, what): (None, ".") for age in _AGES for what in _CONTENTS
                }
                continue
            counts = {age: draws.integer(0, size) for age in list(_AGES)[1:]}
            total = sum(counts.values())
            for age, count in {"ALL": total, **counts}.items():
                hidden = 0 < count < _SUPPRESSED_BELOW
                share = round(100 * count / total, 1) if total else None
                found[area, age, year, "lkm"] = (None, "..") if hidden else (count, None)
                missing = hidden or share is None
                found[area, age, year, "osuus"] = (None, "..") if missing else (share, None)
    return found


def _answer(query: Query) -> Answer:
    if LIMIT.is_exceeded():
        return json_answer({"error": "Too many requests"}, status=429)
    if query.method != "POST":
        return json_answer(_metadata())
    try:
        selection, form = _asked(query.body)
        if prod(map(len, selection.values())) > LARGEST_ANSWER:
            raise _RefusalError(403, "Too many values selected")
    except _RefusalError as refusal:
        status, text = refusal.args
        return json_answer({"error": text}, status=status)
    return json_answer(_json_stat(selection)) if form == "json-stat2" else Answer(_px(selection))


def _folders(_query: Query) -> Answer:
    if LIMIT.is_exceeded():
        return json_answer({"error": "Too many requests"}, status=429)
    return json_answer([{"id": "vrm", "type": "l", "text": "Väestö"}])


def _other_tree(_query: Query) -> Answer:
    return json_answer({"error": "Parameter error"}, status=400)


def _metadata() -> dict[str, Any]:
    variables = [
        {
            "code": code,
            "text": code,
            "values": list(values),
            "valueTexts": list(values.values()),
            **({"elimination": True} if code in _LEFT_OUT else {}),
            **({"time": True} if code == "Vuosi" else {}),
        }
        for code, values in _variables().items()
    ]
    return {"title": TITLE, "variables": variables}


def _asked(body: bytes) -> tuple[Selection, str]:
    """Return what a query selects, in the table's order, and the format it wants."""
    try:
        document = json.loads(body)
        named = {item["code"]: item["selection"] for item in document["query"]}
        form = document["response"]["format"]
    except (ValueError, KeyError, TypeError):
        raise _RefusalError(400, "Parameter error") from None
    if form not in ("json-stat2", "px") or set(named) - set(_variables()):
        raise _RefusalError(400, "Parameter error")
    return {code: _values(code, named.get(code)) for code in _variables()}, form


def _values(code: str, selection: Mapping[str, Any] | None) -> list[str]:
    known = list(_variables()[code])
    if selection is None:
        if code not in _LEFT_OUT:
            raise _RefusalError(400, "Parameter error")
        return [_LEFT_OUT[code]]
    values = selection.get("values", [])
    if selection.get("filter") != "item" or not values or set(values) - set(known):
        raise _RefusalError(400, "Parameter error")
    return [value for value in known if value in values]


def _json_stat(selection: Selection) -> dict[str, Any]:
    figures = [_figures()[combination] for combination in product(*selection.values())]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": TITLE,
        "source": "Helsingin kaupunki ja Tilastokeskus",
        "updated": UPDATED.isoformat().replace("+00:00", "Z"),
        "id": list(selection),
        "size": [len(values) for values in selection.values()],
        "dimension": {code: _category(code, values) for code, values in selection.items()},
        "value": [value for value, _ in figures],
        "status": {str(at): sign for at, (_, sign) in enumerate(figures) if sign},
    }


def _category(code: str, values: list[str]) -> dict[str, Any]:
    names = _variables()[code]
    category = {
        "index": {value: position for position, value in enumerate(values)},
        "label": {value: names[value] for value in values},
    }
    return {"label": code, "category": category}


def _px(selection: Selection) -> bytes:
    """Return the cells as a PX file: a line for each area and age, years and contents across."""
    lines = [
        'CHARSET="ANSI";',
        'AXIS-VERSION="2010";',
        'CODEPAGE="iso-8859-15";',
        'LANGUAGE="fi";',
        f'TITLE="{TITLE}";',
        'LAST-UPDATED="20150615 09:00";',
        f"STUB={_quoted(list(selection)[:2])};",
        f"HEADING={_quoted(list(selection)[2:])};",
    ]
    for code, values in selection.items():
        names = [_variables()[code][value] for value in values]
        lines += [f'VALUES("{code}")={_quoted(names)};', f'CODES("{code}")={_quoted(values)};']
    across = prod(len(values) for values in list(selection.values())[2:])
    cells = [_cell(*_figures()[combination]) for combination in product(*selection.values())]
    rows = [" ".join(cells[at : at + across]) for at in range(0, len(cells), across)]
    return ("\r\n".join([*lines, "DATA=", *rows]) + ";\r\n").encode("iso-8859-15")


def _quoted(texts: list[str]) -> str:
    return ",".join(f'"{text}"' for text in texts)


def _cell(value: int | float | None, sign: str | None) -> str:
    return f'"{sign}"' if sign else str(value)


DOCUMENTS = (
    Document(
        url="https://stat.hel.fi/api/v1/fi/Aluesarjat/",
        description="Regional statistics: PxWeb, the folders of the database",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_folders,
        depends_on_query=True,
    ),
    Document(
        url=URL,
        description="Regional statistics: PxWeb, population by area, age and year; 7,536 cells",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
        methods=("GET", "HEAD", "POST"),
    ),
    *(
        Document(
            url=_TREE.format(language),
            description=f"Regional statistics: PxWeb, the tree `{language}`, which answers 400",
            content_type="application/json",
            encoding="utf-8",
            modified=None,
            answer=_other_tree,
            depends_on_query=True,
            methods=("GET", "HEAD", "POST"),
        )
        for language in ("sv", "en")
    ),
)
