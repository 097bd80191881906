"""The only place that knows ckanapi: calls to CKAN's action API, with time limits and our errors.

Reads and writes are told apart, and writes are counted. Nothing is retried here: whoever calls
knows whether a plan must be made anew first. What does not belong here: what should be in the
catalogue (publish) and which catalogue it is (settings).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ckanapi
import requests
from ckanapi.errors import CKANAPIError, ServerIncompatibleError

from pipelines.answers import retry_after
from pipelines.catalogue_answers import error_of, passes
from pipelines.catalogue_copy import CatalogueCopy
from pipelines.errors import CatalogueRefused, CatalogueUnavailable

CONNECT_SECONDS, ANSWER_SECONDS = 10, 300
PAGE = 1000
"""The most packages that CKAN gives in one answer to a search."""
ACTIONS = "/api/action/"
ORGANISATIONS_PAGE = 25
"""The most organisations that CKAN tells everything of in one answer, unless its settings do."""
NAMING = ("id", "package_id", "resource_id", "name")
"""The parameters of a write that say what it changes."""


class Ckan:
    """One CKAN, spoken to with one user's token."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.writes = 0
        """How many write calls were sent."""
        self.reads = 0
        """How many calls were sent that change nothing."""
        self._copy: CatalogueCopy | None = None
        self._remote = ckanapi.RemoteCKAN(
            url, apikey=token, user_agent="hri-pipelines", session=requests.Session()
        )
        # ckanapi shows neither status nor headers of an answer that it does not like.
        self._remote.session.hooks["response"].append(self._require_success)

    def __enter__(self) -> Self:
        """Return the client; its connections are closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._remote.close()

    def read(self, action: str, **parameters: Any) -> Any:
        """Return the answer of an action that changes nothing; out of the copy, where one is kept.

        Raises NotInCatalogue, CatalogueRefused, CatalogueUnavailable.
        """
        if self._copy and self._copy.is_old:
            self.take_copy()
        known = self._copy.answer(action, parameters) if self._copy else None
        return self._asked(action, parameters) if known is None else known

    def _asked(self, action: str, parameters: dict[str, Any]) -> Any:
        self.reads += 1
        return self._call(action, parameters, None)

    def take_copy(self) -> CatalogueCopy:
        """Read the whole catalogue in a few requests; reads are answered out of that from now on.

        Raises CatalogueRefused, CatalogueUnavailable.
        """
        packages = self._found(q="*:*", include_private=True)
        self._copy = CatalogueCopy(packages, self._organisations())
        return self._copy

    def _organisations(self) -> list[dict[str, Any]]:
        everything = {"all_fields": True, "include_extras": True, "limit": ORGANISATIONS_PAGE}
        found: list[dict[str, Any]] = []
        while True:
            page = self._asked("organization_list", {**everything, "offset": len(found)})
            found += page
            if len(page) < ORGANISATIONS_PAGE:
                return found

    def forget(self, *identifiers: str | None) -> bool:
        """Ask the catalogue itself from now on for these packages, resources or organisations.

        They are ids or names. Tells whether the copy had answered for one of them.
        """
        copy = self._copy
        return copy is not None and sum(copy.forget(each) for each in identifiers if each) > 0

    def write(self, action: str, parameters: dict[str, Any]) -> Any:
        """Send one write. Raises NotInCatalogue, CatalogueRefused, CatalogueUnavailable."""
        self.writes += 1
        self.forget(*(parameters.get(name) for name in NAMING))
        return self._call(action, parameters, None)

    def upload(self, action: str, parameters: dict[str, str], file: Path, name: str) -> Any:
        """Send one write with a file; its parameters are texts, for ckanapi sends them as a form.

        Raises NotInCatalogue, CatalogueRefused, CatalogueUnavailable.
        """
        self.writes += 1
        self.forget(*(parameters.get(name) for name in NAMING))
        with file.open("rb") as stream:
            return self._call(action, parameters, {"upload": (name, stream)})

    def packages(self, query: str = "*:*") -> list[dict[str, Any]]:
        """Return every package that a visitor's search shows, sorted by id."""
        return self._found(q=query)

    def _found(self, **query: Any) -> list[dict[str, Any]]:
        """Return all that a search finds, sorted by id; the catalogue itself is asked, by pages."""
        found: list[dict[str, Any]] = []
        while True:
            page = {"sort": "id asc", "rows": PAGE, "start": len(found)}
            answer = self._asked("package_search", {**query, **page})
            found += answer["results"]
            if len(found) >= answer["count"] or not answer["results"]:
                return found

    def checksum(self, url: str, kind: str = "sha256") -> str:
        """Return the checksum of what CKAN serves under a URL, '' where it serves nothing there.

        `kind` is `sha256` or `md5`.

        Raises CatalogueUnavailable.
        """
        digest = hashlib.new(kind, usedforsecurity=False)
        with self._served(url, {}) as answer:
            if answer.status_code != 200:
                return ""
            for chunk in answer.iter_content(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()

    def save(self, url: str, target: Path) -> None:
        """Write what CKAN serves under one of its own URLs into a file, hidden packages' too.

        Raises CatalogueUnavailable, CatalogueRefused.
        """
        key = {"Authorization": self._remote.apikey} if url.startswith(f"{self.url}/") else {}
        with self._served(url, key) as answer:
            if answer.status_code != 200:
                raise CatalogueRefused(f"{url} answered {answer.status_code}")
            with target.open("wb") as stream:
                stream.writelines(answer.iter_content(1 << 20))

    @contextmanager
    def _served(self, url: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Yield what is served under a URL. Raises CatalogueUnavailable."""
        try:
            with self._remote.session.get(
                url, stream=True, headers=headers, timeout=self._patience()
            ) as answer:
                if passes(answer.status_code):
                    raise CatalogueUnavailable(
                        f"{url} answered {answer.status_code}",
                        retry_after=retry_after(answer.headers),
                    )
                yield answer
        except requests.RequestException as error:
            kind = type(error).__name__
            raise CatalogueUnavailable(f"{url} was not served whole ({kind})") from error

    def _patience(self) -> tuple[float, float]:
        """Return how long a connection, and then each part of an answer, may take, in seconds."""
        return CONNECT_SECONDS, ANSWER_SECONDS

    def _call(self, action: str, parameters: dict[str, Any], files: Any) -> Any:
        try:
            return self._remote.call_action(
                action, parameters, files=files, requests_kwargs={"timeout": self._patience()}
            )
        except requests.RequestException as error:
            kind = type(error).__name__
            raise CatalogueUnavailable(f"{self.url} did not answer {action} ({kind})") from error
        except (CKANAPIError, ServerIncompatibleError) as error:
            raise CatalogueRefused(
                f"{self.url} answered {action} otherwise than a CKAN does",
                remedy="see whether the catalogue's address is right",
            ) from error

    def _require_success(self, answer: requests.Response, **_: Any) -> None:
        """Raise the error for an answer to an action that is none; all others pass."""
        address = str(answer.url)
        if answer.status_code < 400 or ACTIONS not in address:
            return
        action = address.partition(ACTIONS)[2].partition("?")[0]
        wait = retry_after(answer.headers)
        raise error_of(self.url, action, answer.status_code, answer.text, wait)
