"""The figures that the city's IT programme 2015–2017 itself reported.

Nothing here is invented: these are the figures of the programme's follow-up report, each with its
as-of date and, where the report gives no exact number, its qualifier.
"""

import csv
from datetime import UTC, datetime
from io import StringIO

from sandbox.replica.documents import Document, generated

HEADER = ("indicator", "as_of", "value", "qualifier", "unit", "source")
FIGURES = (
    ("open_datasets", "2014-12-31", 623, "", "pcs"),
    ("open_apis", "2014-12-31", 11, "", "pcs"),
    ("social_media_sites", "2014-12-31", 409, "", "pcs"),
    ("feedback_received", "2014-12-31", 26000, "≈", "pcs"),
    ("service_entities", "2014-12-31", 67, "", "pcs"),
    ("registered_users", "2014-11-30", 200000, ">", "persons"),
    ("messaging_users", "2012-12-31", 4528, "", "persons"),
    ("messaging_users", "2014-12-31", 11505, "", "persons"),
    ("e_transactions_share", "2014-12-31", 90, ">", "%"),
)

_REPORT = "Helsingin kaupungin tietotekniikkaohjelma 2015–2017, TTO-seurantaraportti"


def _table() -> bytes:
    target = StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows((*figure, _REPORT) for figure in FIGURES)
    return target.getvalue().encode()


DOCUMENTS = (
    Document(
        url=(
            "https://www.hel.fi/static/liitteet/tietotekniikkaohjelma/"
            "seurantaraportti-2014-mittarit.csv"
        ),
        description="Figures reported by the IT programme: CSV, comma, UTF-8, 9 rows of facts",
        content_type="text/csv; charset=utf-8",
        encoding="utf-8",
        modified=datetime(2015, 2, 16, 10, 0, tzinfo=UTC),
        answer=generated(_table),
    ),
)
