"""What an OGC service says when it refuses: error documents that come as answers.

They are XML, often with HTTP 200, and say in a code and a sentence what the request lacks.
What does not belong here: asking the service (wfs), and error pages of other systems (guards).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipelines.extract.guards import OWS_CODE, OWS_ROOT
from pipelines.faults import nearest

LONGEST_TEXT = 300
SAID = re.compile(
    r"<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>(.*?)</(?:\w+:)?(?:Exc|Serv)", re.S
)
LOCATOR = re.compile(r"\blocator\s*=\s*[\"']([^\"']{1,80})[\"']", re.I)
LAYER_NAME = re.compile(r"<(?:\w+:)?FeatureType\b[^>]*>\s*<(?:\w+:)?Name\b[^>]*>\s*([^<\s]+)", re.I)


@dataclass(frozen=True)
class ServiceError:
    """An error document of an OGC service."""

    code: str
    """Such as InvalidParameterValue; empty where it has none."""
    locator: str
    """The parameter that it speaks of, in small letters; often empty."""
    text: str
    """What it says, in one line."""

    def __str__(self) -> str:
        """Return the code and the sentence."""
        return ": ".join(part for part in (self.code or "ExceptionReport", self.text) if part)


def service_error(start: bytes) -> ServiceError | None:
    """Return the error that the first bytes of an answer tell, or None where they tell none."""
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").lstrip()
    if not OWS_ROOT.match(text):
        return None
    code, locator, said = (pattern.search(text) for pattern in (OWS_CODE, LOCATOR, SAID))
    words = html.unescape(said.group(1).replace("<![CDATA[", "").replace("]]>", "")) if said else ""
    return ServiceError(
        code=code.group(1) if code else "",
        locator=locator.group(1).lower() if locator else "",
        text=" ".join(words.split())[:LONGEST_TEXT],
    )


def remedy(error: ServiceError, layer: str, layers: Callable[[], Iterable[str]]) -> str:
    """Return what a steward changes; `layers`, which lists those there are, is asked if needed."""
    if "primary key" in error.text.lower() or "natural order" in error.text.lower():
        return "declare a property that no two features share as `source.sort_by`"
    if "format" in error.locator:
        return "declare the service's own name of GeoJSON as `source.output`, or `output: gml`"
    if "srs" in error.locator:
        return "declare a coordinate system that the layer has as `source.srs`"
    if "type" in error.locator or layer in error.text:
        near = nearest_layer(layer, layers())
        return f"did you mean `layer: {near}`?" if near else "declare a layer that the service has"
    return "see what the service says; where the declaration is right, tell the agency"


def nearest_layer(layer: str, layers: Iterable[str]) -> str:
    """Return the layer's name most like the given one, with or without its workspace, or ''."""
    names = list(layers)
    bare = {name.rpartition(":")[2]: name for name in names}
    return nearest(layer, names) or bare.get(nearest(layer.rpartition(":")[2], bare), "")


def layers_of(capabilities: bytes) -> list[str]:
    """Return the layers' names that a WFS_Capabilities document lists."""
    return LAYER_NAME.findall(capabilities.decode("utf-8", "replace"))
