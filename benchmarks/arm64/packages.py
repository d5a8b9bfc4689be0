"""The wheels of the emulated system: those of the lock files, for its processor and its Python."""

import subprocess
import sys
from pathlib import Path

from benchmarks.arm64.systems import Debian
from edge_app.errors import PipelineError

SOURCE_TREE = Path(__file__).parents[2]
OLDEST_GLIBC_MINOR = 17  # That of manylinux2014, the oldest that a wheel for ARM may name.


def target_requirements(lock: str, debian: Debian) -> str:
    """The lines of a lock file that the emulated system needs, with their hashes, without markers.

    pip would ask the markers of the machine that it runs on, whatever platform it installs for.
    What Debian provides is left out.

    Raises PipelineError: the package `packaging` is not installed.
    """
    try:
        from packaging.requirements import Requirement
    except ModuleNotFoundError as error:
        raise PipelineError(
            "The Python package `packaging` is not installed here. It comes with the extra `bench`."
        ) from error
    provided, markers = dict(debian.provided), _markers(debian)
    lines = []
    for line in lock.replace("\\\n", " ").splitlines():
        text, *hashes = line.partition("#")[0].split("--hash=")
        if not text.strip():
            continue
        requirement = Requirement(text)
        wanted = requirement.marker is None or requirement.marker.evaluate(markers)
        if wanted and requirement.name not in provided:
            words = [f"{requirement.name}{requirement.specifier}"]
            words += [f"--hash={digest.strip()}" for digest in hashes]
            lines.append(" ".join(words))
    return "\n".join((*sorted(lines), ""))


def _markers(debian: Debian) -> dict[str, str]:
    """What the markers of a lock file may ask about: https://peps.python.org/pep-0508.

    The lock files know no 32-bit ARM. There too the machine may be called "aarch64": Raspberry Pi
    OS runs its 32-bit programs on a 64-bit kernel from the Raspberry Pi 3 on.
    """
    return {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": "aarch64",
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": debian.python,
        "python_version": debian.python_series,
        "sys_platform": "linux",
    }


def install_requirements(requirements: Path, *, target: Path, debian: Debian) -> None:
    """Install the wheels that a file of requirements with hashes names into the folder ``target``.

    Raises PipelineError: pip failed.
    """
    minors = range(debian.glibc_minor, OLDEST_GLIBC_MINOR - 1, -1)
    platforms = [f"manylinux_2_{minor}_{debian.machine}" for minor in minors]
    platforms += [f"manylinux2014_{debian.machine}"]
    words = ["--require-hashes", "--only-binary=:all:", "--implementation", "cp"]
    # The lock file knows what fits; `pip install` would ask for the Python that it runs on.
    words += ["--python-version", debian.python_series, "--ignore-requires-python"]
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
    _run(command, doing="build the wheel of the app (it needs the extra `bench`)")
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
