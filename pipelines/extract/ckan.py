"""A resource of another CKAN portal: the package is asked for, its resource found and fetched.

The portal is another catalogue than ours, and is asked by plain HTTP as every agency's system is.
What does not belong here: our own catalogue (catalogue), what the file must look like (guards).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from pipelines.addresses import origin, shown
from pipelines.errors import KeyRefused, NotTheDeclaredFile, SourceRefused, SourceUnavailable
from pipelines.extract import guards
from pipelines.extract.file import raw_name
from pipelines.extract.visit import Arrived, Collected, Visit
from pipelines.model import CkanSource, Dataset, ResourceChoice
from pipelines.web import http_date

ANSWER_BYTES = 20_000_000
"""The largest answer of the portal's API."""
LISTED_RESOURCES = 10
Record = dict[str, Any]


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared resource, or know from what the portal says that it has not changed.

    Raises what Visit.download raises; SourceRefused (no such package, or not public),
    NotTheDeclaredFile (no such resource, or several; not the declared file).
    """
    source = dataset.source
    assert isinstance(source, CkanSource)  # noqa: S101 - found by its type
    resource = _resource(_package(source, visit), source)
    mark = {name: resource.get(name) for name in ("id", "url", "hash", "last_modified")}
    last = visit.last
    if last and mark == last.mark and _is_kept_by_the_portal(resource, source):
        return Collected(last.files, last.source_modified, mark)
    file = _dumped(resource, dataset, visit) if source.dump else _file(resource, dataset, visit)
    if not isinstance(file, Arrived):
        return Collected((file,), last.source_modified if last else None, mark)
    for part in dataset.parts():
        assert isinstance(part.source, CkanSource)  # noqa: S101 - as above
        guards.check(file.path, part.source)
    return Collected((file,), _modified(resource, source) or http_date(file.last_modified), mark)


def _package(source: CkanSource, visit: Visit) -> Record:
    """Return the package as the portal tells it."""
    try:
        package = _asked("package_show", {"id": source.package}, source, visit)
    except KeyRefused:
        raise
    except SourceRefused as error:
        error.remedy = (
            f"see {shown(source.address)}: where the package was renamed, correct `source.package`"
            " (its id never changes); where it is gone or private, ask the portal's keeper"
        )
        raise
    if package.get("state", "active") != "active" or package.get("private"):
        raise SourceRefused(
            f"{shown(source.address)}: the package is deleted or private on the portal",
            remedy="ask the portal's keeper; what is not open there is not taken over",
        )
    if source.package not in (package.get("id"), package.get("name")):
        raise SourceRefused(
            f"{shown(source.address)}: the portal answers with the package `{package.get('name')}`",
            remedy="where it was renamed, correct `source.package`, or declare its id",
        )
    return package


def _asked(action: str, parameters: dict[str, str], source: CkanSource, visit: Visit) -> Record:
    """Return the `result` of an action that only reads."""
    url = f"{source.base}/api/3/action/{action}?{urlencode(parameters)}"
    answer = visit.download(
        url, f"{action}.json", max_bytes=ANSWER_BYTES, secret=source.authorization
    )
    assert isinstance(answer, Arrived)  # noqa: S101 - nothing was known of it
    try:
        document = json.loads(answer.path.read_bytes())
        result = document["result"] if document["success"] is True else None
    except (ValueError, KeyError, TypeError):
        result = None
    if not isinstance(result, dict):
        raise SourceRefused(
            f"{shown(url)}: what came is no answer of a CKAN portal",
            remedy="correct `source.portal`: to it, /api/3/action/package_show is added",
        )
    return result


def _resource(package: Record, source: CkanSource) -> Record:
    """Return the only resource that fits."""
    resources: list[Record] = package.get("resources") or []
    fitting = [resource for resource in resources if _fits(resource, source.resource)]
    if len(fitting) == 1:
        return fitting[0]
    found, among = (
        ("several resources fit", fitting) if fitting else ("no resource fits", resources)
    )
    listed = "; ".join(_described(resource) for resource in among[:LISTED_RESOURCES])
    raise NotTheDeclaredFile(
        f"{shown(source.address)}: {found} `source.resource`: {listed or 'the package has none'}",
        remedy="declare the id of one of them as `source.resource`",
    )


def _fits(resource: Record, wanted: object) -> bool:
    if not isinstance(wanted, ResourceChoice):
        return str(resource.get("id")).lower() == str(wanted)
    has_format = str(resource.get("format") or "").lower() == wanted.format.lower()
    return has_format and wanted.name in (None, resource.get("name"))


def _described(resource: Record) -> str:
    return f"{resource.get('id')} ({resource.get('format')}, {resource.get('name')})"


def _is_kept_by_the_portal(resource: Record, source: CkanSource) -> bool:
    """Tell whether the portal's word on the file's last change can be taken.

    It knows only the files that were uploaded to it, and nothing of changes in its DataStore.
    """
    says = resource.get("hash") or resource.get("last_modified")
    return bool(says) and resource.get("url_type") == "upload" and not source.dump


def _file(resource: Record, dataset: Dataset, visit: Visit) -> Any:
    """Fetch the resource's file, where it changed."""
    source = dataset.source
    url = str(resource.get("url") or "")
    assert isinstance(source, CkanSource)  # noqa: S101 - as above
    if not url.startswith(("https://", "http://")):
        raise NotTheDeclaredFile(
            f"{shown(source.address)}: the resource's address `{shown(url)}` is no web address",
            remedy="ask the portal's keeper to correct it",
        )
    last = visit.last
    known = last.files[0] if last and last.mark.get("url") == url else None
    # The token is the portal's: a file elsewhere is fetched without it.
    is_theirs = origin(url) == origin(source.portal)
    return visit.download(
        url,
        raw_name(url, dataset.parts()[0].source),
        max_bytes=source.max_bytes,
        secret=source.authorization if is_theirs else None,
        known=known,
    )


def _dumped(resource: Record, dataset: Dataset, visit: Visit) -> Arrived:
    """Fetch the table from the DataStore, without its row number, and count what came."""
    source = dataset.source
    assert isinstance(source, CkanSource)  # noqa: S101 - as above
    key = str(resource["id"])
    table = _asked("datastore_search", {"resource_id": key, "limit": "0"}, source, visit)
    fields = [str(field["id"]) for field in table["fields"] if field["id"] != "_id"]
    if any("," in field for field in fields):
        raise NotTheDeclaredFile(
            f"{shown(source.address)}: a column's name holds a comma, so no dump can be asked for",
            remedy="take the resource's file instead: remove `source.dump`",
        )
    query = urlencode({"fields": ",".join(fields)})
    url = f"{source.base}/datastore/dump/{key}?{query}"
    file = visit.download(
        url, f"{key}.csv", max_bytes=source.max_bytes, secret=source.authorization
    )
    assert isinstance(file, Arrived)  # noqa: S101 - nothing was known of it
    rows = _rows(file.path)
    visit.counted(rows)
    if rows != table.get("total", rows):
        raise SourceUnavailable(
            f"{shown(url)}: {rows} rows came, and the portal counts {table['total']}",
            remedy="it is asked again at a later run; where it lasts, tell the portal's keeper",
        )
    return file


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        return max(0, sum(1 for row in csv.reader(stream) if row) - 1)


def _modified(resource: Record, source: CkanSource) -> dt.datetime | None:
    """Return when the file last changed, where the portal can know; CKAN's dates are in UTC."""
    if not _is_kept_by_the_portal(resource, source):
        return None
    try:
        moment = dt.datetime.fromisoformat(str(resource.get("last_modified")))
    except ValueError:
        return None
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
