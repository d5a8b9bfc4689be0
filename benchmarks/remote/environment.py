"""A Python on the device with the packages of the lock file: one that is there, or a new one.

Nothing but Python is needed to import it.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.remote.messages import DeviceError, tell

REQUIREMENTS = Path("requirements/device.txt")
CHECK = Path("requirements/check_python.py")
# The packages and their wheels, which pip keeps.
NEEDED_BYTES = 500_000_000
OTHER_WAY = (
    "Or install requirements/device.txt there in a virtual environment yourself, and name its "
    "Python with --device-python."
)


def ready_python(cache: Path) -> Path:
    """The Python to measure with.

    This Python, where it is that of a virtual environment: what is in it is the user's choice.
    Otherwise that of an environment in ``cache``, which is made where it is not there: it takes
    the packages of REQUIREMENTS from the Python package index, by their hashes.

    Raises DeviceError: no environment can be made. OSError: ``cache`` cannot be written.
    """
    if sys.prefix != sys.base_prefix:
        return Path(sys.executable)
    parts = (REQUIREMENTS.read_text(), sys.executable, platform.python_version())
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    folder = cache / f"venv-{digest}"
    if folder.is_dir():
        return folder / "bin/python"
    _run([sys.executable, str(CHECK)], what="", remedy="With --device, that is --device-python.")
    for old in cache.glob("venv-*"):  # Of another lock file, or half-made: each takes 200 MB.
        shutil.rmtree(old)
    check_room(cache)
    partial = folder.with_name(f"{folder.name}.partial")
    try:
        _make(partial)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder / "bin/python"


def check_room(cache: Path) -> None:
    """Raises DeviceError: the disk of ``cache`` has less than NEEDED_BYTES left."""
    free = shutil.disk_usage(cache).free
    if free < NEEDED_BYTES:
        raise DeviceError(
            f"The disk of the device is too full for a Python environment: {free / 1e6:.0f} MB are "
            f"free in {cache}, expected {NEEDED_BYTES / 1e6:.0f}. Make room there. {OTHER_WAY}"
        )


def _make(folder: Path) -> None:
    tell(progress="making a Python environment there (once)")
    _run(
        [sys.executable, "-m", "venv", str(folder)],
        what="It has no working venv module. ",
        remedy=f"On Debian and its kin: sudo apt install python3-venv. {OTHER_WAY}",
    )
    tell(progress="installing the locked packages there (once, a minute or more)")
    pip = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--no-input"]
    pip += ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
    _run(
        [*pip, "--requirement", str(REQUIREMENTS)],
        what="pip cannot install the packages there: ",
        remedy=f"It needs the Internet. {OTHER_WAY}",
    )


def _run(command: list[str], *, what: str, remedy: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DeviceError(f"{what}{reason(done.stderr or done.stdout)} {remedy}")


def reason(text: str) -> str:
    """What a program says of its failure: its last line that names an error, or all in one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR: ")]
    words = errors[-1].removeprefix("ERROR: ") if errors else " ".join(lines)
    return words if words.endswith(".") else f"{words}."
