"""Search for better settings of a recipe: ``python -m training search resnet8 --output DIR``."""

import argparse
import json
import logging
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from edge_app.errors import PipelineError
from edge_app.native_logs import quiet_native_logs_in_child
from training.architecture_settings import check_backbone_setting
from training.command_line import (
    check_outside_data,
    exit_code,
    make_output_folder,
    quiet_libraries,
    whole_number,
)
from training.datasets import Dataset, load_dataset
from training.recipe import available_recipes
from training.run_folder import only_process_in, refuse_other_things
from training.search.plan import STUDY, Plan, read_plan
from training.splitting import parse_split

# What a worker leaves in its folder where the study is in a database.
SHARED_FILES = ("best.toml", "search.json", "search.png", "trials")

if TYPE_CHECKING:
    from training.search.trials import TrialResult


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training search",
        description="Train a recipe many times with different settings, and keep those that are "
        "best on the validation images. The test images decide nothing. The same command goes on "
        "where a search was stopped.",
    )
    parser.add_argument(
        "recipe",
        metavar="RECIPE",
        help=f"one of {', '.join(available_recipes())}, or the path of a .toml file; what is "
        "varied stands in its table [search]",
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="cifar10, or the path of a CIFAR-10 binary archive or of a folder of pictures "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--trials",
        type=whole_number(minimum=1),
        default=20,
        metavar="N",
        help="how many trials in all, with those of earlier commands (default: %(default)s)",
    )
    parser.add_argument(
        "--split",
        metavar="PERCENT",
        help="draw training, validation and test images from all images, by these percentages, "
        "such as 70/15/15",
    )
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="output folder")
    parser.add_argument(
        "--epochs",
        type=whole_number(minimum=1),
        metavar="N",
        help="the length of a trial, with a warm-up in proportion (default: that of the recipe)",
    )
    _add_shared_flags(parser)
    parser.add_argument(
        "--json",
        action="store_true",
        help="print search.json in place of the table; the progress goes to stderr",
    )
    return parser.parse_args(arguments)


def _add_shared_flags(parser: argparse.ArgumentParser) -> None:
    """The flags of a search that several workers share."""
    parser.add_argument(
        "--storage",
        metavar="URL",
        help="share the trials with other workers by a database, such as "
        "postgresql+psycopg://USER@HOST/DATABASE; each worker has an --output of its own "
        "(default: a file in --output)",
    )
    parser.add_argument(
        "--worker-timeout",
        type=whole_number(minimum=2),
        default=60,
        metavar="SECONDS",
        help="with --storage: a worker without a sign of life for so long has stopped, and another "
        "one takes its trial (default: %(default)s)",
    )


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()
    # TensorFlow takes the nets of several trials for one that is compiled again and again.
    logging.getLogger("tensorflow").setLevel(logging.ERROR)

    def quietly() -> None:
        with quiet_native_logs_in_child():
            run(options)

    return exit_code(quietly, output=options.output, stopped=lambda: _stopped(options.output))


def run(options: argparse.Namespace) -> None:
    """Search as the command line says.

    Raises PipelineError: unusable recipe, search space, data, or output folder; or all trials
    came to nothing.
    """
    stream = sys.stderr if options.json else sys.stdout
    plan = read_plan(options.recipe, epochs=options.epochs)
    check_outside_data(options.output, options.data)
    if not (options.output / STUDY).exists():
        ours = SHARED_FILES if options.storage else ()
        refuse_other_things(options.output, ours=ours, expected="search")
    check_backbone_setting(plan.recipe)
    dataset = _read_data(options, plan, stream)
    make_output_folder(options.output)

    # Here, because Keras takes seconds: bad input is refused before.
    from training.search.report import counted
    from training.search.search import Search
    from training.search.storage import Shared
    from training.search.study import study_errors

    length = f"{counted(options.trials, 'trial')} of {counted(plan.trial_epochs, 'epoch')}"
    print(
        f"Searching {', '.join(plan.space)} of {plan.recipe.name}: {length}, judged by "
        f"{len(dataset.validation.labels)} validation images.",
        file=stream,
        flush=True,
    )
    shared = Shared(options.storage, options.worker_timeout) if options.storage else None
    if shared:
        print(f"The trials are shared by the workers of {shared.shown}.", file=stream, flush=True)
    search = Search(
        plan,
        dataset,
        folder=options.output,
        trials=options.trials,
        stream=stream,
        shared=shared,
    )
    with only_process_in(options.output), study_errors(options.output, shared):
        results, record = search.run()
    _print_results(options, results, record, images=len(dataset.validation.labels))


def _read_data(options: argparse.Namespace, plan: Plan, stream: TextIO) -> Dataset:
    split = parse_split(options.split) if options.split else None
    print(f"Reading {options.data} ...", file=stream, flush=True)
    with redirect_stdout(stream):
        dataset = load_dataset(options.data, recipe=plan.recipe, split=split)
    for remark in dataset.remarks:
        print(remark, file=stream, flush=True)
    return dataset


def _print_results(
    options: argparse.Namespace,
    results: "list[TrialResult]",
    record: dict[str, Any],
    *,
    images: int,
) -> None:
    from training.search.report import best_table, counted
    from training.search.trials import ranked

    if not ranked(results):
        raise PipelineError(
            f"Of {counted(len(results), 'trial')}, none came to a good end (search.json in "
            f"{options.output} says how each ended). Lower the high end of learning_rate in "
            "[search], and search again into another --output."
        )
    if options.json:
        print(json.dumps(record, indent=2, allow_nan=False))
        return
    print(best_table(results, images=images))
    print(f"Wrote best.toml, search.json and search.png to {options.output}")
    print(f"Train it: python -m training --recipe {options.output / 'best.toml'} --output ...")


def _stopped(output: Path) -> str:
    try:
        kept = len(json.loads((output / "search.json").read_text(encoding="utf-8"))["trials"])
    except (OSError, ValueError):
        kept = 0
    kept_trials = "1 trial is kept" if kept == 1 else f"{kept} trials are kept"
    return f"Stopped. {kept_trials}: the same command goes on."


if __name__ == "__main__":
    sys.exit(main())
