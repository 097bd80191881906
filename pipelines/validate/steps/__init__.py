"""The declared steps, done to the records between the reader and the validator.

One file for each kind of step, found by its name: `bind(step, header, count)` takes the names of
the columns once and returns a `Bound`, whose functions are done to every row. `conditions` and
`expressions` turn what a step asks and makes into functions of a row; `cells` reads one cell.
What does not belong here: what a steward may declare (model), and the verdict, which steps never
better: a row of the wrong width, or an empty one, goes through to the validator as such.
"""

from __future__ import annotations

from pipelines.validate.steps.places import in_the_file
from pipelines.validate.steps.prepared import Prepared, prepare

__all__ = ["Prepared", "in_the_file", "prepare"]
