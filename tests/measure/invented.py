"""A catalogue made for the tests, small enough to be counted by hand.

Not here: what is expected of it; that stands beside each test.

    agencies      hkr (until 2017-05-31) and ksv (until 2017-05-31) became kymp; kuva; espoo's
                  and hsl's datasets never count
    datasets      name        whose   released     withdrawn
                  trees       hkr     2012-03-01
                  plans       ksv     2013-05-10
                  old-maps    ksv     2011-06-01   2016-02-01
                  playgrounds kymp    2018-01-15
                  loans-2015  kuva    2016-03-01                 in the series loans
                  loans-2016  kuva    2017-03-01                 in the series loans
                  flash       kuva    2016-01-10   2016-05-01
                  espoo-trees espoo   2014-01-01
    no datasets   a private one, a draft, a harvested one, a showcase, the series itself
    APIs          maps        kymp    2014-09-01   one WFS with 12 layers
                  events      kuva    2015-01-01   /v1 and /v2
                  transit     hsl     2013-01-01   another's
                  keyed       kymp    2016-01-01   needs a key
                  dead        kuva    2016-01-01   has not answered since 2026-10-01
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pipelines.measure import Evidence, Outage, Register
from pipelines.model import Programme, Publisher, PublisherKind, Text

NOON = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)
MERGER = dt.date(2017, 5, 31)


def publisher(name: str, **more: Any) -> Publisher:
    fields = {"kind": PublisherKind.AGENCY, "counted": True, "valid_from": dt.date(2010, 1, 1)}
    return Publisher(name=name, title=Text(fi=name), **{**fields, **more})


PUBLISHERS = {
    entry.name: entry
    for entry in (
        publisher("helsinki", kind=PublisherKind.CITY),
        publisher("hkr", valid_to=MERGER, successor="kymp"),
        publisher("ksv", valid_to=MERGER, successor="kymp"),
        publisher("kymp", valid_from=dt.date(2017, 6, 1)),
        publisher("kuva"),
        publisher("espoo", counted=False, kind=PublisherKind.OTHER_CITY),
        publisher("hsl", counted=False, kind=PublisherKind.JOINT_AUTHORITY),
    )
}


def package(
    name: str, organisation: str, released: str = "2015-01-01", **more: Any
) -> dict[str, Any]:
    return {
        "id": f"id-{name}",
        "name": name,
        "organization": {"name": organisation},
        "type": "dataset",
        "state": "active",
        "private": False,
        "date_released": released,
        "resources": [],
        **more,
    }


def api(name: str, organisation: str, released: str, *urls: str, **more: Any) -> dict[str, Any]:
    resources = [{"endpoint_url": url, "format": "API"} for url in urls]
    return package(
        name, organisation, released, collections=["rajapinnat"], resources=resources, **more
    )


WFS = "https://kartta.hel.fi/ws/geoserver/avoindata/wfs"
LAYERS = [f"{WFS}?request=GetFeature&typeNames=layer{number}" for number in range(12)]

CATALOGUE = [
    package("trees", "hkr", "2012-03-01"),
    package("plans", "ksv", "2013-05-10"),
    package("old-maps", "ksv", "2011-06-01", withdrawn_on="2016-02-01"),
    package("playgrounds", "kymp", "2018-01-15"),
    package("loans-2015", "kuva", "2016-03-01", in_series=["loans"]),
    package("loans-2016", "kuva", "2017-03-01", in_series=["id-loans"]),
    package("flash", "kuva", "2016-01-10", withdrawn_on="2016-05-01"),
    package("espoo-trees", "espoo", "2014-01-01"),
    package("secret", "kuva", private=True),
    package("draft", "kuva", state="draft"),
    package("harvested", "kuva", extras=[{"key": "harvest_source_id", "value": "x"}]),
    package("app", "kuva", type="showcase"),
    package("loans", "kuva", type="dataset_series"),
    api("maps", "kymp", "2014-09-01", *LAYERS),
    api("events", "kuva", "2015-01-01", "https://api.hel.fi/e/v1/", "https://api.hel.fi/e/v2/x/"),
    api("transit", "hsl", "2013-01-01", "https://api.digitransit.fi/"),
    api("keyed", "kymp", "2016-01-01", "https://api.hel.fi/keyed/", api_key_required=True),
    api("dead", "kuva", "2016-01-01", "https://api.hel.fi/dead/"),
]
DEAD = Outage("https://api.hel.fi/dead/", dt.date(2026, 10, 1))


def evidence(
    packages: list[dict[str, Any]] | None = None, seen: dt.datetime = NOON, **more: Any
) -> Evidence:
    shown = CATALOGUE if packages is None else packages
    fields: dict[str, Any] = {
        "register": Register(PUBLISHERS),
        "programme": Programme(),
        "outages": [DEAD],
        **more,
    }
    return Evidence(seen=seen, packages=shown, **fields)
