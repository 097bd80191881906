"""Every error that the pipeline raises on purpose, and whether trying again can help.

    HriError
    ├── PermanentError           somebody must mend something; never retried
    │   ├── SettingError         an environment variable is missing or points to the wrong place
    │   ├── DeclarationError     a YAML file or a Table Schema is wrong (`hri check` lists them all)
    │   ├── Withheld             no dated privacy decision, or withdrawn: nothing of it may leave
    │   ├── ScoreTooLow          the metadata score less than the declaration's `minimum_score`
    │   ├── SourceRefused        the agency's system answered with a 4xx: wrong address or rights
    │   │   ├── SourceGone       … 404 or 410: nothing is at the address
    │   │   └── KeyRefused       … because of the key: it has expired, is wrong, or is missing
    │   ├── NotTheDeclaredFile   HTML, an empty or cut-off file, a wrong encoding, an unknown sheet
    │   ├── InvalidData          rows break the Table Schema; the report says which
    │   ├── PersonalDataFound    the privacy scan found a code, an address or a number of somebody
    │   ├── ChecksFailed         the table is valid, and a blocking check beyond the schema failed
    │   ├── ConversionFailed     a distribution cannot hold the table, or does not read back equal
    │   ├── BreaksContract       a breaking change without a new major version, or not told ahead
    │   ├── RetirementRefused    more is declared no longer than may go without a confirmation
    │   ├── CatalogueRefused     CKAN says no: not allowed, not valid, too large
    │   ├── CatalogueDiffers     CKAN shows or serves something else than was published
    │   ├── NotInCatalogue       CKAN knows no such thing; the only error that may lead to a create
    │   ├── PlanOutdated         what a saved plan was made of moved since; nothing was written
    │   ├── NotOurs              the name is taken by a package that no declaration owns
    │   ├── OnHold               somebody holds the dataset as it is, until it is released
    │   ├── NoSuchVersion        no dated version of that name is kept
    │   ├── LedgerBroken         the indicators' ledger is not what was written to it
    │   ├── SealRefused          values cannot be sealed, or corrected, as they are
    │   └── NothingCounted       the indicators' ledger is empty, so there is nothing to show
    └── TransientError           the same call may succeed later; retried with back-off
        ├── SourceUnavailable    time-out, dropped or cut connection, 408, 429, 5xx
        ├── LedgerUnavailable    the same, from the database that the ledger is kept in
        └── CatalogueUnavailable the same, from CKAN; also what conflicts with others' writes
            ├── CatalogueBusy    another run had the dataset in hand for too long
            └── CatalogueMoved   somebody changed the package after the plan was made

A peer retried one 405 answer 5,363 times over six days, because its failures had one type only.
What does not belong here: how an error is retried (web, catalogue, orchestration) or shown (cli).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class HriError(Exception):
    """An error with a remedy: what happened, and what the reader of the message does about it."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message, with the remedy behind it where there is one."""
        return f"{self.message} — {self.remedy}" if self.remedy else self.message


class PermanentError(HriError):
    """Trying again cannot help: somebody must mend something first."""


class TransientError(HriError):
    """The same call may succeed later."""

    def __init__(self, message: str, *, remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after
        """Seconds that the other side asked us to wait, where it did."""


class SettingError(PermanentError):
    """An environment variable is missing, malformed, or would lead to the wrong place."""


class DeclarationError(PermanentError):
    """The declarations have faults; the message lists them."""


class Withheld(PermanentError):
    """The dataset may not leave: not public, no dated privacy decision, or withdrawn by command."""


class ScoreTooLow(PermanentError):
    """The metadata score less than the declaration's `minimum_score`; the remedy says what to add.

    The points are of the programme's 405-point rubric.
    """


class SourceRefused(PermanentError):
    """The agency's system refused the request (4xx other than 408 and 429)."""


class SourceGone(SourceRefused):
    """Nothing is at the address (404, 410)."""


class KeyRefused(SourceRefused):
    """The agency's system refused the key (401, 403); `secret` names the variable to renew.

    It is empty where the system wants a key and the declaration names none.
    """

    def __init__(self, message: str, *, remedy: str = "", secret: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.secret = secret


class NotTheDeclaredFile(PermanentError):
    """What arrived is not what the declaration describes."""


class InvalidData(PermanentError):
    """The table breaks its Table Schema; `report` is the key of the kept report in the state."""

    def __init__(self, message: str, *, remedy: str = "", report: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.report = report


class PersonalDataFound(PermanentError):
    """The table holds personal data; `incident` is the key of the record in the state."""

    def __init__(self, message: str, *, remedy: str = "", incident: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.incident = incident


class ChecksFailed(PermanentError):
    """A blocking check beyond the Table Schema failed; `report` is the kept report's key.

    `results` are the records of all checks that were made, those that passed among them.
    """

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        report: str = "",
        results: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.report = report
        self.results = results


class ConversionFailed(PermanentError):
    """A distribution cannot hold the table, or did not read back equal to it."""


class BreaksContract(PermanentError):
    """What is about to be published breaks what consumers rely on, unversioned or unannounced."""


class RetirementRefused(PermanentError):
    """More is declared no longer than the caps let go; nothing was retired."""


class CatalogueRefused(PermanentError):
    """CKAN refused: not authorised, not valid, too large."""


class CatalogueDiffers(PermanentError):
    """CKAN shows or serves something else than was published."""


class NotInCatalogue(PermanentError):
    """CKAN knows no such package, resource, organisation or table."""


class PlanOutdated(PermanentError):
    """The catalogue, a declaration or the converted data moved since the plan was saved."""


class NotOurs(PermanentError):
    """A package of that name exists, and no declaration owns it."""


class OnHold(PermanentError):
    """Somebody holds the dataset as it is; nothing of it is written until it is released."""


class NoSuchVersion(PermanentError):
    """The dataset has no dated version of that name, or not any more."""


class LedgerBroken(PermanentError):
    """A block of the ledger was changed, removed or planted after it was written."""


class SealRefused(PermanentError):
    """Values of the ledger cannot be sealed or corrected; the message says why."""


class NothingCounted(PermanentError):
    """The ledger of the indicators is empty."""


class SourceUnavailable(TransientError):
    """The agency's system did not answer, or answered that it cannot now."""


class CatalogueUnavailable(TransientError):
    """CKAN did not answer, or answered that it cannot now."""


class CatalogueBusy(CatalogueUnavailable):
    """Another run, here or on another machine, had the dataset in hand for too long."""


class CatalogueMoved(CatalogueUnavailable):
    """Somebody changed the package after the plan was made: a new plan is needed."""


class LedgerUnavailable(TransientError):
    """The database that keeps the ledger did not answer."""
