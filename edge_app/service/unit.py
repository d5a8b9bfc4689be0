"""The unit of the service: a file of systemd, filled in for this machine."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from edge_app.errors import ServiceError

NAME = "edge-app.service"
TEMPLATE = Path(__file__).with_name(NAME)
UNIT = Path("/etc/systemd/system") / NAME
SETTINGS = Path("/etc/edge-app.toml")
SECRETS = Path("/etc/edge-app.env")
MARK = "# Made by `edge-app install-service`"
WATCHDOG_S = 30
FIRST_FREE_PORT = 1024
MODELS = "Environment=EDGE_APP_MODELS_FOLDER=%S/edge-app/models"
# What ProtectHome= and PrivateTmp= hide from the service.
HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
HIDDEN = (*HOMES, Path("/tmp"), Path("/var/tmp"))  # nosec B108  # noqa: S108
# systemd gives a meaning to others, such as blanks, % and :.
USABLE_PATH = re.compile(r"[A-Za-z0-9._/+@~-]+")


@dataclass(frozen=True)
class Program:
    """``python`` starts the app, which is in ``folder``, beside what else it needs ``folders``."""

    python: Path
    folder: Path
    folders: tuple[Path, ...]


def unit_text(program: Program, *, port: int, has_models: bool, receipt: str) -> str:
    """The unit that serves on ``port``, with the settings of SETTINGS.

    ``has_models``: the settings say where the models are. ``receipt`` is the SHA-256 of the
    settings file if it was made with the unit, else "".

    Raises ServiceError: a path that systemd would misread.
    """
    for path in (program.python, program.folder, *program.folders):
        if not USABLE_PATH.fullmatch(str(path)):
            raise ServiceError(
                f"The app is in {str(path)!r}, expected a path of letters, digits and . _ - + @: "
                "systemd reads a meaning into others. Install it in /opt/edge-app, for example."
            )
    return Template(TEMPLATE.read_text()).substitute(
        python=program.python,
        folder=program.folder,
        settings=SETTINGS,
        secrets=SECRETS,
        models="# The settings say where the models are." if has_models else MODELS,
        watchdog_s=WATCHDOG_S,
        capabilities="CAP_NET_BIND_SERVICE" if 0 < port < FIRST_FREE_PORT else "",
        bound="".join(f"BindReadOnlyPaths={path}\n" for path in bound(program.folders)),
        receipt=receipt,
    )


def bound(folders: Iterable[Path]) -> list[Path]:
    """Those of the folders that the service sees only if they are put into its empty homes."""
    inside = sorted({path for path in folders if is_below(path, HOMES)})
    return [path for path in inside if not any(is_below(path, [o]) for o in inside if o != path)]


def is_below(path: Path, folders: Iterable[Path]) -> bool:
    """Whether the path is one of the folders, or in one, by its name."""
    return any(path == folder or folder in path.parents for folder in folders)


def receipt_of(unit: str) -> str:
    """The ``receipt`` of a unit that ``unit_text`` made; "" of any other."""
    found = re.search(r"^Settings=([0-9a-f]{64})$", unit, re.MULTILINE)
    return found[1] if found and unit.startswith(MARK) else ""
