"""What every declared noun is made of: short texts with rules, and the base of all models.

What does not belong here: any noun of its own (dataset, source, publisher).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)
from pydantic_core import PydanticCustomError

LANGUAGES = ("fi", "sv", "en")

SLUG = r"^[a-z0-9][a-z0-9-]{1,98}[a-z0-9]$"
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
"""CKAN's rule for names, without the underscore, so that names read as words."""

PACKAGE_NAME = r"^[a-z0-9_-]{2,100}$"
PackageName = Annotated[str, StringConstraints(pattern=PACKAGE_NAME)]
"""CKAN's own rule for the names of packages, so that an existing one need not be renamed."""

CATALOGUE_ID = r"^[A-Za-z0-9_-]{7,100}$"
UUID = r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


def _as_ckan_writes_it(value: object) -> object:
    return value.lower() if isinstance(value, str) and re.fullmatch(UUID, value) else value


CatalogueId = Annotated[
    str, BeforeValidator(_as_ckan_writes_it), StringConstraints(pattern=CATALOGUE_ID)
]
"""An id that CKAN has given, or an editor chosen: nearly always a UUID, but not by CKAN's rules."""


def _whole_url(value: str) -> str:
    if not re.match(r"^https?://[^/\s]+\.?[^/\s]*(/\S*)?$", value):
        raise PydanticCustomError(
            "url", "a whole URL is expected, such as https://www.hel.fi/x.csv"
        )
    if re.match(r"^https?://[^/]*@", value):
        raise PydanticCustomError(
            "url_secret", "a URL never holds a user or password; name the secret in `authorization`"
        )
    return value


Url = Annotated[
    str,
    AfterValidator(_whole_url),
    Field(json_schema_extra={"format": "uri", "pattern": "^https?://"}),
]


class Noun(BaseModel):
    """What all declared things share: unknown fields are refused, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Text(Noun):
    """A text in the portal's languages; Finnish is mandatory."""

    fi: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    """In Finnish; mandatory."""
    sv: str | None = None
    """In Swedish; `hri check` warns where it is missing."""
    en: str | None = None
    """In English; `hri check` warns where it is missing."""

    def translations(self) -> dict[str, str]:
        """Return {language: text} of the languages that are present."""
        texts = {"fi": self.fi, "sv": self.sv, "en": self.en}
        return {language: text.strip() for language, text in texts.items() if text}


class Keywords(Noun):
    """Keywords in the portal's languages; at least one in Finnish."""

    fi: Annotated[list[str], Field(min_length=1)]
    """In Finnish, 3–100 characters each."""
    sv: list[str] = []
    """In Swedish."""
    en: list[str] = []
    """In English."""

    @field_validator("fi", "sv", "en")
    @classmethod
    def _harvestable(cls, words: list[str]) -> list[str]:
        for word in words:
            if not re.fullmatch(r"[\w\- .]{3,100}", word):
                raise PydanticCustomError(
                    "keyword",
                    "keyword '{word}': 3–100 letters, digits, spaces, - . or _ are expected"
                    " (harvesters drop shorter ones)",
                    {"word": word},
                )
        return words

    def translations(self) -> dict[str, list[str]]:
        """Return {language: keywords} of the languages that have any."""
        lists = {"fi": self.fi, "sv": self.sv, "en": self.en}
        return {language: words for language, words in lists.items() if words}


def refuse(faults: list[tuple[str, str]]) -> None:
    """Raise one error for all the broken rules of a noun, given as (field, message), if any.

    A model's validator can raise but once; `faults` in the error's context holds each of them.
    """
    if faults:
        text = "; ".join(message for _, message in faults)
        raise PydanticCustomError("rules", "{text}", {"text": text, "faults": faults})
