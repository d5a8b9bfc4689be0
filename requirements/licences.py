"""Write docs/licences.md: what a device installs, and under which licence, as each package says.

Run it where all of it is installed: ``.venv-device/bin/python requirements/licences.py``.
"""

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "device.txt"
PAGE = ROOT / "docs" / "licences.md"
# Installed only where Python is older than 3.11, which has it itself.
ELSEWHERE = {"tomli": "MIT"}
INTRODUCTION = """\
# Licences

What [a device installs](edge-app.md) beside the app, which is under the Apache License 2.0, and
under which licence, as each package states it in its own metadata. Made by
`requirements/licences.py`.

| package | licence | home page |
|---|---|---|
"""


def main() -> int:
    """Write the page; 1 where a package states no licence."""
    rows, silent = [], []
    for name in names(LOCK.read_text()):
        try:
            licence, home = stated(distribution(name))
        except PackageNotFoundError:
            licence, home = ELSEWHERE[name], f"https://pypi.org/project/{name}/"
        rows.append(f"| {name} | {licence} | {home} |\n")
        silent += [] if licence else [name]
    if silent:
        print(f"error: no licence is stated by {', '.join(silent)}.", file=sys.stderr)
        return 1
    PAGE.write_text(INTRODUCTION + "".join(rows), encoding="utf-8")
    return 0


def names(lock: str) -> list[str]:
    """The packages of a lock file, one of each."""
    return sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)))


def stated(package: Distribution) -> tuple[str, str]:
    """The licence of a package and its home page, "" for what it does not state."""
    metadata = package.metadata
    kinds = [one for one in metadata.get_all("Classifier", []) if one.startswith("License ::")]
    licence = (
        metadata.get("License-Expression")
        or ", ".join(one.rpartition(" :: ")[2] for one in kinds)
        or (metadata.get("License") or "").split("\n")[0]
    )
    links = dict(one.split(", ", 1) for one in metadata.get_all("Project-URL", []))
    home = metadata.get("Home-page") or links.get("Homepage") or links.get("Source") or ""
    return licence, home or f"https://pypi.org/project/{metadata['Name']}/"


if __name__ == "__main__":
    sys.exit(main())
