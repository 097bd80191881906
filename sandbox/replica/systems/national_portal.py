"""The national open-data portal, a CKAN: one package, as its action API tells of it, and a file.

The municipalities are real ones, but only those of Uusimaa: the real file holds the whole country.
"""

import csv
import io
from datetime import UTC, datetime
from typing import Any

from sandbox.replica.documents import Answer, Document, Query, generated
from sandbox.replica.paging import json_answer

PORTAL = "https://www.avoindata.fi/data"
PACKAGE_ID = "5f1d3f0c-5a0e-4d53-9c1f-7d2c7f6b0a11"
VALID_ID = "2b8f6c1e-9a57-4a52-8d0f-3f0d5e7c4b21"
ABOLISHED_ID = "c4a0d9b7-1f3e-4c88-a6b2-9e5d8f7a6c31"
FILE = f"{PORTAL}/dataset/{PACKAGE_ID}/resource/{VALID_ID}/download/voimassa-olevat-kunnat.csv"
MODIFIED = datetime(2025, 1, 2, 9, 30, tzinfo=UTC)

_MUNICIPALITIES = (
    ("018", "Askola", "Askola"),
    ("049", "Espoo", "Esbo"),
    ("078", "Hanko", "Hangö"),
    ("091", "Helsinki", "Helsingfors"),
    ("092", "Vantaa", "Vanda"),
    ("106", "Hyvinkää", "Hyvinge"),
    ("149", "Inkoo", "Ingå"),
    ("186", "Järvenpää", "Träskända"),
    ("224", "Karkkila", "Högfors"),
    ("235", "Kauniainen", "Grankulla"),
    ("245", "Kerava", "Kervo"),
    ("257", "Kirkkonummi", "Kyrkslätt"),
    ("407", "Lapinjärvi", "Lappträsk"),
    ("434", "Loviisa", "Lovisa"),
    ("444", "Lohja", "Lojo"),
    ("504", "Myrskylä", "Mörskom"),
    ("505", "Mäntsälä", "Mäntsälä"),
    ("543", "Nurmijärvi", "Nurmijärvi"),
    ("611", "Pornainen", "Borgnäs"),
    ("616", "Pukkila", "Pukkila"),
    ("638", "Porvoo", "Borgå"),
    ("710", "Raasepori", "Raseborg"),
    ("753", "Sipoo", "Sibbo"),
    ("755", "Siuntio", "Sjundeå"),
    ("858", "Tuusula", "Tusby"),
    ("927", "Vihti", "Vichtis"),
)


def _file() -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(("KUNTANUMERO", "KUNTANIMI", "KUNTANIMI_SV"))
    writer.writerows(_MUNICIPALITIES)
    return text.getvalue().encode()


def _resource(key: str, name: str, url: str) -> dict[str, Any]:
    return {
        "id": key,
        "package_id": PACKAGE_ID,
        "name": name,
        "format": "CSV",
        "url": url,
        "url_type": "upload",
        "hash": "",
        "last_modified": MODIFIED.replace(tzinfo=None).isoformat(),
        "state": "active",
    }


def _package() -> dict[str, Any]:
    abolished = f"{PORTAL}/dataset/{PACKAGE_ID}/resource/{ABOLISHED_ID}/download/lakanneet.csv"
    return {
        "id": PACKAGE_ID,
        "name": "kunnat",
        "title": "Kunnat",
        "state": "active",
        "private": False,
        "license_id": "cc-by-4.0",
        "resources": [
            _resource(VALID_ID, "Voimassa olevat kunnat", FILE),
            _resource(ABOLISHED_ID, "Lakanneet kunnat", abolished),
        ],
    }


def _answer(query: Query) -> Answer:
    if query.parameters.get("id") in ("kunnat", PACKAGE_ID):
        return json_answer({"help": "", "success": True, "result": _package()})
    error = {"__type": "Not Found Error", "message": "Ei löytynyt"}
    return json_answer({"help": "", "success": False, "error": error}, status=404)


DOCUMENTS = (
    Document(
        url=f"{PORTAL}/api/3/action/package_show",
        description="National portal, action API: JSON; the package kunnat, every other one 404",
        content_type="application/json;charset=utf-8",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
    Document(
        url=FILE,
        description="National portal, the municipalities: CSV, UTF-8; the 26 of Uusimaa",
        content_type="text/csv",
        encoding="utf-8",
        modified=MODIFIED,
        answer=generated(_file),
    ),
)
