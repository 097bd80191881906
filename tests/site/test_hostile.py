"""Whatever texts hold, a page has the elements that it always has, and shows them as they are."""

from __future__ import annotations

import datetime as dt
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.journal import Entry, Kind
from pipelines.site import facts
from pipelines.site.dataset_pages import dataset_pages
from pipelines.site.language import legal
from pipelines.site.lists import lists
from tests.site.test_pages import Reader
from tests.site.town import NOON, SITE_URL

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), min_size=1)
MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '" onclick="x',
        "'>",
        "&lt;b&gt;",
        "{{ 7*7 }}",
        "<!--",
        "]]>",
        "</",
    ]
)


def told(text: str) -> facts.Facts:
    """Return facts in which everything that people write is the text."""
    texts = {"fi": text, "sv": text, "en": text}
    column = {"name": text, "title": text, "description": text, "unit": text}
    dataset = facts.Dataset(
        id="hel-trams",
        name="raitiotiet",
        publisher="liikenne",
        title=texts,
        description=texts,
        page="https://portal.example/dataset/raitiotiet",
        licence=text,
        licence_page=None,
        frequency=texts,
        contact=text,
        email=text,
        released=dt.date(2020, 1, 1),
        version=text,
        citation=texts,
        files=[facts.File(text, "https://portal.example/x.csv", texts, 5, text)],
        tables=[facts.Table({"fields": [{**column, "constraints": {"enum": [text]}}]}, texts)],
        examples=[{"title": text, "language": text, "code": text}],
    )
    gone = facts.Withdrawn("hel-stops", text, "liikenne", texts, NOON.date(), texts, text)
    entry = Entry(
        dataset="hel-trams",
        name="raitiotiet",
        publisher="liikenne",
        title=texts,
        at=NOON,
        kind=Kind.CHANGED,
        schema_changes=[texts],
        metadata_changes=[text],
        text=texts,
        successor=text,
    )
    return facts.Facts(
        portal="https://portal.example",
        today=NOON.date(),
        publishers={"liikenne": texts},
        datasets=[dataset],
        journal=[entry],
        withdrawn=[gone],
    )


def read(text: str) -> dict[str, Reader]:
    found = told(text)
    made = [*lists(found, SITE_URL, set()), *dataset_pages(found, SITE_URL)]
    return {path: Reader(content) for path, content in made if path.endswith(".html")}


@settings(max_examples=30)
@given(text=st.one_of(TEXT, st.tuples(TEXT, MARKUP, TEXT).map("".join)))
def test_no_text_becomes_markup(text: str) -> None:
    plain, hostile = read("x"), read(f"x{text}x")
    assert {path: page.tags for path, page in hostile.items()} == {
        path: page.tags for path, page in plain.items()
    }
    shown = re.sub(r"\s+", " ", legal(f"x{text}x"))
    assert shown in hostile["en/datasets/hel-trams.html"].text
    assert shown in hostile["sv/withdrawn.html"].text
