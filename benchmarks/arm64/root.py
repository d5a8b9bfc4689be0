"""The emulated system: a small Debian in a cache folder, made from nothing, once.

::

    SYSTEM-HASH/          the files of Debian's packages: Python and the C library
    SYSTEM-CPU-HASH/      the same by links, with that processor's /proc/cpuinfo; one for each CPU
    SYSTEM-RUNTIME-HASH/  the wheels of a lock file
    SYSTEM-pyc-HASH/      compiled Python modules
    app-HASH/             the app's own wheel, installed
    insn_count-HASH.so    the plugin that counts

HASH is of all that decides the content. Each comes into being under a temporary name.
"""

import dataclasses
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.arm64.cache import key, locked, once
from benchmarks.arm64.cpus import CPUS, cpuinfo
from benchmarks.arm64.debian import MIRROR, debian_packages, linker, unpacker
from benchmarks.arm64.emulator import System, guest_command, run_guest
from benchmarks.arm64.packages import (
    SOURCE_TREE,
    build_wheel,
    install_requirements,
    install_wheel,
    target_requirements,
)
from benchmarks.arm64.plugin import PLUGIN_SOURCE, compile_plugin
from benchmarks.arm64.systems import RUNTIMES, Debian
from edge_app.errors import PipelineError
from edge_app.files import PARTIAL_PREFIX

# Programs, by the Debian packages that each needs.
PROGRAMS = {
    "gcc libc6-dev": "cc",
    "mmdebstrap": "mmdebstrap",
    "qemu-user": "qemu-aarch64",
    "tar": "tar",
    "util-linux": "setarch",
}


def missing_packages() -> list[str]:
    """The Debian packages that are needed here and not installed."""
    return [package for package, program in PROGRAMS.items() if not shutil.which(program)]


def need_programs() -> None:
    """Raises PipelineError: a program that is needed is not installed."""
    missing = missing_packages()
    if missing:
        raise PipelineError(
            "The emulated Raspberry Pi needs Debian packages that are not installed here. "
            f"Run: sudo apt-get install {' '.join(missing)}"
        )


def prepare_system(cache: Path, debian: Debian, *, runtime: str) -> System:
    """The emulated system, from the cache or made now.

    Raises PipelineError: a program fails. OSError: ``cache`` cannot be written.
    """
    lock = (SOURCE_TREE / "requirements" / RUNTIMES[runtime].lock).read_text()
    requirements = target_requirements(lock, debian)
    name, debian_key = debian.name, key(MIRROR, debian.name, *debian_packages(debian))
    wheels = cache / f"{name}-{runtime}-{key(requirements)}"
    bytecode = cache / f"{name}-pyc-{key(debian_key, requirements, str(cache))}"
    with locked(cache):
        system = System(
            debian=debian,
            runtime=runtime,
            library=_library(requirements, runtime),
            roots=_make_roots(cache, debian, debian_key),
            packages=once(wheels, _installer(requirements, debian), f"{runtime} for {name}"),
            bytecode=bytecode,
            plugin=once(cache / f"insn_count-{key(PLUGIN_SOURCE.read_text())}.so", compile_plugin),
        )
        once(bytecode, _importer(system))
    return system


def prepare_app(cache: Path) -> Path:
    """The folder that holds this source tree's wheel, built and installed.

    Raises PipelineError: it cannot be built. OSError: ``cache`` cannot be written.
    """
    with locked(cache):
        folder = cache / f"{PARTIAL_PREFIX}wheel"
        wheel = build_wheel(folder)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()[:12]
        return once(cache / f"app-{digest}", lambda target: install_wheel(wheel, target=target))


def _make_roots(cache: Path, debian: Debian, debian_key: str) -> dict[str, Path]:
    files = once(cache / f"{debian.name}-{debian_key}", unpacker(debian), debian.title)
    cpus = [CPUS[name] for name in debian.cpus]
    return {
        cpu.name: once(
            cache / f"{debian.name}-{cpu.name}-{key(debian_key, cpuinfo(cpu))}", linker(files, cpu)
        )
        for cpu in cpus
    }


def _library(requirements: str, runtime: str) -> str:
    line = next(line for line in requirements.splitlines() if line.startswith(f"{runtime}=="))
    return line.split()[0].replace("==", " ")


def _installer(requirements: str, debian: Debian) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        listing = folder.with_name(f"{folder.name}.txt")
        listing.write_text(requirements)
        install_requirements(listing, target=folder, debian=debian)

    return make


def _importer(system: System) -> Callable[[Path], None]:
    """Compile what a count imports: an inference costs a little less after compiled imports."""

    def make(folder: Path) -> None:
        folder.mkdir()
        module = RUNTIMES[system.runtime].module
        program = f"import gc, importlib, importlib.metadata, json, platform, numpy, {module}"
        compiling = dataclasses.replace(system, bytecode=folder)
        run_guest(guest_command(compiling, system.debian.cpus[0], "-c", program))

    return make
