"""The indicators on the site: from the ledger's rows to a page with charts, tables and CSV files.

    figures    rows of the ledger → plain figures: values, monthly series, publishers, bands
    facts      what the page shows besides the rows, as orchestration gathers it
    charts     figures → Altair charts → SVG
    tables     figures → tables, on the page and as CSV
    page       all of it → HTML in a language

`figures` and `charts` know nothing of the page, so that reports can use them.
What does not belong here: computing a value (measure), and finding facts out (orchestration).
"""

from __future__ import annotations
