"""Which TFLite runtime is used, which others were tried, and why they were refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_app.doctor.findings import OK, PROBLEM, WARNING, Finding
from edge_app.doctor.machine_probes import NO_ARMV6

OLDER_RUNTIME = "'tflite-runtime==2.14.0' 'numpy<2'"
# tflite-runtime has no wheel for any newer Python.
LAST_PYTHON_OF_OLDER = (3, 11)


@dataclass(frozen=True)
class TriedRuntime:
    """A runtime in the order of preference; ``error`` says why it was refused, "" when it works.

    ``version`` is None for one that is not installed.
    """

    name: str
    version: str | None
    error: str = ""

    @property
    def works(self) -> bool:
        return self.version is not None and not self.error

    def describe(self) -> str:
        """Name and version, and what came of it."""
        if self.version is None:
            return f"{self.name} is not installed"
        return f"{self.name} {self.version}" + (f" was refused: {self.error}" if self.error else "")


def runtime_choice(
    tried: Sequence[TriedRuntime], *, machine: str, bits: int, python: tuple[int, int], pip: str
) -> Finding:
    """The first that works is used. ``machine`` is that of ``uname -m``, ``bits`` the size of an
    address, ``python`` its (major, minor), and ``pip`` the command that installs."""
    used = next((one for one in tried if one.works), None)
    if used is None:
        reasons = "; ".join(one.describe() for one in tried)
        remedy = _remedy(machine=machine, bits=bits, python=python, pip=pip)
        return Finding("TFLite runtime", PROBLEM, f"none works: {reasons}", remedy)
    others = "; ".join(one.describe() for one in tried if one is not used)
    found = f"{used.describe()} works and is used" + (f" ({others})" if others else "")
    refused = [one.name for one in tried[: tried.index(used)] if one.error]
    if refused:
        remedy = f"{pip} install --force-reinstall {refused[0]}"
        return Finding("TFLite runtime", WARNING, found, remedy)
    return Finding("TFLite runtime", OK, found)


def _remedy(*, machine: str, bits: int, python: tuple[int, int], pip: str) -> str:
    """What to install there, as far as there are wheels."""
    if machine.startswith("armv6"):
        return NO_ARMV6
    if bits == 64:
        return f"{pip} install ai-edge-litert"
    if python > LAST_PYTHON_OF_OLDER:
        return (
            "No runtime has a wheel for a 32-bit system with this Python. Install the 64-bit "
            "Raspberry Pi OS, or the 32-bit Bookworm."
        )
    return f"{pip} install {OLDER_RUNTIME}"
