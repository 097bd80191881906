"""Runs inside CKAN's own Python: packages as JSON come in, DCAT-AP as Turtle goes out.

ckanext-dcat's profiles write the graph, with the portal's own behind them; no server runs and no
database is asked. With the argument `alone`, as on a portal without ours. Not here: any test.
"""

import json
import sys
from typing import Any

from ckan.plugins import toolkit
from ckanext.dcat.profiles import EuropeanDCATAP3Profile
from ckanext.dcat.utils import dataset_uri
from hri_portal.dcat_profile import HriDcatProfile
from rdflib import Graph, URIRef

SITE = "https://hri.example"
PROFILES = (EuropeanDCATAP3Profile, HriDcatProfile)


def graph_of(packages: list[dict[str, Any]]) -> Graph:
    """All packages in one graph."""
    toolkit.config["ckan.site_url"] = SITE
    graph = Graph()
    for package in packages:
        organisation = package["organization"]
        EuropeanDCATAP3Profile._org_cache[organisation["id"]] = organisation
        reference = URIRef(dataset_uri(package))
        for profile in PROFILES[: 1 if "alone" in sys.argv else None]:
            profile(graph).graph_from_dataset(package, reference)
    return graph


print(graph_of(json.load(sys.stdin)).serialize(format="turtle"))
