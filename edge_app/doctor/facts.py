"""What this process knows of itself: versions, paths, the command that installs."""

import datetime
import importlib.metadata
import importlib.util
import os
import platform
import re
import struct
import sys
from pathlib import Path

from edge_app.doctor.findings import shown

DISTRIBUTION = "edge-image-classifier"


def version_of(distribution: str) -> str | None:
    """The installed version, None where it is not installed."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def module_version(distribution: str, module: str) -> str | None:
    """The same of a library whose module is there; "unknown" for one without metadata."""
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        return None
    return version_of(distribution) or "of an unknown version"


def installed_version(folder: Path) -> str | None:
    """The version of the app's distribution, None where ``folder``, from which the code comes, is
    not the one that it installed."""
    version, origin = version_of(DISTRIBUTION), direct_url()
    if version is None or (origin and '"editable"' in origin):
        return version
    own = Path(str(importlib.metadata.distribution(DISTRIBUTION).locate_file(folder.name)))
    return version if own.resolve() == folder.resolve() else None


def direct_url() -> str | None:
    """How the app's distribution came here, the text of PEP 610; None when from an index."""
    try:
        return importlib.metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None


def system_numpy(packages: Path) -> str | None:
    """The version of NumPy in the folder of the system's Python packages."""
    for path in packages.glob("numpy-*-info"):
        found = re.match(r"numpy-([\d.]+\d)", path.name)
        if found:
            return found[1]
    return None


def pip_command() -> str:
    """The command that installs into this environment."""
    return f"{shown(sys.executable)} -m pip"


def address_bits() -> int:
    """The size of an address in this Python, in bits."""
    return 8 * struct.calcsize("P")


def system_name() -> str:
    """Such as "Debian GNU/Linux 12 (bookworm)"."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()


def utc_now() -> datetime.datetime:
    """The time of day in UTC."""
    return datetime.datetime.now(datetime.timezone.utc)


def present_cores() -> int:
    """The cores of this machine, whether this process may use them or not."""
    return os.cpu_count() or 1
