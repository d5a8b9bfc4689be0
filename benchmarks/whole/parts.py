"""The parts of a whole run: what each measures, and for how long."""

import argparse
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.benchmark import Benchmark
from benchmarks.camera.command import CAMERA
from benchmarks.camera.flags import add_camera
from benchmarks.frontier.command import FRONTIER, add_frontier
from benchmarks.frontier.others import read_references
from benchmarks.frontier.references_command import DEFAULT_FOLDER
from benchmarks.http_load.command import HTTP
from benchmarks.http_load.flags import add_http
from benchmarks.latency_command import LATENCY
from benchmarks.latency_flags import add_latency
from benchmarks.memory.command import MEMORY
from benchmarks.memory.flags import add_memory
from edge_app.errors import PipelineError

# Of the whole time: for opening models, starting servers, drawing pictures.
RESERVE = 0.05
SHORTEST_S = 1.0
# Where in the output folder `references` puts its files.
REFERENCES_FOLDER = DEFAULT_FOLDER.name


@dataclass(frozen=True)
class Order:
    """What the whole run was asked for: its options, and the one ``model`` to start and to serve.

    ``measured`` names the parts that have a result of this run.
    """

    options: argparse.Namespace
    model: Path
    measured: Collection[str] = ()


@dataclass(frozen=True)
class Part:
    """A benchmark as a part of the whole: ``share`` of its time, from 0 to 1; 0 takes no time.

    ``add`` adds the benchmark's own command to a command line. ``flags`` are those of its flags
    that the whole has too, and ``more`` gives others.
    """

    name: str
    share: float
    benchmark: Benchmark
    add: Callable[[Any], None]
    flags: tuple[str, ...]
    more: Callable[[Order], dict[str, Any]] = lambda _: {}


def timed_models(order: Order) -> dict[str, Any]:
    """For latency: also the model that the frontier divides by, where it has been fetched."""
    options = order.options
    try:
        references = read_references()
    except PipelineError:
        return {}  # The frontier will say why.
    baseline = options.output / REFERENCES_FOLDER / references.baseline
    if not baseline.is_file():
        return {}
    input_range = options.input_range or references.input_range
    return {"models": [*options.models, baseline], "input_range": input_range}


def shown_folders(order: Order) -> dict[str, Any]:
    """For the frontier: folders that hold records, and this run's latencies."""
    folders = [path for path in order.options.models if any(path.glob("*.json"))]
    latency = order.options.output / "latency.json" if "latency" in order.measured else None
    return {"models": folders or None, "latency": latency}


HINTS = ("labels", "input_range")
TENSORFLOW = ("tensorflow", "keras")
PARTS = (
    Part(
        "latency",
        0.25,
        LATENCY,
        add_latency,
        ("models", "threads", "tflite_runtime", *HINTS),
        timed_models,
    ),
    Part(
        "memory",
        0.22,
        MEMORY,
        add_memory,
        ("tflite_runtime", *TENSORFLOW),
        lambda order: {"models": [order.model]},
    ),
    Part(
        "http",
        0.36,
        HTTP,
        add_http,
        (*TENSORFLOW, "clients", "pictures"),
        lambda order: {"model": order.model},
    ),
    Part("camera", 0.12, CAMERA, add_camera, ("browser",), lambda order: {"model": order.model}),
    Part("frontier", 0.0, FRONTIER, add_frontier, (), shown_folders),
)


def seconds_for(parts: Sequence[Part], *, left_s: float) -> float:
    """How long the first of ``parts`` may take of ``left_s``, the time that is left for all.

    What a part does not need goes to those after it.
    """
    shares = [part.share for part in parts]
    return max(SHORTEST_S, left_s * shares[0] / (sum(shares) + RESERVE))


def options_for(part: Part, order: Order, *, seconds: float) -> argparse.Namespace:
    """The options of the part's own command, from those of the whole."""
    given = {flag: getattr(order.options, flag) for flag in part.flags} | part.more(order)
    words = [part.name, f"--output={order.options.output}"]
    words += [f"--seconds={seconds:.1f}"] if part.share else []
    for flag, value in given.items():
        name = f"--{flag.replace('_', '-')}"
        if isinstance(value, list):
            words += [name, *map(str, value)]
        elif value is not None:
            words.append(f"{name}={value}")  # As one word: it may begin with a dash.
    parser = argparse.ArgumentParser()
    part.add(parser.add_subparsers())
    return parser.parse_args(words)
