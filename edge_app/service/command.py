"""The commands ``install-service`` and ``remove-service``."""

import argparse
import os
import shlex
import shutil
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import edge_app
from edge_app.errors import ServiceError, SettingsError
from edge_app.service.plans import installation, removal
from edge_app.service.steps import take
from edge_app.service.unit import HOMES, NAME, SETTINGS, Program, is_below
from edge_app.settings.options import given_settings

ROOT = Path("/")
RUNS_SYSTEMD = Path("run/systemd/system")  # As sd_booted(3) looks.


def add_to(
    subparsers: "argparse._SubParsersAction[Any]", *, parents: list[argparse.ArgumentParser]
) -> None:
    """Add both; each sets ``command`` to a function of the options."""
    install = subparsers.add_parser(
        "install-service",
        parents=parents,
        help="let systemd start the server with the machine",
        description="Install a service of systemd that serves the page, with a user of its own. "
        f"Settings that are given are written into {SETTINGS}. May be repeated.",
    )
    install.add_argument("--no-start", action="store_true", help="start it at the next boot only")
    install.set_defaults(command=install_service)
    remove = subparsers.add_parser(
        "remove-service",
        help="undo that",
        description="Remove the service, and what was made for it and was not changed since.",
    )
    remove.add_argument(
        "--purge", action="store_true", help="also installed models, the token and all settings"
    )
    # It also removes a service that does not start because of its settings file.
    remove.set_defaults(command=remove_service, has_settings=False)
    for parser in (install, remove):
        parser.add_argument("--dry-run", action="store_true", help="only print what would be done")


def install_service(options: argparse.Namespace, *, root: Path = ROOT) -> int:
    """Install the service, or bring it up to date, and print each step."""
    if getattr(options, "config", None) is not None:
        raise SettingsError(f"There is --config, but the service reads {SETTINGS}. Leave it out.")
    _check_machine(root, dry_run=options.dry_run)
    program = this_program()
    check_readable(program)
    given = given_settings(options)
    steps = installation(given, program, root=root, start=not options.no_start)
    take(steps, root=root, dry_run=options.dry_run)
    if not options.dry_run and not options.no_start:
        print(f"The service runs. Its log: journalctl -u {NAME} -f")
    return 0


def remove_service(options: argparse.Namespace, *, root: Path = ROOT) -> int:
    """Remove what ``install_service`` made, and print each step."""
    _check_machine(root, dry_run=options.dry_run)
    take(removal(root=root, purge=options.purge), root=root, dry_run=options.dry_run)
    return 0


def this_program() -> Program:
    """How this very app is started again, from the environment that it is in."""
    folder = Path(edge_app.__file__).parent.parent
    folders = (Path(sys.prefix), Path(sys.base_prefix), folder)
    return Program(Path(sys.executable), folder, folders)


def check_readable(program: Program) -> None:
    """Raises ServiceError: another user may not read the app.

    Whoever owns it may see his home alone; of the folders in it the service is given these.
    """
    for folder in program.folders:
        needed = {folder: stat.S_IROTH | stat.S_IXOTH}
        if not is_below(folder, HOMES):
            needed |= dict.fromkeys(folder.parents, stat.S_IXOTH)
        for path, bits in needed.items():
            if path.stat().st_mode & bits != bits:
                raise ServiceError(
                    f"The service has a user of its own, who may not read {path}. "
                    f"sudo chmod o+rx {path}, or install the app in /opt/edge-app."
                )


def _check_machine(root: Path, *, dry_run: bool) -> None:
    if dry_run:
        return
    if shutil.which("systemctl") is None or not (root / RUNS_SYSTEMD).is_dir():
        raise ServiceError(
            "systemd does not run this machine, so that there is no service to install or to "
            "remove. --dry-run shows what would be done; `edge-app serve` serves without it."
        )
    if os.geteuid() != 0:
        raise ServiceError(f"Only root may do that: {_with_sudo(sys.argv[1:])}")


def _with_sudo(arguments: Iterable[str]) -> str:
    # The whole path: root has not the PATH of the virtual environment.
    return shlex.join(["sudo", sys.executable, "-m", "edge_app", *arguments])
