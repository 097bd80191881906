"""How often the agencies' hosts may be asked: the register `datasets/_hosts.yaml`.

What does not belong here: keeping to it (politeness), and what is asked (sources).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from pipelines.model.noun import Noun

HOST_NAME = r"^[a-z0-9][a-z0-9.-]*(:[0-9]{1,5})?$"


class HostLimit(Noun):
    """At most `requests` in any `seconds`, and at most `parallel` at the same time."""

    requests: Annotated[int, Field(ge=1, le=10_000)] = 20
    """How many requests the host may receive in any `seconds`."""
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 10
    """The length of that time; 0 leaves only `parallel`."""
    parallel: Annotated[int, Field(ge=1, le=32)] = 2
    """How many requests may be under way at the same time."""


class Host(HostLimit):
    """A host with a limit of its own."""

    host: Annotated[str, StringConstraints(pattern=HOST_NAME)]
    """Its name as it stands in the URLs, in small letters, with the port where they name one."""


class HostRegister(Noun):
    """The whole register."""

    default: HostLimit = HostLimit()
    """For every host that is not listed."""
    hosts: list[Host] = Field(default_factory=list)
    """The hosts whose owners ask for less, or allow more."""

    @field_validator("hosts")
    @classmethod
    def _each_once(cls, hosts: list[Host]) -> list[Host]:
        names = [host.host for host in hosts]
        for name in names:
            if names.count(name) > 1:
                raise PydanticCustomError("host", "host '{name}' stands twice", {"name": name})
        return hosts

    def limit_of(self, name: str) -> HostLimit:
        """Return the limit of a host, such as `stat.hel.fi`."""
        return next((host for host in self.hosts if host.host == name), self.default)
