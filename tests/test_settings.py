"""The settings: a lost variable never publishes to the wrong place, and no token is ever shown."""

from __future__ import annotations

import json
import traceback
import uuid
from pathlib import Path

import pytest

from pipelines.credentials import read_secret
from pipelines.errors import SettingError
from pipelines.settings import (
    CLAIM,
    PROJECT,
    Catalogue,
    claim_state,
    read_catalogue,
    read_settings,
)
from pipelines.state import State

PORTAL = "https://hri.fi/data"
SANDBOX = "http://127.0.0.1:5000"
REPLICA = "http://127.0.0.1:8765"
SECRET = "eyJhbGciOi.hunter2"


class Machine:
    """The environment of a machine, on which a sandbox may be running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sandbox_file = folder / "settings.json"
        self.environ = {"HRI_SANDBOX_SETTINGS": str(self.sandbox_file)}

    def set(self, **variables: str) -> Machine:
        self.environ.update(variables)
        return self

    def run_sandbox(self, **facts: object) -> Machine:
        token = self.folder / "token"
        token.write_text("sandbox-token\n")
        told: dict[str, object] = {
            "ckan_url": SANDBOX,
            "token_file": str(token),
            "replica_url": REPLICA,
        }
        self.sandbox_file.write_text(json.dumps(told | facts))
        return self

    def catalogue(self) -> Catalogue:
        return read_catalogue(self.environ)

    def replica(self) -> str | None:
        return read_settings(self.environ).replica


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_portal_with_its_token(machine: Machine) -> None:
    machine.set(CKAN_URL=f"{PORTAL}/", CKAN_API_TOKEN=SECRET)
    assert machine.catalogue() == Catalogue(PORTAL, SECRET, is_sandbox=False)
    assert machine.replica() is None


def test_the_running_sandbox_is_the_catalogue_where_none_is_named(machine: Machine) -> None:
    machine.run_sandbox()
    assert machine.catalogue() == Catalogue(SANDBOX, "sandbox-token", is_sandbox=True)
    assert machine.replica() == REPLICA


def test_a_sandbox_without_replica_reads_the_real_systems(machine: Machine) -> None:
    assert machine.run_sandbox(replica_url=None).replica() is None


def test_a_named_portal_wins_over_the_running_sandbox_and_its_replica(machine: Machine) -> None:
    machine.run_sandbox().set(CKAN_URL=PORTAL, CKAN_API_TOKEN=SECRET)
    assert machine.catalogue() == Catalogue(PORTAL, SECRET, is_sandbox=False)
    assert machine.replica() is None


def test_the_sandbox_may_be_named(machine: Machine) -> None:
    machine.run_sandbox().set(CKAN_URL=f"{SANDBOX}/", CKAN_API_TOKEN="sandbox-token")
    assert machine.catalogue().is_sandbox
    assert machine.replica() == REPLICA


def test_an_address_on_this_machine_is_no_sandbox_by_that_alone(machine: Machine) -> None:
    machine.run_sandbox().set(CKAN_URL="http://127.0.0.1:8080", CKAN_API_TOKEN=SECRET)
    assert not machine.catalogue().is_sandbox
    assert machine.replica() is None


@pytest.mark.parametrize("sandbox", [True, False], ids=["sandbox running", "no sandbox"])
@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"CKAN_API_TOKEN": SECRET}, "there is a CKAN token, but no CKAN_URL — set CKAN_URL"),
        ({"CKAN_API_TOKEN": SECRET, "CKAN_URL": "  "}, "there is a CKAN token, but no CKAN_URL"),
        ({"CKAN_URL": PORTAL}, f"CKAN_URL is {PORTAL}, but there is no token for it — set CKAN_AP"),
        ({"CKAN_URL": PORTAL, "CKAN_API_TOKEN": ""}, "there is no token for it"),
        ({"CKAN_URL": PORTAL, "CKAN_API_TOKEN": "  "}, "secret in CKAN_API_TOKEN cannot be sent"),
        (
            {"CKAN_URL": PORTAL, "CKAN_API_TOKEN_FILE": "no/such"},
            "CKAN_API_TOKEN_FILE names a f",
        ),
        ({"CKAN_URL": "hri.fi/data", "CKAN_API_TOKEN": SECRET}, "CKAN_URL is not a URL"),
        ({"CKAN_URL": "https://", "CKAN_API_TOKEN": SECRET}, "CKAN_URL is not a URL"),
        ({"CKAN_URL": "http://[x", "CKAN_API_TOKEN": SECRET}, "CKAN_URL is not a URL"),
        ({"CKAN_URL": f"{PORTAL}?a=b", "CKAN_API_TOKEN": SECRET}, "CKAN_URL is not a URL"),
        ({"CKAN_URL": f"https://me:{SECRET}@hri.fi", "CKAN_API_TOKEN": SECRET}, "not a URL"),
    ],
)
def test_half_a_catalogue_is_never_completed_from_elsewhere(
    machine: Machine, variables: dict[str, str], message: str, sandbox: bool
) -> None:
    if sandbox:
        machine.run_sandbox()
    with pytest.raises(SettingError) as caught:
        machine.set(**variables).catalogue()
    assert message in str(caught.value)
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown


def test_no_catalogue_and_no_sandbox(machine: Machine) -> None:
    with pytest.raises(SettingError, match="CKAN_URL is not set and no sandbox is running — set"):
        machine.catalogue()


@pytest.mark.parametrize("url", [PORTAL, "http://127.0.0.1:8080"])
@pytest.mark.parametrize("sandbox", [True, False], ids=["sandbox running", "no sandbox"])
def test_the_replica_is_refused_for_a_portal(machine: Machine, url: str, sandbox: bool) -> None:
    if sandbox:
        machine.run_sandbox()
    machine.set(CKAN_URL=url, CKAN_API_TOKEN=SECRET, HRI_REPLICA=REPLICA)
    with pytest.raises(SettingError, match="invented data must not reach a real portal"):
        machine.replica()


def test_the_replica_without_any_catalogue_is_refused(machine: Machine) -> None:
    with pytest.raises(SettingError, match="the catalogue is not a sandbox"):
        machine.set(HRI_REPLICA=REPLICA).replica()


def test_another_replica_for_the_sandbox(machine: Machine) -> None:
    machine.run_sandbox().set(HRI_REPLICA="http://localhost:9999")
    assert machine.replica() == "http://localhost:9999"


@pytest.mark.parametrize(
    "address",
    [
        "http://10.0.0.5:8765",
        "https://replica.hel.fi",
        "http://127.0.0.1@evil.example",
        "http://[x",
    ],
)
def test_a_replica_on_another_machine_is_refused(machine: Machine, address: str) -> None:
    machine.run_sandbox().set(HRI_REPLICA=address)
    with pytest.raises(SettingError, match="HRI_REPLICA must be on this machine"):
        machine.replica()


@pytest.mark.parametrize("url", [PORTAL, "http://10.0.0.5:5000", "http://0.0.0.0:5000", "x"])
def test_a_sandbox_on_another_machine_is_refused(machine: Machine, url: str) -> None:
    machine.run_sandbox(ckan_url=url)
    with pytest.raises(SettingError, match="names a catalogue that is not on this machine"):
        machine.catalogue()
    with pytest.raises(SettingError, match="names a catalogue that is not on this machine"):
        machine.replica()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "does not name a sandbox's `ckan_url`"),
        ('{"ckan_url": "http://127.0.0.1:5000"}', "does not name a sandbox's"),
        (
            '{"ckan_url": "http://127.0.0.1:5000", "token_file": "/no/such"}',
            "the sandbox's token in /no/such cannot be read",
        ),
    ],
)
def test_a_broken_sandbox_is_named_with_its_remedy(
    machine: Machine, text: str, message: str
) -> None:
    machine.sandbox_file.write_text(text)
    with pytest.raises(SettingError) as caught:
        machine.catalogue()
    assert message in str(caught.value)
    assert "`make stop`, then `make demo`" in str(caught.value)


def test_the_token_stands_in_no_text_of_the_catalogue() -> None:
    catalogue = Catalogue(PORTAL, SECRET, is_sandbox=False)
    shown = [repr(catalogue), str(catalogue), f"{catalogue}", f"{[catalogue]}", ascii(catalogue)]
    assert not [text for text in shown if SECRET in text]
    assert repr(catalogue) == "Catalogue('https://hri.fi/data', is_sandbox=False)"


def test_the_other_settings_have_defaults_in_the_project(machine: Machine) -> None:
    settings = read_settings(machine.environ)
    assert (settings.datasets, settings.schemas) == (PROJECT / "datasets", PROJECT / "schemas")
    assert settings.state == str(PROJECT / ".state")
    changed = read_settings(
        {**machine.environ, "HRI_STATE": "s3://hri/state", "HRI_DATASETS": "/d"}
    )
    assert (changed.state, changed.datasets) == ("s3://hri/state", Path("/d"))


def test_a_secret_from_the_variable_or_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"  {SECRET}\n")
    assert read_secret("X", {"X": f"{SECRET}\n"}) == SECRET
    assert read_secret("X", {"X_FILE": str(file)}) == SECRET
    assert read_secret("X", {"X": "", "X_FILE": str(file)}) == SECRET
    assert read_secret("X", {"X": "", "X_FILE": ""}) is None
    assert read_secret("X", {}) is None


@pytest.mark.parametrize(
    "content", [b"", b" \n", f"{SECRET}\nX-Admin: yes".encode(), SECRET.encode() + b"\xe4\xff"]
)
def test_a_secret_that_no_header_can_hold_is_refused_without_showing_it(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "token"
    file.write_bytes(content)
    with pytest.raises(SettingError, match="X_FILE") as caught:
        read_secret("X", {"X_FILE": str(file)})
    assert caught.value.__context__ is None
    assert SECRET not in str(caught.value)


def test_two_secrets_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="X and X_FILE are both set"):
        read_secret("X", {"X": SECRET, "X_FILE": str(tmp_path / "token")})


OUR_PORTAL = Catalogue(PORTAL, SECRET, is_sandbox=False)
OTHER_PORTAL = Catalogue("https://test.hri.fi/data", SECRET, is_sandbox=False)
OUR_SANDBOX = Catalogue(SANDBOX, SECRET, is_sandbox=True)
SANDBOX_LATER = Catalogue("http://127.0.0.1:5931", SECRET, is_sandbox=True)
SAME_PLACE = Catalogue(SANDBOX, SECRET, is_sandbox=False)


@pytest.fixture(params=["folder", "memory"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> State:
    roots = {"folder": str(tmp_path / "state"), "memory": f"memory://claim-{uuid.uuid4().hex}"}
    return State(roots[request.param])


def test_the_first_catalogue_claims_the_state(state: State) -> None:
    claim_state(state, OUR_PORTAL)
    assert state.keys("") == [CLAIM]
    assert state.read_json(CLAIM) == {"url": PORTAL, "sandbox": False}
    assert SECRET not in state.file(CLAIM).read_text()


@pytest.mark.parametrize(
    ("first", "later"),
    [(OUR_PORTAL, OUR_PORTAL), (OUR_SANDBOX, OUR_SANDBOX), (OUR_SANDBOX, SANDBOX_LATER)],
    ids=["portal", "sandbox", "sandbox on another port"],
)
def test_its_owner_goes_on_with_the_state(state: State, first: Catalogue, later: Catalogue) -> None:
    claim_state(state, first)
    state.write_json("snapshots/hel-trams.json", {})
    claim_state(state, later)
    assert state.read_json(CLAIM) == {"url": first.url, "sandbox": first.is_sandbox}


@pytest.mark.parametrize(
    ("first", "later", "owner"),
    [
        (OUR_SANDBOX, OUR_PORTAL, "belongs to a sandbox"),
        (OUR_SANDBOX, SAME_PLACE, "belongs to a sandbox"),
        (OUR_PORTAL, OUR_SANDBOX, f"belongs to {PORTAL}"),
        (OUR_PORTAL, OTHER_PORTAL, f"belongs to {PORTAL}"),
    ],
    ids=["portal after sandbox", "portal at the sandbox's address", "sandbox", "another portal"],
)
def test_no_other_catalogue_gets_the_state(
    state: State, first: Catalogue, later: Catalogue, owner: str
) -> None:
    claim_state(state, first)
    with pytest.raises(SettingError) as caught:
        claim_state(state, later)
    assert owner in str(caught.value)
    assert later.url in str(caught.value)
    assert "set HRI_STATE to a folder of its own" in str(caught.value)
    assert state.read_json(CLAIM) == {"url": first.url, "sandbox": first.is_sandbox}


@pytest.mark.parametrize("catalogue", [OUR_PORTAL, OUR_SANDBOX], ids=["portal", "sandbox"])
def test_records_without_an_owner_are_nobodys(state: State, catalogue: Catalogue) -> None:
    state.write_json("snapshots/hel-trams.json", {})
    with pytest.raises(SettingError, match="has records, but not whose they are"):
        claim_state(state, catalogue)
    assert state.read_json(CLAIM) is None


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"url": "https://hri.fi", "sandbox": "no"}'])
def test_a_damaged_claim_is_nobodys(tmp_path: Path, text: str) -> None:
    (tmp_path / CLAIM).write_text(text)
    with pytest.raises(SettingError, match="does not say whose the state is — restore"):
        claim_state(State(tmp_path), OUR_PORTAL)
    assert (tmp_path / CLAIM).read_text() == text


def test_reports_are_kept_for_ninety_days_in_finnish_unless_said(machine: Machine) -> None:
    settings = read_settings(machine.environ)
    assert (settings.report_days, settings.report_language) == (90, "fi")
    machine.set(HRI_REPORT_DAYS="14", HRI_REPORT_LANGUAGE="sv")
    settings = read_settings(machine.environ)
    assert (settings.report_days, settings.report_language) == (14, "sv")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("HRI_REPORT_DAYS", days) for days in ("0", "-1", "many", "1.5", "3651", "٣")),
        ("HRI_REPORT_LANGUAGE", "de"),
    ],
)
def test_a_wrong_setting_of_the_reports_is_refused(machine: Machine, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read_settings(machine.set(**{name: value}).environ)


def test_the_site_is_the_sandboxes_own_unless_both_halves_are_set(machine: Machine) -> None:
    machine.run_sandbox(site_dir="/srv/site", site_url=f"{SANDBOX}/site")
    found = read_settings(machine.environ)
    assert (found.site, found.site_url) == ("/srv/site", f"{SANDBOX}/site")
    machine.set(HRI_SITE="/srv/other", HRI_SITE_URL="https://hri.fi/tila/")
    found = read_settings(machine.environ)
    assert (found.site, found.site_url) == ("/srv/other", "https://hri.fi/tila")


def test_half_a_site_is_an_error(machine: Machine) -> None:
    machine.set(HRI_SITE="/srv/other")
    with pytest.raises(SettingError, match="HRI_SITE_URL is not set"):
        read_settings(machine.environ)


def test_a_real_portal_never_writes_into_the_sandboxes_site(machine: Machine) -> None:
    machine.run_sandbox(site_dir="/srv/site", site_url=f"{SANDBOX}/site")
    machine.set(CKAN_URL=PORTAL)
    assert read_settings(machine.environ).site is None
