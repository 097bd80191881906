"""The site: the public static pages and files beside the portal (`HRI_SITE`).

`files` writes them, `layout` gives every page its frame, `language` its numbers and dates. Nothing
in it needs a script or loads anything from elsewhere, and the same facts make the same bytes.
What does not belong here: finding the facts out (orchestration gathers, measure computes) and
anything that writes to CKAN.
"""

from __future__ import annotations

from pipelines.site.files import SiteFiles
from pipelines.site.versions import write_versions

__all__ = ["SiteFiles", "write_versions"]
