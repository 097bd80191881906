"""Texts that pass for a URI, a UUID or Base64, and are none that other programs take."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Found, Subject, fields_of_type, found_where

FORMS = {
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:(//[^\s/?#]+\S*|[^\s/]\S*|/[^\s/]\S*)$",
    "uuid": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
    "binary": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
}


def look(subject: Subject, _declared: None) -> Iterator[Found]:
    """Find texts that are not of their declared format in the narrow sense."""
    for field in fields_of_type(subject.schema, "string"):
        form = FORMS.get(field.get("format", "default"))
        if form is not None:
            column = subject.table.column(field["name"])
            loose = pc.invert(pc.match_substring_regex(column, form))
            yield from found_where(loose, field["name"], format=field["format"])


CHECK = Check(
    name="loose-format",
    severity="warning",
    what="A text of the format `uri`, `uuid` or `binary` is none in the narrow sense (`http://`"
    " without a host, a UUID without dashes, `***`).",
    problem=Text(
        fi="teksti ei ole kelvollinen `{format}`",
        sv="texten är ingen giltig `{format}`",
        en="the text is no proper `{format}`",
    ),
    remedy=Text(
        fi="Korjaa solu lähteeseen, tai poista skeemasta kentän `format`.",
        sv="Rätta cellen i källan, eller ta bort fältets `format` ur schemat.",
        en="Mend the cell at the source, or remove the field's `format` from the schema.",
    ),
    look=look,
)
