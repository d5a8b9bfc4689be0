"""Which steps install the service on this machine, and which remove it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edge_app.errors import ServiceError
from edge_app.service.settings_file import effective, settings_text, sha256
from edge_app.service.steps import Keep, Remove, Step, Systemctl, Write, below
from edge_app.service.unit import (
    MARK,
    NAME,
    SECRETS,
    SETTINGS,
    UNIT,
    Program,
    receipt_of,
    unit_text,
)
from edge_app.settings.table import Settings

# What stays unless all is to go, and why. systemd makes a link of the last, to private/edge-app.
KEPT = {
    SETTINGS: "it was there before, or was changed since",
    SECRETS: "it is yours",
    UNIT.with_name(f"{NAME}.d"): "it is yours",
    Path("/var/lib/edge-app"): "the models that were installed, and the token",
}
FOREIGN = f"{UNIT} was not made by install-service, and is left alone. Move it away first."
LOOK = f"Look at: journalctl -u {NAME} -n 30"


def installation(
    given: Mapping[str, Any], program: Program, *, root: Path, start: bool
) -> list[Step]:
    """What installs the service with the settings ``given``, or brings it up to date.

    Raises ServiceError: there is a unit or a settings file of somebody else, or the service could
    not read what it needs. SettingsError: the settings file is none.
    """
    old = _own_unit(root)
    file = below(root, SETTINGS)
    found = effective(file, given)
    receipt = receipt_of(old)
    text = settings_text(file, given, receipt=receipt)
    unit = unit_text(
        program,
        port=found.get("port", Settings.port),
        has_models="models_folder" in found,
        receipt=receipt if text is None else sha256(text.encode()),
    )
    changes: list[Step] = [] if text is None else [Write(SETTINGS, text)]
    if unit != old:
        changes.append(Write(UNIT, unit))
    steps = [*changes, Systemctl(("daemon-reload",)), Systemctl(("enable", NAME))]
    if start:
        # One that runs goes on, unless there is something new for it.
        steps.append(Systemctl(("restart" if changes else "start", NAME), remedy=LOOK))
    return steps


def removal(*, root: Path, purge: bool) -> list[Step]:
    """What removes all that an installation made; with ``purge``, also models, token and settings.

    Raises ServiceError: the unit is somebody else's.
    """
    old = _own_unit(root)
    steps: list[Step] = []
    if old:
        steps += [Systemctl(("disable", "--now", NAME)), Remove(UNIT)]
        steps.append(Systemctl(("daemon-reload",)))
    is_made = _is_made(root, receipt_of(old))
    for path, why in KEPT.items():
        if below(root, path).exists():
            is_ours = purge or (path == SETTINGS and is_made)
            steps.append(Remove(path) if is_ours else Keep(f"keep {path}: {why}"))
    return steps or [Keep("nothing to remove")]


def _own_unit(root: Path) -> str:
    """The unit that is installed; "" if there is none. Raises ServiceError: it is not ours."""
    path = below(root, UNIT)
    text = path.read_text(errors="replace") if path.exists() else ""
    if text and not text.startswith(MARK):
        raise ServiceError(FOREIGN)
    return text


def _is_made(root: Path, receipt: str) -> bool:
    file = below(root, SETTINGS)
    return bool(receipt) and file.exists() and sha256(file.read_bytes()) == receipt
