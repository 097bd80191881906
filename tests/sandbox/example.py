"""A dataset with every field of the portal's schema filled, as a publishing pipeline sends it."""

from typing import Any

RESOURCE_ID = "5f3c1a52-4d7a-5b0e-9d55-0d6b1d3a7c01"


def dataset(name: str) -> dict[str, Any]:
    """All dataset fields, two resources: a file and an API."""
    return {
        "name": name,
        "owner_org": "helsinki",
        "private": True,
        "title_translated": {
            "fi": "Väestö peruspiireittäin",
            "sv": "Befolkning efter distrikt",
            "en": "Population by district",
        },
        "notes_translated": {"fi": "Väestö **iän** mukaan.", "sv": "Befolkning efter ålder."},
        "keywords": {"fi": ["väestö", "ikä (vuosina)"], "sv": ["befolkning"], "en": ["population"]},
        "geographical_coverage": ["Helsinki", "Espoo"],
        "license_id": "CC-BY-4.0",
        "maintainer": "Kaupunkitietopalvelut",
        "maintainer_email": "tilastot@example.org",
        "maintainer_website": "https://example.org/tilastot",
        "url": "https://example.org/lahde",
        "external_urls": ["https://example.org/a", "https://example.org/b"],
        "categories": ["vaesto"],
        "date_released": "2024-02-29",
        "date_updated": "2026-11-01",
        "update_frequency": {"fi": ["vuosittain"], "en": ["yearly"]},
        "time_series_start": "2000",
        "time_series_end": "2025-12-31",
        "time_series_precision": {"fi": ["1 vuosi"]},
        "reminder": "2027-01-15",
        "search_synonyms": "asukkaat asukasluku",
        "global_id": "https://example.org/id/vaesto",
        "collections": ["rajapinnat", "tilastot"],
        "api_key_required": False,
        "terms_of_use": "https://example.org/ehdot",
        "in_series": ["vaestosarja"],
        "withdrawn_on": "2026-10-01",
        "withdrawn_reason": {"fi": "Korvattu"},
        "sunset_on": "2026-10-01",
        "successor": "vaesto-2",
        "privacy_reviewed": "2026-09-30",
        "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "access_rights": "http://publications.europa.eu/resource/authority/access-right/PUBLIC",
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/SOCI"],
        "language": ["http://publications.europa.eu/resource/authority/language/FIN"],
        "spatial": '{"type": "Point", "coordinates": [24.94, 60.17]}',
        "data_changed": "2026-11-01T03:04:05+00:00",
        "metadata_changed": "2026-11-02T03:04:05.123456+00:00",
        "source": ["https://example.org/lahde/vaesto.csv"],
        "resources": [file_resource(), api_resource()],
    }


def file_resource() -> dict[str, Any]:
    """A CSV file with every resource field."""
    return {
        "id": RESOURCE_ID,
        "name_translated": {"fi": "Väestö, CSV", "sv": "Befolkning, CSV"},
        "description_translated": {"fi": "Koko aineisto", "en": "All of it"},
        "url": "https://example.org/vaesto.csv",
        "format": "CSV",
        "file_size": "1234",
        "size": 1234,
        "mimetype": "text/csv",
        "hash": "sha256:abc",
        "datastore_hash": "sha256:def",
        "date_released": "2024-02-29",
        "date_updated": "2026-11-01",
        "issued": "2024-02-29T00:00:00+00:00",
        "modified": "2026-11-01T00:00:00+00:00",
        "position_info": "60.17, 24.94",
        "time_series_start": "2000",
        "time_series_end": "2025",
        "time_series_precision": {"fi": ["1 vuosi"]},
        "access_url": "https://example.org/vaesto",
        "download_url": "https://example.org/vaesto.csv",
        "license": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
        "rights": "Ei rajoituksia",
        "language": ["http://publications.europa.eu/resource/authority/language/FIN"],
        "documentation": ["https://example.org/ohje"],
    }


def api_resource() -> dict[str, Any]:
    """An API, with few fields: the others must stay absent."""
    return {
        "id": "5f3c1a52-4d7a-5b0e-9d55-0d6b1d3a7c02",
        "name_translated": {"fi": "Rajapinta"},
        "url": "https://example.org/api",
        "format": "API",
        "endpoint_url": "https://example.org/api",
    }
