"""The files of Debian's packages, unpacked: what the emulated program sees as ``/``."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from benchmarks.arm64.cpus import Cpu, cpuinfo
from benchmarks.arm64.systems import Debian
from edge_app.errors import PipelineError

# The point releases alone: they change a few times a year, and all architectures at once.
MIRROR = "deb http://deb.debian.org/debian {suite} main"


def debian_packages(debian: Debian) -> tuple[str, ...]:
    """The packages that are unpacked, with all that they depend on."""
    series = debian.python_series
    python = (f"libpython{series}-stdlib", f"python{series}-minimal")
    return ("libgcc-s1", "libstdc++6", *python, *(package for _, package in debian.provided))


def unpacker(debian: Debian) -> Callable[[Path], None]:
    """A function that unpacks the packages into a folder that it makes.

    It raises PipelineError: a program fails. The packages go through a tar file, so that they
    belong to whoever runs this. Nothing of them is executed, so no chroot is needed, and
    mmdebstrap need not be root.
    """

    def make(folder: Path) -> None:
        archive = folder.with_suffix(".tar")
        mode = "root" if os.geteuid() == 0 else "chrootless"
        words = ["mmdebstrap", "--quiet", f"--mode={mode}", "--variant=extract"]
        words += [f"--architectures={debian.architecture}", "--skip=output/dev", "--format=tar"]
        words += [f"--include={','.join(debian_packages(debian))}", debian.suite, str(archive)]
        run_tool([*words, MIRROR.format(suite=debian.suite)], doing="fetch Debian's packages")
        folder.mkdir()
        words = ["tar", "-x", "--no-same-owner", "-f", str(archive), "-C", str(folder)]
        run_tool(words, doing="unpack Debian's packages")
        _link(folder)

    return make


def linker(debian: Path, cpu: Cpu) -> Callable[[Path], None]:
    """A function that makes the root of one processor: the same files, and its /proc/cpuinfo."""

    def make(folder: Path) -> None:
        (folder / "proc").mkdir(parents=True)
        (folder / "proc/cpuinfo").write_text(cpuinfo(cpu))
        for entry in debian.iterdir():
            if entry.name != "proc":
                (folder / entry.name).symlink_to(Path("..", debian.name, entry.name))

    return make


def _link(folder: Path) -> None:
    """Make the links that the packages' scripts would have made."""
    for name in ("bin", "lib", "sbin"):
        if not (folder / name).exists():
            (folder / name).symlink_to(f"usr/{name}")
    for library in (*folder.glob("usr/lib/*/blas/*.so.3"), *folder.glob("usr/lib/*/lapack/*.so.3")):
        link = library.parent.with_name(library.name)
        link.symlink_to(library.relative_to(link.parent))


def run_tool(command: list[str], *, doing: str) -> None:
    """Run a program of this machine. Raises PipelineError: it fails; with the reason it gives."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        reason = (errors or done.stderr.splitlines() or ["no reason given"])[-1]
        raise PipelineError(f"Cannot {doing}: {command[0]} says: {reason}")
