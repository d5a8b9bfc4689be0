"""The page of licences names what a device installs, and nothing else."""

import re
from pathlib import Path

LICENCES = r"Apache|BSD|MIT|MPL|PSF|Zope|Zlib"


def packages(root: Path) -> dict[str, str]:
    page = (root / "docs" / "licences.md").read_text()
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", page, re.MULTILINE))


def test_every_package_of_a_device_is_in_the_page(root: Path) -> None:
    lock = (root / "requirements" / "device.txt").read_text()
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    named = set(packages(root)) - {"package"}
    assert named == locked, "Run .venv-device/bin/python requirements/licences.py."


def test_no_licence_asks_for_the_source_of_the_app(root: Path) -> None:
    for name, licence in packages(root).items():
        if name != "package":
            assert re.search(LICENCES, licence), (name, licence)
            assert not re.search(r"\bA?GPL", licence), (name, licence)
