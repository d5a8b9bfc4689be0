"""The emulated system: a small Debian for arm64 in a cache folder, made from nothing, once.

::

    debian-HASH/        the files of Debian's packages: Python and the C library
    cortex-a76-HASH/    the same by links, with that processor's /proc/cpuinfo; one for each CPU
    RUNTIME-HASH/       the wheels of a lock file
    bytecode-HASH/      compiled Python modules
    app-HASH/           the app's own wheel, installed
    insn_count-HASH.so  the plugin that counts

HASH is of all that decides the content. Each comes into being under a temporary name.
"""

import dataclasses
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arm64.cache import key, locked, once
from benchmarks.arm64.cpus import CPUS, Cpu, cpuinfo
from benchmarks.arm64.emulator import System, guest_command, run_guest
from benchmarks.arm64.packages import (
    SOURCE_TREE,
    build_wheel,
    install_requirements,
    install_wheel,
    target_requirements,
)
from edge_app.errors import PipelineError
from edge_app.files import PARTIAL_PREFIX

SUITE = "bookworm"
DEBIAN_PACKAGES = ("libgcc-s1", "libpython3.11-stdlib", "libstdc++6", "python3.11-minimal")
PLUGIN_SOURCE = Path(__file__).with_name("insn_count.c")
# Programs, by the Debian packages that each needs.
PROGRAMS = {
    "gcc libc6-dev": "cc",
    "mmdebstrap": "mmdebstrap",
    "qemu-user": "qemu-aarch64",
    "tar": "tar",
    "util-linux": "setarch",
}


@dataclass(frozen=True)
class RuntimeFiles:
    """Where a runtime comes from: its module, and the lock file that names its wheel."""

    module: str
    lock: str


RUNTIMES = {
    "ai-edge-litert": RuntimeFiles("ai_edge_litert.interpreter", "device.txt"),
    "tflite-runtime": RuntimeFiles("tflite_runtime.interpreter", "device-tflite-runtime.txt"),
}


def missing_packages() -> list[str]:
    """The Debian packages that are needed here and not installed."""
    return [package for package, program in PROGRAMS.items() if not shutil.which(program)]


def prepare_system(cache: Path, *, runtime: str) -> System:
    """The emulated system, from the cache or made now.

    Raises PipelineError: a program is not installed, or fails. OSError: ``cache`` cannot be
    written.
    """
    missing = missing_packages()
    if missing:
        raise PipelineError(
            "The emulated Raspberry Pi needs Debian packages that are not installed here. "
            f"Run: sudo apt-get install {' '.join(missing)}"
        )
    files = RUNTIMES[runtime]
    requirements = target_requirements((SOURCE_TREE / "requirements" / files.lock).read_text())
    debian_key = key(SUITE, *DEBIAN_PACKAGES)
    with locked(cache):
        debian = once(cache / f"debian-{debian_key}", _make_debian, "Debian")
        roots = {
            name: once(cache / f"{name}-{key(debian_key, cpuinfo(cpu))}", _linker(debian, cpu))
            for name, cpu in CPUS.items()
        }
        packages = once(cache / f"{runtime}-{key(requirements)}", _installer(requirements), runtime)
        plugin = once(cache / f"insn_count-{key(PLUGIN_SOURCE.read_text())}.so", _compile_plugin)
        bytecode = cache / f"bytecode-{key(debian_key, requirements, str(cache))}"
        system = System(runtime, roots, packages, bytecode, plugin)
        once(bytecode, _importer(system, files.module), "bytecode")
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


def _make_debian(folder: Path) -> None:
    """Unpack Debian's packages; by way of a tar file, so that they belong to whoever runs this.

    Nothing of the packages is executed, so no chroot is needed, and mmdebstrap need not be root.
    """
    mode = "root" if os.geteuid() == 0 else "chrootless"
    archive = folder.with_suffix(".tar")
    words = [
        "mmdebstrap",
        "--quiet",
        f"--mode={mode}",
        "--variant=extract",
        "--architectures=arm64",
    ]
    words += ["--skip=output/dev", "--format=tar", f"--include={','.join(DEBIAN_PACKAGES)}"]
    _run([*words, SUITE, str(archive)], doing="fetch Debian's packages")
    folder.mkdir()
    _run(
        ["tar", "-x", "--no-same-owner", "-f", str(archive), "-C", str(folder)],
        doing="unpack Debian's packages",
    )


def _linker(debian: Path, cpu: Cpu) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / "proc").mkdir(parents=True)
        (folder / "proc/cpuinfo").write_text(cpuinfo(cpu))
        for entry in debian.iterdir():
            if entry.name != "proc":
                (folder / entry.name).symlink_to(Path("..", debian.name, entry.name))

    return make


def _installer(requirements: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        listing = folder.with_name(f"{folder.name}.txt")
        listing.write_text(requirements)
        install_requirements(listing, target=folder)

    return make


def _compile_plugin(path: Path) -> None:
    words = ["cc", "-O2", "-Wall", "-Wextra", "-fPIC", "-shared", "-fvisibility=hidden"]
    _run([*words, "-o", str(path), str(PLUGIN_SOURCE)], doing=f"compile {PLUGIN_SOURCE.name}")


def _importer(system: System, module: str) -> Callable[[Path], None]:
    """Compile what a count imports: an inference costs a little less after compiled imports."""

    def make(folder: Path) -> None:
        folder.mkdir()
        program = f"import gc, importlib, importlib.metadata, json, platform, numpy, {module}"
        compiling = dataclasses.replace(system, bytecode=folder)
        run_guest(guest_command(compiling, next(iter(CPUS)), "-c", program))

    return make


def _run(command: list[str], *, doing: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.startswith("E:")]
        reason = (errors or done.stderr.splitlines() or ["no reason given"])[-1]
        raise PipelineError(f"Cannot {doing}: {command[0]} says: {reason}")
