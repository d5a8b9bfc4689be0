"""The wheels of the emulated system: those of the lock files, for its processor and its Python."""

import subprocess
import sys
from pathlib import Path

from edge_app.errors import PipelineError

SOURCE_TREE = Path(__file__).parents[2]
PYTHON_VERSION = "3.11"  # Of Debian Bookworm, and so of the Raspberry Pi OS made from it.
GLIBC_MINORS = (36, 35, 34, 31, 28, 27, 17)  # Bookworm has 2.36; the others are what wheels name.
# What the markers of a lock file may ask about: https://peps.python.org/pep-0508.
TARGET = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": f"{PYTHON_VERSION}.2",
    "python_version": PYTHON_VERSION,
    "sys_platform": "linux",
}


def target_requirements(lock: str) -> str:
    """The lines of a lock file that the emulated system needs, with their hashes, without markers.

    pip would ask the markers of the machine that it runs on, whatever platform it installs for.

    Raises PipelineError: the package `packaging` is not installed.
    """
    try:
        from packaging.requirements import Requirement
    except ModuleNotFoundError as error:
        raise PipelineError(
            "The Python package `packaging` is not installed here. It comes with the extra `bench`."
        ) from error
    lines = []
    for line in lock.replace("\\\n", " ").splitlines():
        text, *hashes = line.partition("#")[0].split("--hash=")
        if not text.strip():
            continue
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate(TARGET):
            words = [f"{requirement.name}{requirement.specifier}"]
            words += [f"--hash={digest.strip()}" for digest in hashes]
            lines.append(" ".join(words))
    return "\n".join((*sorted(lines), ""))


def install_requirements(requirements: Path, *, target: Path) -> None:
    """Install the wheels that a file of requirements with hashes names into the folder ``target``.

    Raises PipelineError: pip failed.
    """
    platforms = [f"manylinux_2_{minor}_aarch64" for minor in GLIBC_MINORS]
    platforms += ["manylinux2014_aarch64"]
    words = ["--require-hashes", "--only-binary=:all:", "--implementation", "cp"]
    words += ["--python-version", PYTHON_VERSION]
    words += [word for platform in platforms for word in ("--platform", platform)]
    _pip_install(*words, "--requirement", str(requirements), target=target)


def install_wheel(wheel: Path, *, target: Path) -> None:
    """Install one pure-Python wheel, without what it depends on, into the folder ``target``.

    Raises PipelineError: pip failed.
    """
    _pip_install(str(wheel), target=target)


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this source tree into ``folder``.

    Raises PipelineError: hatchling failed, or is not installed.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    _run(command, doing="build the wheel of the app (it needs the extra `dev`)")
    return next(folder.glob("*.whl"))


def _pip_install(*words: str, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-compile", "--target", str(target), *words]
    _run(command, doing="install the wheels of the emulated system")


def _run(command: list[str], *, doing: str) -> None:
    done = subprocess.run(command, cwd=SOURCE_TREE, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise PipelineError(f"Cannot {doing}: {' '.join(reason)}")
