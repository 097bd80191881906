"""The configuration files of the servers, written anew at every start.

Only texts and where they go: what may change between starts (ports) and what may not (secrets)
come in as arguments.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from sandbox.layout import EXTENSION, Installation, InstanceFolder
from sandbox.ports import LOOPBACK
from sandbox.secret_store import write_private

PORTAL = EXTENSION / "hri_portal"

CKAN_INI = """\
[DEFAULT]
debug = false

[app:main]
use = egg:ckan
SECRET_KEY = {ckan_secret_key}
api_token.jwt.encode.secret = string:{ckan_token_key}
api_token.jwt.decode.secret = string:{ckan_token_key}

sqlalchemy.url = postgresql://ckan:{ckan_database}@{host}:{postgres_port}/ckan
ckan.datastore.write_url = postgresql://ckan:{ckan_database}@{host}:{postgres_port}/datastore
ckan.datastore.read_url = \
postgresql://datastore_reader:{datastore_reader}@{host}:{postgres_port}/datastore
ckan.redis.url = redis://:{redis}@{host}:{redis_port}/0
solr_url = http://{host}:{solr_port}/solr/ckan

ckan.site_url = http://{host}:{ckan_port}
ckan.site_id = hri-sandbox
ckan.site_title = Helsinki Region Infoshare (sandbox)
ckan.site_description = Open data of Helsinki: a practice portal
ckan.storage_path = {storage}
ckan.datastore.sqlsearch.enabled = true
ckan.max_resource_size = 200
ckan.uploads_enabled = true

ckan.plugins = hri activity datastore scheming_datasets scheming_organizations dcat
scheming.presets = hri_portal:schemas/presets.yaml ckanext.scheming:presets.json
scheming.dataset_schemas = hri_portal:schemas/dataset.yaml hri_portal:schemas/series.yaml
scheming.organization_schemas = hri_portal:schemas/organization.yaml
licenses_group_url = file://{portal}/licenses.json
ckanext.dcat.rdf.profiles = euro_dcat_ap_3 hri_dcat_ap
ckanext.dcat.enable_content_negotiation = false

ckan.locale_default = fi
ckan.locales_offered = fi sv en
ckan.locale_order = fi sv en
ckan.gravatar_default = disabled
ckan.display_timezone = Europe/Helsinki

ckan.auth.anon_create_dataset = false
ckan.auth.create_user_via_web = false
ckan.auth.user_create_organizations = true
ckan.auth.user_delete_organizations = false
ckan.auth.roles_that_cascade_to_sub_groups = admin editor
ckan.auth.create_unowned_dataset = false
ckan.search.rows_max = 1000

[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = WARNING
handlers = console

[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain

[formatter_plain]
format = %(asctime)s %(levelname)s [%(name)s] %(message)s
"""

REDIS_CONF = """\
bind {host}
port {redis_port}
unixsocket ""
requirepass {redis}
dir {folder}
save 60 1
daemonize no
"""

SOLR_CONFIG = """\
<?xml version="1.0" encoding="UTF-8"?>
<config>
  <luceneMatchVersion>9.11</luceneMatchVersion>
  <directoryFactory name="DirectoryFactory" class="solr.NRTCachingDirectoryFactory"/>
  <schemaFactory class="ClassicIndexSchemaFactory"/>
  <updateHandler class="solr.DirectUpdateHandler2">
    <updateLog><str name="dir">${{solr.ulog.dir:}}</str></updateLog>
    <autoCommit><maxTime>15000</maxTime><openSearcher>false</openSearcher></autoCommit>
  </updateHandler>
  <query><maxBooleanClauses>4096</maxBooleanClauses></query>
  <requestHandler name="/select" class="solr.SearchHandler"/>
</config>
"""


def write_all(
    installation: Installation,
    folder: InstanceFolder,
    ports: Mapping[str, int],
    secrets: Mapping[str, str],
    more_of_ckan: Mapping[str, str] | None = None,
) -> None:
    """Write ``ckan.ini``, with further settings where given, ``redis.conf`` and Solr's core."""
    values = {"host": LOOPBACK, **secrets, **{f"{name}_port": port for name, port in ports.items()}}
    storage = folder.data / "ckan"
    storage.mkdir(parents=True, exist_ok=True)
    ini = CKAN_INI.format(storage=storage, portal=PORTAL, **values)
    write_private(folder.ckan_ini, _with(ini, more_of_ckan or {}))
    redis = folder.data / "redis"
    redis.mkdir(parents=True, exist_ok=True)
    write_private(folder.config / "redis.conf", REDIS_CONF.format(folder=redis, **values))
    _write_solr_core(installation, folder.data / "solr")


def _with(ini: str, settings: Mapping[str, str]) -> str:
    """The text with these settings in CKAN's section; a plugin comes before the others."""
    for name, value in settings.items():
        if name == "ckan.plugins":
            ini = ini.replace("\nckan.plugins = ", f"\nckan.plugins = {value} ")
        else:
            ini = ini.replace("\n\n[loggers]", f"\n{name} = {value}\n\n[loggers]")
    return ini


def _write_solr_core(installation: Installation, home: Path) -> None:
    conf = home / "ckan" / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    (home / "solr.xml").write_text("<solr/>\n", encoding="utf-8")
    (home / "ckan" / "core.properties").write_text("name=ckan\n", encoding="utf-8")
    schema = installation.site_packages / "ckan" / "config" / "solr" / "schema.xml"
    shutil.copyfile(schema, conf / "schema.xml")
    (conf / "solrconfig.xml").write_text(SOLR_CONFIG.format(), encoding="utf-8")
    for empty in ("synonyms.txt", "protwords.txt", "stopwords.txt"):
        (conf / empty).touch()
