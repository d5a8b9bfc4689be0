"""The command ``robustness``: models asked about the same test images after several changes."""

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.candidates import find_models
from benchmarks.machine import read_machine, read_state
from benchmarks.output import shown_path
from benchmarks.tables import Table, text_table
from convert.robustness.changes import CHANGES, UNCHANGED, changed_split
from convert.robustness.nets import Net, ask_all, open_net
from convert.score.pictures import Pictures, load_pictures
from edge_app.errors import PipelineError
from edge_app.files import write_json
from training.command_line import exit_code, make_output_folder, quiet_libraries
from training.evaluation import top1_accuracy

SCHEMA = 1


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m convert robustness",
        description="Ask Keras and TFLite models about the test images of a data set as they are, "
        "and again after JPEG, blur, noise, changes of brightness and contrast, and a shift.",
        epilog="exit codes: 0 done; 1 bad input; 2 bad usage; 130 Ctrl-C",
    )
    parser.add_argument(
        "models",
        nargs="+",
        type=Path,
        metavar="MODEL",
        help=".keras and .tflite files of the same image size",
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="cifar10, a CIFAR-10 binary archive, or a folder of pictures (default: %(default)s)",
    )
    parser.add_argument("--output", type=Path, metavar="FILE.json", help="write the record there")
    parser.add_argument("--json", action="store_true", help="print the record, and nothing else")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    return exit_code(
        lambda: run(options), output=options.output or Path(), stopped=lambda: "Stopped."
    )


def run(options: argparse.Namespace) -> None:
    """Measure as the command line says, print it and write it.

    Raises PipelineError: a model or the data cannot be used. OSError: the record cannot be
    written.
    """

    def say(text: str) -> None:
        if not options.json:
            print(text, flush=True)

    if options.output:
        make_output_folder(options.output.absolute().parent)
    nets = {name: open_net(path) for name, path in find_models(options.models).items()}
    pictures = _pictures(options.data, nets, say)
    record = {
        "schema": SCHEMA,
        "command": _command(options),
        "time_utc": read_state().time_utc,
        "machine": asdict(read_machine()),
        "data": pictures.summary(),
        "models": {name: net.summary() for name, net in nets.items()},
        "changes": measure(nets, pictures),
    }
    if options.output:
        write_json(options.output, record)
    say(f"\n{text_table(robustness_table(record))}")
    if options.output:
        say(f"\nWrote {options.output}")
    if options.json:
        print(json.dumps(record, indent=2, ensure_ascii=False))


def measure(nets: Mapping[str, Net], pictures: Pictures) -> list[dict[str, Any]]:
    """The accuracy of each net after each change: one entry for each change."""
    measured = []
    for name in CHANGES:
        split = changed_split(pictures.split, name)
        answers = ask_all(nets, split, progress=name)
        accuracies = {title: asdict(top1_accuracy(answers[title], split.labels)) for title in nets}
        measured.append({"change": name, "accuracy": accuracies})
    return measured


def robustness_table(record: dict[str, Any]) -> Table:
    """A row for each change: each model's accuracy, and how it differs from the first row's."""
    names = list(record["models"])
    (first,) = (one for one in record["changes"] if one["change"] == UNCHANGED)
    rows = tuple(
        (one["change"], *(_cell(one, first, name) for name in names)) for one in record["changes"]
    )
    return Table("Accuracy on changed pictures", ("pictures", *names), rows)


def _cell(entry: dict[str, Any], first: dict[str, Any], name: str) -> str:
    value = 100 * entry["accuracy"][name]["value"]
    if entry is first:
        return f"{value:.2f} %"
    return f"{value:.2f} % ({value - 100 * first['accuracy'][name]['value']:+.2f})"


def _pictures(source: str, nets: Mapping[str, Net], say: Callable[[str], None]) -> Pictures:
    """The test images in the size of the nets. Raises PipelineError: the nets do not fit them."""
    sizes = {net.size for net in nets.values()}
    if len(sizes) > 1:
        raise PipelineError(
            f"The models take images of {' and '.join(map(str, sorted(sizes)))} pixels. Expected "
            "one size: the changes are made to images of that size."
        )
    say(f"Reading {source} ...")
    pictures = load_pictures(source, image_size=sizes.pop())
    for remark in pictures.remarks:
        say(remark)
    for name, net in nets.items():
        if net.class_names != pictures.class_names:
            raise PipelineError(
                f"{name} tells {', '.join(net.class_names)} apart, the data has "
                f"{', '.join(pictures.class_names)}. Expected the same classes in the same order."
            )
    return pictures


def _command(options: argparse.Namespace) -> str:
    models = " ".join(map(shown_path, options.models))
    return f"python -m convert robustness {models} --data {shown_path(Path(options.data))}"
