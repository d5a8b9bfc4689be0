"""How many instructions one inference takes, by kind."""

import hashlib
import json
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.arm64.emulator import System, guest_command, run_guest
from benchmarks.arm64.systems import RUNTIMES
from edge_app.errors import PipelineError

GUEST_PROGRAM = Path(__file__).with_name("guest_count.py")


@dataclass(frozen=True)
class Count:
    """Instructions of one inference on one thread: all, and those of four kinds.

    In the order of the plugin's lines. Vector instructions count once, however many numbers they
    work on. ``multiply_accumulate`` is of integers and has no dot products in it.
    """

    instructions: int
    dot_product: int
    multiply_accumulate: int
    float_multiply_add: int
    load_store: int


@dataclass(frozen=True)
class CountedModel:
    """A model file, and what an inference costs on one emulated processor."""

    name: str
    sha256: str
    size_bytes: int
    cpu: str
    runtime: str
    python: str
    count: Count


def count_model(system: System, cpu: str, *, name: str, path: Path) -> CountedModel:
    """Count an inference of the model at ``path`` on the processor ``cpu``.

    Raises PipelineError: the model cannot be read, or cannot be run there.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PipelineError(f"{path}: cannot read the model: {error.strerror}.") from error
    module = RUNTIMES[system.runtime].module
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder, "counts.txt")
        try:
            answer = json.loads(
                run_guest(
                    guest_command(system, cpu, GUEST_PROGRAM, module, path.resolve(), counts=counts)
                )
            )
        except PipelineError as error:
            raise PipelineError(f"{path}: {error}") from error
        count = parse_totals(counts.read_text())
    return CountedModel(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        cpu=cpu,
        runtime=answer["runtime"],
        python=answer["python"],
        count=count,
    )


def parse_totals(text: str) -> Count:
    """The cost of one inference from the plugin's lines of running totals.

    The lines come in pairs: before and after nothing at all, which is the cost of looking, then
    before and after each inference. Of an odd number of inferences it is the one in the middle.

    Raises PipelineError: the lines are not such pairs.
    """
    try:
        rows = [[int(word) for word in line.split()] for line in text.splitlines()]
        pairs = zip(rows[::2], rows[1::2], strict=True)
        empty, *inferences = (
            [after - before for before, after in zip(*pair, strict=True)] for pair in pairs
        )
        costs = sorted(
            [cost - nothing for cost, nothing in zip(inference, empty, strict=True)]
            for inference in inferences
        )
        return Count(*costs[len(costs) // 2])
    except (ValueError, IndexError, TypeError) as error:
        raise PipelineError(
            f"The counting plugin wrote {text[:80]!r}, expected pairs of lines of "
            f"{len(fields(Count))} numbers."
        ) from error
