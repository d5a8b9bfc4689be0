"""What the app's doctor finds on the emulated board."""

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.arm64.emulator import System, guest_command, run_guest


def problems_there(system: System, cpu: str, *, app: Path, model: Sequence[str]) -> list[str]:
    """What ``edge-app doctor`` says does not work on the emulated processor ``cpu``; a sentence
    each. ``model`` are the words of the command line that name it.

    What it says of the board is this machine's: the emulation shows most of its /proc and /sys.

    Raises PipelineError: it does not run there.
    """
    words = ["-m", "edge_app", "doctor", "--json", "--port", "0", *model]
    report = json.loads(run_guest(guest_command(system, cpu, *words, app=app), good=(0, 1)))
    problems = [one for one in report["findings"] if one["level"] == "problem"]
    return [f"{one['subject']}: {one['found']}" for one in problems]
