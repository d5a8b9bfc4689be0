"""Measure on the device, as the one at home was asked to, and say the report."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.latency_command import measure_latency
from benchmarks.remote.messages import DeviceError, tell
from edge_app.errors import EdgeAppError

OPTIONS = Path("options.json")


def measure() -> None:
    """Measure as OPTIONS say, and tell the report.

    Raises DeviceError: nothing can be measured.
    """
    try:
        report = measure_latency(read_options(OPTIONS), progress=_told)
    except EdgeAppError as error:
        raise DeviceError(str(error)) from error
    tell(report=report)


def read_options(path: Path) -> argparse.Namespace:
    """The options of the command line, as ``benchmarks.remote.parcel`` wrote them."""
    options = json.loads(path.read_text())
    options["models"] = [Path(model) for model in options["models"]]
    for name in ("tflite_runtime", "labels"):
        if options[name]:
            options[name] = Path(options[name])
    return argparse.Namespace(**options)


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    yield lambda text: tell(progress=text)
