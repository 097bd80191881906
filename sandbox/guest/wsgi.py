"""The portal as gunicorn serves it: CKAN, and the instance's static files under ``/site/``."""

import logging
import os
from typing import Any

from ckan.cli import load_config
from ckan.config.middleware import make_app
from werkzeug.middleware.shared_data import SharedDataMiddleware

INDEX = "index.html"


def with_site(ckan: Any, folder: str) -> Any:
    """CKAN with ``folder`` served under ``/site/``; a folder there shows its ``index.html``."""
    files = SharedDataMiddleware(ckan, {"/site": folder}, cache=False)

    def portal(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if path.startswith("/site/") and path.endswith("/"):
            environ["PATH_INFO"] = path + INDEX
        return files(environ, start_response)

    return portal


def make_portal(ini: str, site: str) -> Any:
    """CKAN made from ``ini``, with the static files of ``site``."""
    ckan = make_app(load_config(ini))
    for name in ("gunicorn.access", "gunicorn.error"):
        # CKAN's logging configuration silences the loggers that were there before it.
        logging.getLogger(name).disabled = False
    return with_site(ckan, site)


application = make_portal(os.environ["CKAN_INI"], os.environ["HRI_PORTAL_SITE"])
