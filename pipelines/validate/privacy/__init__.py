"""The privacy scan: personal data in the typed table stop it before anything is stored of it.

One file for each kind, found by its name (`KINDS`), each with a pattern that the whole column is
sieved with and an exact check of what remains. `scanning` finds, `gate` stops and records the
incident, `wording` tells it to the steward. Nothing here keeps, prints or returns a value, nor a
part of one: a find is a kind, a column and places. What does not belong here: the decision that the
data may leave (model), and names of people, which no pattern knows; see `steps`.
"""

from __future__ import annotations

from pipelines.validate.privacy.gate import require_no_personal_data
from pipelines.validate.privacy.scanning import KINDS, Find, scan
from pipelines.validate.privacy.wording import tell

__all__ = ["KINDS", "Find", "require_no_personal_data", "scan", "tell"]
