"""Python itself, how the app was installed into it, and the libraries that it needs."""

import json
from collections.abc import Mapping
from pathlib import Path

from edge_app.doctor.findings import NOTE, OK, PROBLEM, WARNING, Finding, shown

OLDEST, NEWEST_TESTED = (3, 10), (3, 13)
# What the app imports, by distribution and module.
NEEDED = {
    "numpy": "numpy",
    "pillow": "PIL",
    "flatbuffers": "flatbuffers",
    "flask": "flask",
    "waitress": "waitress",
    "prometheus-client": "prometheus_client",
    "tqdm": "tqdm",
}


def python_version(version: tuple[int, int, int], *, bits: int) -> Finding:
    """``version`` is (major, minor, micro); ``bits`` is the size of an address, 32 or 64."""
    text = f"{'.'.join(map(str, version))}, {bits}-bit"
    oldest, newest = (".".join(map(str, pair)) for pair in (OLDEST, NEWEST_TESTED))
    if version[:2] < OLDEST:
        return Finding(
            "Python",
            PROBLEM,
            f"{text}: older than {oldest}",
            "Raspberry Pi OS Bookworm or newer has a Python that is new enough.",
        )
    if version[:2] > NEWEST_TESTED:
        return Finding("Python", NOTE, f"{text}: newer than {newest}, the newest that was tested")
    return Finding("Python", OK, text)


def environment(*, prefix: Path, base: Path, marker: Path) -> Finding:
    """Which environment it is; ``marker`` is the file EXTERNALLY-MANAGED of PEP 668."""
    if prefix != base:
        return Finding("environment", OK, f"virtual environment {shown(prefix)}")
    if marker.exists():
        return Finding(
            "environment",
            NOTE,
            f"the system's own Python in {shown(base)}: pip refuses to install into it",
            "python3 -m venv --system-site-packages ~/edge && "
            "~/edge/bin/pip install edge_image_classifier-*.whl",
        )
    return Finding("environment", OK, f"Python's own, {shown(prefix)}")


def package(
    *, running: str, installed: str | None, direct_url: str | None, folder: Path
) -> Finding:
    """How the app was installed. ``running`` is its version, ``installed`` that of its
    distribution, ``direct_url`` the text of the distribution's direct_url.json (PEP 610), and
    ``folder`` the one that the code comes from."""
    if installed is None:
        return Finding("edge-app", OK, f"{running}, from the source tree {shown(folder.parent)}")
    if installed != running:
        return Finding(
            "edge-app",
            WARNING,
            f"{running} runs from {shown(folder.parent)}, but {installed} is installed",
            "Start it from another folder, or install this version: pip install .",
        )
    return Finding("edge-app", OK, f"{running}, {_way(direct_url)}, {shown(folder)}")


def _way(direct_url: str | None) -> str:
    """How a distribution came here."""
    if direct_url is None:
        return "installed from a package index"
    source = json.loads(direct_url)
    if source.get("dir_info", {}).get("editable"):
        return "installed as editable"
    is_wheel = str(source.get("url", "")).endswith(".whl")
    return "installed from a wheel" if is_wheel else "installed from its source"


def libraries(versions: Mapping[str, str | None], *, pip: str) -> Finding:
    """``versions`` are those of NEEDED that are installed, None for one that is missing."""
    missing = [name for name, version in versions.items() if version is None]
    if missing:
        return Finding(
            "libraries",
            PROBLEM,
            f"not installed: {', '.join(missing)}",
            f"{pip} install {' '.join(missing)}",
        )
    named = [f"{name} {version}" for name, version in versions.items() if name != "numpy"]
    return Finding("libraries", OK, ", ".join(named))
