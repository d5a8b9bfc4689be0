"""The record of the figures: docs/results/reliability.json."""

import dataclasses
import importlib.metadata
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import read_machine
from edge_app.errors import PipelineError
from tests.reliability.figure import Figure

Report = dict[str, Any]
RECORD = Path("docs") / "results" / "reliability.json"
LIBRARIES = ("ai-edge-litert", "flask", "waitress", "werkzeug")
SAME = ("schema", "machine", "versions")


def new_report(command: str) -> Report:
    """A record without figures, of this machine and the libraries that are installed."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    machine = json.loads(json.dumps(dataclasses.asdict(read_machine())))
    return {
        "schema": 1,
        "command": command,
        "machine": machine,
        "versions": versions,
        "measures": {},
    }


def measured(figures: Sequence[Figure], *, time_utc: str, seconds: float) -> Report:
    """The part of a record that is one measure's."""
    return {
        "time_utc": time_utc,
        "seconds": round(seconds),
        "figures": [dataclasses.asdict(figure) for figure in figures],
    }


def joined(old: Report, new: Report, *, order: Sequence[str]) -> Report:
    """The old record with the measures of the new one in their places, in this ``order``.

    Raises PipelineError: they are of different machines or libraries, so that their figures do not
    belong into one table.
    """
    for key in SAME:
        if old.get(key) != new[key]:
            raise PipelineError(
                f"{RECORD} is of another {key.rstrip('s')} ({old.get(key)}) than this run "
                f"({new[key]}). Measure everything again, without --only."
            )
    measures = {**old["measures"], **new["measures"]}
    return {**new, "measures": {name: measures[name] for name in order if name in measures}}
