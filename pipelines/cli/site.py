"""`hri site`: write the public pages now, without publishing anything.

What does not belong here: what stands on them (site).
"""

from __future__ import annotations

from rich.markup import escape

from pipelines.cli.console import AsJson, DatasetsDir, SchemasDir, out, print_json, workplace
from pipelines.errors import SettingError


def site(datasets: DatasetsDir = None, schemas: SchemasDir = None, as_json: AsJson = False) -> None:
    """Write the public pages, lists and feeds; only files that changed are written."""
    work = workplace(datasets, schemas)
    # Dagster takes two seconds to import, which other commands need not wait for.
    from pipelines.orchestration.site_assets import pages_written

    written = pages_written(work)
    if written is None or work.site is None:
        raise SettingError(
            "there is no place for the site",
            remedy="set HRI_SITE, a folder or an fsspec URL, and HRI_SITE_URL, where it is served",
        )
    address = work.site.address("index.html")
    if as_json:
        print_json({"address": address, **vars(written)})
        return
    out.print(f"{written.files} files, {written.changed} written, {written.removed} removed")
    out.print(escape(address))
