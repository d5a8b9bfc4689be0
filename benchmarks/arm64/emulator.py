"""Run Python programs in the emulated system, by QEMU's user emulation."""

import subprocess
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.arm64.systems import Debian
from edge_app.errors import PipelineError

TIMEOUT_S = 1800.0
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


@dataclass(frozen=True)
class System:
    """What QEMU needs to run Python programs as on a Raspberry Pi, all in one cache folder.

    ``library`` is the runtime's name and version, such as "ai-edge-litert 2.3.0". ``roots`` are the
    folders that the program sees as ``/``, by the processor's name.
    """

    debian: Debian
    runtime: str
    library: str
    roots: dict[str, Path]
    packages: Path
    bytecode: Path
    plugin: Path


def guest_command(
    system: System,
    cpu: str,
    *words: str | Path,
    app: Path | None = None,
    counts: Path | None = None,
) -> list[str]:
    """The command that runs Python with ``words`` on the emulated processor ``cpu``.

    ``app`` is a folder of more packages. ``counts`` is the file for the plugin's totals.

    Everything that may change the number of instructions is fixed: addresses, hash seeds, the
    threads of the linear algebra library. Without -S Python would add the host's own packages,
    because files that the emulated root does not have are looked for on the host. Its folders are
    named by their place on the host, because QEMU 7.2 looks there alone when a 32-bit program asks
    whether a file exists.
    """
    debian, root = system.debian, system.roots[cpu]
    home = (root / "usr").resolve()
    path = [system.packages, *([app] if app else [])]
    path += [home / "lib/python3/dist-packages"] if debian.provided else []
    variables = {
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONHOME": str(home),
        "PYTHONPATH": ":".join(map(str, path)),
        "PYTHONPYCACHEPREFIX": str(system.bytecode),
        "PYTHONUNBUFFERED": "1",
    }
    command = ["setarch", "-R", debian.emulator, "-L", str(root), "-cpu", cpu, "-seed", "1"]
    if counts:
        command += ["-plugin", f"{system.plugin},out={counts}"]
    for name, value in variables.items():
        command += ["-E", f"{name}={value}"]
    return [*command, str(home / f"bin/python{debian.python_series}"), "-S", *map(str, words)]


def run_guest(command: Sequence[str], *, good: Collection[int] = (0,)) -> str:
    """Run a guest command to its end; what it wrote to standard output.

    ``good`` are the exit statuses that do not mean that it failed.

    Raises PipelineError: it failed. The message ends with the last line that it wrote.
    """
    try:
        done = subprocess.run(
            command,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PipelineError(f"No end after {TIMEOUT_S:.0f} seconds under emulation.") from error
    if done.returncode not in good:
        last = (done.stderr.strip().splitlines() or ["nothing said why"])[-1]
        raise PipelineError(f"Exit status {done.returncode} under emulation: {last}")
    return done.stdout


def qemu_version() -> str:
    """The version of QEMU, such as "7.2.22"."""
    done = subprocess.run(["qemu-aarch64", "--version"], capture_output=True, text=True, check=True)
    return done.stdout.partition("version ")[2].split()[0]
