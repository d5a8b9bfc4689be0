"""The systems that are emulated: Debian's releases, from which Raspberry Pi OS is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.arm64.cpus import CPUS
from edge_app.errors import PipelineError


@dataclass(frozen=True)
class RuntimeFiles:
    """Where a runtime comes from: its module, and the lock file that names its wheel."""

    module: str
    lock: str


RUNTIMES = {
    "ai-edge-litert": RuntimeFiles("ai_edge_litert.interpreter", "device.txt"),
    "tflite-runtime": RuntimeFiles("tflite_runtime.interpreter", "device-tflite-runtime.txt"),
}


@dataclass(frozen=True)
class Debian:
    """A release of Debian for one architecture.

    ``python`` and ``glibc_minor`` are the versions that it has. ``runtimes`` are those that have a
    wheel for it, the first is the default. ``provided`` are the Python packages that Debian has
    and PyPI has no wheel of, by PyPI's name and Debian's. ``counted``: whether the counting plugin
    knows its instructions, and the reference has counts.
    """

    name: str
    suite: str
    architecture: str
    python: str
    glibc_minor: int
    runtimes: tuple[str, ...]
    provided: tuple[tuple[str, str], ...] = ()
    counted: bool = False

    @property
    def title(self) -> str:
        """The name for people, such as "Debian bookworm arm64"."""
        return f"Debian {self.suite} {self.architecture}"

    @property
    def python_series(self) -> str:
        """The version of Python without its last part, such as "3.11"."""
        return self.python.rpartition(".")[0]

    @property
    def machine(self) -> str:
        """The architecture's name in the names of wheels."""
        return {"arm64": "aarch64", "armhf": "armv7l"}[self.architecture]

    @property
    def emulator(self) -> str:
        """QEMU's program for the architecture."""
        return {"arm64": "qemu-aarch64", "armhf": "qemu-arm"}[self.architecture]

    @property
    def cpus(self) -> tuple[str, ...]:
        """The names of the processors that it is run on."""
        return tuple(name for name, cpu in CPUS.items() if cpu.architecture == self.architecture)


SYSTEMS = {
    debian.name: debian
    for debian in (
        Debian(
            name="bookworm-arm64",
            suite="bookworm",
            architecture="arm64",
            python="3.11.2",
            glibc_minor=36,
            runtimes=("ai-edge-litert", "tflite-runtime"),
            counted=True,
        ),
        Debian(
            name="trixie-arm64",
            suite="trixie",
            architecture="arm64",
            python="3.13.5",
            glibc_minor=41,
            runtimes=("ai-edge-litert",),
        ),
        Debian(
            name="bookworm-armhf",
            suite="bookworm",
            architecture="armhf",
            python="3.11.2",
            glibc_minor=36,
            runtimes=("tflite-runtime",),
            provided=(("numpy", "python3-numpy"), ("pillow", "python3-pil")),
        ),
    )
}


def choose_runs(systems: Sequence[str], runtimes: Sequence[str] | None) -> list[tuple[Debian, str]]:
    """Each of the systems with each of the runtimes that it has a wheel of; without ``runtimes``
    with its default.

    Raises PipelineError: a system has none of them.
    """
    runs = []
    for debian in (SYSTEMS[name] for name in dict.fromkeys(systems)):
        wanted = list(dict.fromkeys(runtimes)) if runtimes else debian.runtimes[:1]
        found = [(debian, runtime) for runtime in wanted if runtime in debian.runtimes]
        if not found:
            raise PipelineError(
                f"There is no wheel of {' or '.join(wanted)} for {debian.name}. "
                f"Expected --runtime {' or '.join(debian.runtimes)}."
            )
        runs += found
    return runs


def choose_cpus(debian: Debian, cpus: Sequence[str] | None) -> list[str]:
    """Those of ``cpus`` that the system is run on; without ``cpus`` all of them."""
    return [cpu for cpu in debian.cpus if cpus is None or cpu in cpus]
