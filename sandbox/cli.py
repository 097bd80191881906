"""The commands of ``python -m sandbox``: arguments in, text out, nothing else."""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from sandbox.access_log import count_writes
from sandbox.errors import SandboxError
from sandbox.layout import CKAN_VERSIONS, default_home
from sandbox.portal import Sandbox


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 1 with the fault on standard error."""
    parsed = _parser().parse_args(arguments)
    try:
        portal = Sandbox(
            Path(parsed.home), parsed.instance, parsed.ckan, loads_uploads=parsed.loads_uploads
        )
        commands = {
            "install": _install,
            "up": _up,
            "down": _down,
            "reset": _reset,
            "status": _status,
            "writes": _writes,
        }
        commands[parsed.command](portal, parsed)
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox", description="A whole CKAN portal of one's own")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in {
        "install": "install CKAN and its servers (about two minutes, once)",
        "up": "start the portal; installs it first where needed",
        "down": "end every process of the portal; its data stay",
        "reset": "end the portal and empty it",
        "status": "what runs, and where",
        "writes": "count the write requests that the portal has served",
    }.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument(
            "--instance", default="default", help="which portal (default: %(default)s)"
        )
        command.add_argument(
            "--home", default=default_home(), help="where all lies (HRI_SANDBOX_HOME)"
        )
        command.add_argument(
            "--ckan",
            choices=CKAN_VERSIONS,
            default=os.environ.get("HRI_SANDBOX_CKAN") or CKAN_VERSIONS[0],
            help="CKAN's version (HRI_SANDBOX_CKAN; default: %(default)s)",
        )
        command.add_argument(
            "--loads-uploads",
            action="store_true",
            help="with ckanext-xloader and its worker, which load every uploaded table themselves",
        )
        if name in ("status", "writes"):
            command.add_argument("--json", action="store_true", help="print one JSON object")
        if name == "writes":
            command.add_argument("--since", type=int, default=0, help="byte offset to count from")
    return parser


def _install(portal: Sandbox, parsed: argparse.Namespace) -> None:
    started = time.monotonic()
    portal.install()
    print(f"CKAN {parsed.ckan} is installed ({time.monotonic() - started:.0f} s).")


def _up(portal: Sandbox, parsed: argparse.Namespace) -> None:
    started = time.monotonic()
    status = portal.up()
    print(f"The portal runs: {status['url']} ({time.monotonic() - started:.0f} s)")
    print(f"  log in:  {status['url']}/user/login as hri-publisher or portal-admin;")
    print(f"           passwords in {portal.folder.secrets}")
    print(f"  token:   {status['token_file']}")
    print(f"  end it:  python -m sandbox down --instance {parsed.instance}")


def _down(portal: Sandbox, parsed: argparse.Namespace) -> None:
    portal.down()
    print(f"The portal {parsed.instance} is down; its data stay.")


def _reset(portal: Sandbox, parsed: argparse.Namespace) -> None:
    portal.reset()
    print(f"The portal {parsed.instance} is empty; `up` makes it anew.")


def _status(portal: Sandbox, parsed: argparse.Namespace) -> None:
    status = portal.status()
    if parsed.json:
        print(json.dumps(status, indent=2))
        return
    print(f"{parsed.instance}: {'runs at ' + str(status['url']) if status['running'] else 'down'}")
    for name, pid in status["processes"].items():
        print(f"  {name}: process {pid}")


def _writes(portal: Sandbox, parsed: argparse.Namespace) -> None:
    counted = count_writes(portal.folder.access_log, parsed.since)
    if parsed.json:
        print(json.dumps(counted))
        return
    print(f"{counted['writes']} writes up to byte {counted['offset']}")
    for name, number in sorted(counted["actions"].items()):
        print(f"  {number:6} {name}")
