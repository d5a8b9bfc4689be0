"""Measure on a device: log in, send the archive, show what happens there, bring the result home."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.candidates import find_models
from benchmarks.hints import hints_of
from benchmarks.missing import Missing, tell
from benchmarks.output import progress
from benchmarks.page_parts import megabytes
from benchmarks.remote.connection import Connection, Device
from benchmarks.remote.parcel import pack
from edge_app.errors import PipelineError

KILLED = -9  # How Python tells of a process that the system ended, mostly for want of memory.


def measure_on_device(options: argparse.Namespace, *, output: Path) -> dict[str, Any]:
    """The report of what the command line asks for, measured on the device that it names.

    ``output`` is made before the measurement, so that a bad path is refused now.

    Raises PipelineError: the device cannot be used, or nothing can be measured there. OSError:
    ``output`` cannot be made.
    """
    hints_of(options)  # A list of labels that is not there is refused now.
    models, missing = find_models(options.models), Missing()
    readable = {name: path for name, path in models.items() if _is_readable(name, path, missing)}
    tell(missing)
    if not readable:
        raise PipelineError("None of the models can be measured.")
    device = Device(options.device, options.device_python, options.ssh_config)
    with Connection(device) as connection:
        connection.greet()  # It may ask for a password, so that no progress is shown before.
        output.mkdir(parents=True, exist_ok=True)
        with progress() as show:
            show("building the wheel")
            parcel = pack(options, readable)
            show(f"sending {megabytes(len(parcel))} to {device.destination}")
            connection.order(parcel)
            report = _report(connection.messages(), device, show)
    report["failed"] = [*missing.as_json()["failed"], *report["failed"]]
    return report


def _is_readable(name: str, path: Path, missing: Missing) -> bool:
    try:
        with path.open("rb"):
            return True
    except OSError as error:
        missing.failed[name] = f"Cannot read the model: {error.strerror}."
        return False


def _report(
    messages: Iterable[dict[str, Any]], device: Device, show: Callable[[str], None]
) -> dict[str, Any]:
    """The report among the messages; progress and complaints are passed on.

    Raises PipelineError: the program there ended without a report.
    """
    report: dict[str, Any] | None = None
    last_words = ""
    for message in messages:
        if "progress" in message:
            show(f"{device.destination}: {message['progress']}")
        elif message.get("line"):
            last_words = message["line"]
            print(last_words, file=sys.stderr)
        elif "report" in message:
            report = message["report"]
        elif "exit_code" in message and report is None:
            raise PipelineError(_ended_early(message["exit_code"], last_words))
    if report is None:
        raise PipelineError(_ended_early(0, last_words))
    return report


def _ended_early(exit_code: int, last_words: str) -> str:
    if exit_code == KILLED:
        return (
            "The system of the device ended the measurement, mostly for want of memory. Measure "
            "fewer or smaller models, and stop other programs there."
        )
    said = f": {last_words}" if last_words else "."
    return f"The measurement ended on the device with exit code {exit_code} and no result{said}"
