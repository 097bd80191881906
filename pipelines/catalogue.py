"""The only place that knows ckanapi: calls to CKAN's action API, with time limits and our errors.

Reads and writes are told apart, and writes are counted. Nothing is retried here: whoever calls
knows whether a plan must be made anew first. What does not belong here: what should be in the
catalogue (publish) and which catalogue it is (settings).
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import ckanapi
import requests
from ckanapi.errors import (
    CKANAPIError,
    NotAuthorized,
    NotFound,
    SearchError,
    ServerIncompatibleError,
    ValidationError,
)

from pipelines.errors import CatalogueRefused, CatalogueUnavailable, HriError, NotInCatalogue

CONNECT_SECONDS, ANSWER_SECONDS = 10, 300
PAGE = 1000
"""The most packages that CKAN gives in one answer to a search."""
TRANSIENT = (408, 425, 429, 500, 502, 503, 504)


class Ckan:
    """One CKAN, spoken to with one user's token."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url
        self.writes = 0
        """How many write calls were sent."""
        self._remote = ckanapi.RemoteCKAN(
            url, apikey=token, user_agent="hri-pipelines", session=requests.Session()
        )

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
        """Return the answer of an action that changes nothing.

        Raises NotInCatalogue, CatalogueRefused, CatalogueUnavailable.
        """
        return self._call(action, parameters, None)

    def write(self, action: str, parameters: dict[str, Any]) -> Any:
        """Send one write. Raises NotInCatalogue, CatalogueRefused, CatalogueUnavailable."""
        self.writes += 1
        return self._call(action, parameters, None)

    def upload(self, action: str, parameters: dict[str, str], file: Path, name: str) -> Any:
        """Send one write with a file; its parameters are texts, for ckanapi sends them as a form.

        Raises NotInCatalogue, CatalogueRefused, CatalogueUnavailable.
        """
        self.writes += 1
        with file.open("rb") as stream:
            return self._call(action, parameters, {"upload": (name, stream)})

    def packages(self, query: str = "*:*") -> list[dict[str, Any]]:
        """Return every package that a visitor's search shows, sorted by id."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.read(
                "package_search", q=query, sort="id asc", rows=PAGE, start=len(found)
            )
            found += answer["results"]
            if len(found) >= answer["count"] or not answer["results"]:
                return found

    def checksum(self, url: str) -> str:
        """Return the SHA-256 of what CKAN serves under a URL; '' where it serves nothing there.

        Raises CatalogueUnavailable.
        """
        digest = hashlib.sha256()
        try:
            with self._remote.session.get(
                url, stream=True, timeout=(CONNECT_SECONDS, ANSWER_SECONDS)
            ) as answer:
                if answer.status_code in TRANSIENT:
                    raise CatalogueUnavailable(f"{url} answered {answer.status_code}")
                if answer.status_code != 200:
                    return ""
                for chunk in answer.iter_content(1 << 20):
                    digest.update(chunk)
        except requests.RequestException as error:
            kind = type(error).__name__
            raise CatalogueUnavailable(f"{url} was not served whole ({kind})") from error
        return digest.hexdigest()

    def save(self, url: str, target: Path) -> None:
        """Write what CKAN serves under one of its own URLs into a file, hidden packages' too.

        Raises CatalogueUnavailable, CatalogueRefused.
        """
        key = {"Authorization": self._remote.apikey} if url.startswith(f"{self.url}/") else {}
        try:
            with self._remote.session.get(
                url, stream=True, headers=key, timeout=(CONNECT_SECONDS, ANSWER_SECONDS)
            ) as answer:
                if answer.status_code in TRANSIENT:
                    raise CatalogueUnavailable(f"{url} answered {answer.status_code}")
                if answer.status_code != 200:
                    raise CatalogueRefused(f"{url} answered {answer.status_code}")
                with target.open("wb") as stream:
                    stream.writelines(answer.iter_content(1 << 20))
        except requests.RequestException as error:
            kind = type(error).__name__
            raise CatalogueUnavailable(f"{url} was not served whole ({kind})") from error

    def _call(self, action: str, parameters: dict[str, Any], files: Any) -> Any:
        try:
            return self._remote.call_action(
                action,
                parameters,
                files=files,
                requests_kwargs={"timeout": (CONNECT_SECONDS, ANSWER_SECONDS)},
            )
        except NotFound as error:
            raise NotInCatalogue(f"{self.url} knows no such thing ({action})") from error
        except NotAuthorized as error:
            raise CatalogueRefused(
                f"{self.url} does not allow {action}",
                remedy="the token's user must be an editor of the publisher's organisation",
            ) from error
        except ValidationError as error:
            raise CatalogueRefused(f"{self.url} refused {action}: {_reasons(error)}") from error
        except requests.RequestException as error:
            kind = type(error).__name__
            raise CatalogueUnavailable(f"{self.url} did not answer {action} ({kind})") from error
        except (CKANAPIError, SearchError, ServerIncompatibleError) as error:
            raise self._other(action, error) from error

    def _other(self, action: str, error: Exception) -> HriError:
        """Return the error for an answer that is not CKAN's usual JSON, by its HTTP status."""
        found = re.search(r"\b([1-5]\d\d)\b", str(error).replace(self.url, ""))
        status = int(found.group(1)) if found else 500
        if status == 413:
            return CatalogueRefused(
                f"{self.url} refused {action}: the file is larger than it accepts (413)",
                remedy="raise ckan.max_resource_size, or leave the format out of `distributions`",
            )
        if status in TRANSIENT:
            return CatalogueUnavailable(f"{self.url} answered {action} with {status}")
        return CatalogueRefused(f"{self.url} answered {action} with {status}")


def _reasons(error: ValidationError) -> str:
    """Return CKAN's own words, per field."""
    reasons = error.error_dict if isinstance(error.error_dict, dict) else {"": error.error_dict}
    return "; ".join(f"{k}: {v}" for k, v in reasons.items() if not k.startswith("__type"))
