"""Decisions of the Ahjo REST API, the successor of Open Ahjo, which only answers to a token.

Not every decision is public, a public one may hold personal data, and an organisation that still
exists is dissolved on 2100-01-01. No open address of it is known: the one here is an example.
"""

from datetime import date
from functools import cache
from typing import Any

from sandbox.replica.documents import Answer, Document, Query
from sandbox.replica.draws import Draws
from sandbox.replica.paging import json_answer
from sandbox.replica.people import person

DECISIONS = 90

_PUBLIC, _SECRET = "Julkinen", "Salassa pidettävä"
_REASONS = ["JulkL (621/1999) 24.1 § 25 k"]
_SECTORS = (("U50", "Keskushallinto"), ("U541", "Kaupunkiympäristön toimiala"))
_KINDS = (
    ("02 05 01 00", "Kunnan myöntämät avustukset", "Avustuksen myöntäminen"),
    ("10 04 00 01", "Rakennusluvat", "Rakennusluvan myöntäminen"),
    ("02 08 02 00", "Hankinnat", "Hankinta, puitejärjestely"),
)


def _guid(draws: Draws) -> str:
    return "{" + draws.uuid().upper() + "}"


def _organization(draws: Draws) -> dict[str, Any]:
    code, sector = draws.pick(_SECTORS)
    return {
        "Name": draws.pick(("Suunnittelija", "Yksikön päällikkö", "Tiimipäällikkö")),
        "ID": f"{code}{draws.integer(1_000, 9_999)}VH2",
        "TypeId": "12",
        "Existing": "true",
        "Formed": "2023-05-26T00:00:00.000",
        "Dissolved": "2100-01-01T00:00:00.000",
        "Type": "Viranhaltija",
        "Sector": {"links": [], "SectorID": code, "Sector": sector, "PendingCases": 0},
    }


def _decision(draws: Draws, number: int) -> dict[str, Any]:
    code, classification, title = draws.pick(_KINDS)
    secret, personal = draws.chance(0.15), draws.chance(0.3)
    given, surname = person(draws)
    title = f"{title}, {given} {surname}" if personal else title
    native, series = _guid(draws), _guid(draws)
    day = draws.day(date(2024, 1, 8), date(2024, 6, 20))
    return {
        "links": [],
        "NativeId": native,
        "Title": title,
        "CaseIDLabel": f"HEL 2024-{draws.integer(1, 15_000):06}",
        "Section": str(number % 40 + 1),
        "Content": f"<p>{title}</p>",
        "Motion": "",
        "ClassificationCode": code,
        "ClassificationTitle": classification,
        "Organization": _organization(draws),
        "Meeting": None,
        "VotingResults": [],
        "Attachments": [],
        "PreviousDecisions": [],
        "PDF": {
            "Title": title,
            "AttachmentNumber": None,
            "PublicityClass": _SECRET if secret else _PUBLIC,
            "SecurityReasons": _REASONS if secret else None,
            "VersionSeriesId": series,
            "NativeId": native,
            "Type": "viranhaltijan päätös",
            "FileURI": f"https://ahjojulkaisu.hel.fi/{series.strip('{}')}.pdf",
            "Language": "fi",
            "PersonalData": "Sisältää henkilötietoja" if personal else None,
            "Issued": f"{day.isoformat()}T03:00:00.000",
        },
        "DateDecision": f"{day.isoformat()}T03:00:00.000",
    }


@cache
def _decisions() -> list[dict[str, Any]]:
    draws = Draws(2024_16)
    return [_decision(draws, number) for number in range(DECISIONS)]


def _answer(_query: Query) -> Answer:
    return json_answer(_decisions())


DOCUMENTS = (
    Document(
        url="https://ahjo.hel.fi:9802/ahjorest/v1/decisions",
        description="Ahjo REST, decisions: JSON, all 90 in one answer, secret ones among them",
        content_type="application/json",
        encoding="utf-8",
        modified=None,
        answer=_answer,
        depends_on_query=True,
    ),
)
