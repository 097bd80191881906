"""How a dataset is cited: hri.fi's sentence in the portal's languages.

The day of the download is the reader's own: a mark stands in its place, which a portal's page may
fill in. What does not belong here: which field the sentence goes into (dcat).
"""

from __future__ import annotations

from pipelines.model import Dataset
from pipelines.publish import vocabularies as words

DAY_MARKS = {"fi": "[pp.kk.vvvv]", "sv": "[dd.mm.åååå]", "en": "[dd.mm.yyyy]"}
"""Where the day of the download goes."""

SENTENCES = {
    "fi": "Lähde: {title}. Aineiston ylläpitäjä on {maintainer}. Aineisto on ladattu Helsinki"
    " Region Infoshare -palvelusta {day} lisenssillä {licence}.",
    "sv": "Källa: {title}. Datamängden upprätthålls av {maintainer}. Datamängden har laddats ner"
    " från tjänsten Helsinki Region Infoshare {day} under licensen {licence}.",
    "en": "Source: {title}. The maintainer of the dataset is {maintainer}. The dataset has been"
    " downloaded from the Helsinki Region Infoshare service on {day} under the licence {licence}.",
}


def citation(dataset: Dataset) -> dict[str, str]:
    """Return the sentence in each language that the dataset's title has."""
    return {
        language: SENTENCES[language].format(
            title=title.rstrip("."),
            maintainer=dataset.contact.name,
            day=DAY_MARKS[language],
            licence=words.LICENCE_NAMES[dataset.licence],
        )
        for language, title in dataset.title.translations().items()
    }
