"""The command ``photos``: from a folder of photos to a proven file for the device."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from convert.compare.folder import JSON_FILE
from convert.photos.arguments import parse_arguments
from convert.photos.inspected import is_inspected, mark_inspected
from convert.photos.recipes import Net, planned_nets
from convert.photos.steps import (
    COMPARED,
    INSPECTION,
    Step,
    compare_step,
    inspect_step,
    recipe_path,
    run_step,
    train_step,
)
from convert.photos.summary import summary_text
from edge_app.errors import PipelineError
from edge_app.files import write_text
from training.command_line import check_outside_data, exit_code, make_output_folder
from training.keras_file import check_keras_file

INTERRUPTED, NOT_ALL = 130, 3
STOPPED = "Stopped. What is finished is kept: the same command goes on."
REFUSED = (
    "error: Nothing was trained. See to what is FATAL above; {folder} has every picture. Then give "
    "the same command again."
)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    codes: list[int] = []
    output = options.output or Path("runs")
    ended = exit_code(lambda: codes.append(run(options)), output=output, stopped=lambda: STOPPED)
    return ended or codes[0]


def run(options: argparse.Namespace) -> int:
    """Do the steps that are still to do; the exit code of the one that ended it, or of the last.

    Raises PipelineError: no folder of photos, recipes or a model that cannot be used, or an output
    folder that cannot be.
    """
    nets = _nets(options)
    output = options.output or _default_output(options.data, nets)
    check_outside_data(output, options.data)
    make_output_folder(output)
    if code := _inspect(options.data, output, nets):
        return code
    for net in nets:
        write_text(recipe_path(net, output), net.text())
    steps = [train_step(net, options.data, output) for net in nets]
    steps.append(compare_step(nets, options.data, output, options=_compare_options(options)))
    for number, step in enumerate(steps, start=2):
        code = _do(step, f"{number}/{len(nets) + 2}")
        if code and not (code == NOT_ALL and step is steps[-1]):
            return code
    facts: dict[str, Any] = json.loads((output / COMPARED / JSON_FILE).read_bytes())
    print(f"\n{summary_text(facts, output / COMPARED)}")
    return code


def _nets(options: argparse.Namespace) -> list[Net]:
    """Raises PipelineError: something that is named on the command line cannot be used."""
    if not Path(options.data).is_dir():
        raise PipelineError(
            f"There is no folder {options.data}. Expected one of photos, with a folder for each "
            "class in it: make photos DATA=my_photos"
        )
    check_keras_file(options.init_from)
    return planned_nets(
        cnn=options.cnn,
        transfer=options.transfer,
        init_from=options.init_from,
        backbone=options.backbone,
        size=options.size,
        epochs=options.epochs,
    )


def _default_output(data: str, nets: Sequence[Net]) -> Path:
    return Path("runs") / f"{Path(data).resolve().name}-{nets[0].image_size}px"


def _inspect(data: str, output: Path, nets: Sequence[Net]) -> int:
    """Inspect the photos, unless they are as they were when that was done; the exit code."""
    size, place = max(net.image_size for net in nets), f"1/{len(nets) + 2}"
    if is_inspected(data, output, image_size=size):
        print(f"[{place}] The photos are as they were when they were inspected.")
        return 0
    code = _do(inspect_step(data, output, image_size=size), place)
    if code == 1:
        print(REFUSED.format(folder=output / INSPECTION), file=sys.stderr)
    if not code:
        mark_inspected(data, output, image_size=size)
    return code


def _do(step: Step, place: str) -> int:
    """Run a step, below its title and the command that repeats it alone; its exit code."""
    print(f"\n[{place}] {step.title}\n  {step}\n", flush=True)
    code = run_step(step)
    if code == INTERRUPTED:
        print(STOPPED, file=sys.stderr)
    return code


def _compare_options(options: argparse.Namespace) -> list[str]:
    """The words of the command line that are for the comparison."""
    values = {
        "--max-latency-ratio": options.max_latency_ratio,
        "--max-size-kb": options.max_size_kb,
        "--second-runtime": options.second_runtime,
    }
    given = [(flag, str(value)) for flag, value in values.items() if value is not None]
    return [word for pair in given for word in pair]
