"""DCAT-AP of the sandbox portal: what ckanext-dcat cannot say from HRI's fields by itself.

File formats and media types as URIs, while people read `CSV` and browsers get `text/csv`; keywords
in their languages; the catalogue's own publisher. Not here: any field of its own.
"""

from typing import Any

from ckan.plugins.toolkit import config
from ckanext.dcat.profiles import DCAT, DCT, FOAF, RDF, RDFProfile
from ckanext.dcat.utils import resource_uri
from rdflib import Literal, URIRef

FORMATS = (
    ("format_uri", DCT["format"], DCT.MediaTypeOrExtent),
    ("media_type_uri", DCAT.mediaType, DCT.MediaType),
)


class HriDcatProfile(RDFProfile):
    """Comes after ``euro_dcat_ap_3``, and changes what that wrote."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> None:
        """Formats of each resource as URIs, and keywords in their languages."""
        for resource in dataset_dict.get("resources") or []:
            self._formats(resource, URIRef(resource_uri(resource)))
        keywords = dataset_dict.get("keywords")
        if isinstance(keywords, dict):
            self.g.remove((dataset_ref, DCAT.keyword, None))
            for language, words in keywords.items():
                for word in words:
                    self.g.add((dataset_ref, DCAT.keyword, Literal(word, lang=language)))

    def _formats(self, resource: dict[str, Any], distribution: Any) -> None:
        for field, predicate, kind in FORMATS:
            uri = resource.get(field)
            if uri:
                self.g.remove((distribution, predicate, None))
                self.g.add((distribution, predicate, URIRef(uri)))
                self.g.add((URIRef(uri), RDF.type, kind))
            else:
                self._drop_literal(distribution, predicate)

    def _drop_literal(self, distribution: Any, predicate: Any) -> None:
        """A format that no vocabulary has, such as an API's, is no format in DCAT-AP."""
        for value in list(self.g.objects(distribution, predicate)):
            if isinstance(value, Literal):
                self.g.remove((distribution, predicate, value))

    def graph_from_catalog(self, catalog_dict: Any, catalog_ref: Any) -> None:
        """The catalogue's publisher, and its language by the EU vocabulary."""
        del catalog_dict
        publisher = URIRef(f"{config['ckan.site_url']}/organization/helsinki")
        self.g.add((catalog_ref, DCT.publisher, publisher))
        self.g.add((publisher, RDF.type, FOAF.Agent))
        self.g.add((publisher, FOAF.name, Literal(config["ckan.site_title"])))
        self.g.remove((catalog_ref, DCT.language, None))
        for code in ("FIN", "SWE", "ENG"):
            uri = f"http://publications.europa.eu/resource/authority/language/{code}"
            self.g.add((catalog_ref, DCT.language, URIRef(uri)))
            self.g.add((URIRef(uri), RDF.type, DCT.LinguisticSystem))
