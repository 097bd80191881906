"""The site: the public static pages and files beside the portal (`HRI_SITE`).

`facts` are what it tells, `dataset_pages`, `lists` and `feeds` tell it, `writing` writes all of it
into `files`; `layout` gives every page its frame, `language` its numbers and dates. Nothing in it
needs a script or loads anything from elsewhere, and the same facts make the same bytes.
What does not belong here: finding the facts out (orchestration gathers, measure computes) and
anything that writes to CKAN.
"""

from __future__ import annotations

from pipelines.site.files import SiteFiles
from pipelines.site.versions import write_versions
from pipelines.site.writing import Written, write_site

__all__ = ["SiteFiles", "Written", "write_site", "write_versions"]
