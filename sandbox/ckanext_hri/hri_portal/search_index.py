"""What Solr is told of a dataset beyond CKAN's own fields.

Not here: the schema of the index, which is CKAN's own. Its ``vocab_*`` fields hold lists.
"""

import json
from typing import Any

LISTS = ("categories", "collections", "geographical_coverage", "in_series", "language", "theme")
# Lucene refuses longer terms; long texts are found through CKAN's full-text fields anyway.
LONGEST_TERM_BYTES = 32766
FULL_TEXT = ("title", "notes", "data_dict", "validated_data_dict")


def indexed(document: dict[str, Any]) -> dict[str, Any]:
    """The document with lists as ``vocab_<field>`` and without terms that Lucene would refuse.

    ``keywords`` become ``vocab_keywords_fi``, ``_sv`` and ``_en``, as on hri.fi.
    """
    result = {key: value for key, value in document.items() if not _is_too_long(key, value)}
    for name in LISTS:
        if isinstance(document.get(name), str):
            result[f"vocab_{name}"] = json.loads(document[name])
    if isinstance(document.get("keywords"), str):
        for language, words in json.loads(document["keywords"]).items():
            result[f"vocab_keywords_{language}"] = words
    return result


def _is_too_long(key: str, value: Any) -> bool:
    if key in FULL_TEXT or key.startswith("extras_") or not isinstance(value, str):
        return False
    return len(value.encode()) > LONGEST_TERM_BYTES
