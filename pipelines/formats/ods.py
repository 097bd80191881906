"""OpenDocument spreadsheets: read by their declared sheet, never published.

What does not belong here: how a sheet becomes records (`sheets`).
"""

from __future__ import annotations

from pipelines.formats import Format, sheets
from pipelines.model import FormatName

FORMAT = Format(
    name=FormatName.ODS,
    extension="ods",
    media_type="application/vnd.oasis.opendocument.spreadsheet",
    eu_file_type="ODS",
    read=sheets.read,
)
