"""The code location: the declarations of this checkout as Dagster definitions.

Loaded anew, it reads the declarations anew. Nothing else belongs here.
"""

from dagster import Definitions

from pipelines.declarations import load
from pipelines.orchestration.code_location import build
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings

_settings = read_settings()

defs: Definitions = build(Workplace(_settings, load(_settings.datasets, _settings.schemas)))
