"""A whole CKAN portal of one's own, for the demo and the tests.

Here belong: installing CKAN, PostgreSQL, Redis and Solr from packages, starting and ending them,
and the portal's own small extension. Not here: anything of the pipelines; neither side imports
the other. The replica of the agencies' systems lives in ``sandbox/replica``.

>>> from pathlib import Path
>>> from sandbox import Sandbox
>>> Sandbox(Path(".sandbox"), "tests").up()  # doctest: +SKIP
"""

from sandbox.errors import SandboxError
from sandbox.portal import Sandbox

__all__ = ["Sandbox", "SandboxError"]
