"""What the training command does in the folder of a finished run: nothing is trained."""

import argparse
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError
from training.confidence.unknown import unknown_pictures
from training.evaluation import Accuracy
from training.finished import FinishedRun, load_training_data
from training.recipe import Recipe
from training.splitting import Percent, split_text


def complete(
    options: argparse.Namespace, finished: FinishedRun, recipe: Recipe, split: Percent | None
) -> None:
    """Score the test images where that was asked for and is still to do, or say how good it is.

    Raises PipelineError: the run has another split than the command line asks for, or its data or
    its model cannot be used.
    """
    _check_same_split(finished, split, output=options.output)
    if options.test and "test" not in finished.metrics:
        _score_test(options, finished)
        return
    reached = 100 * finished.metrics["validation"]["accuracy"]["value"]
    print(
        f"{options.output} holds a finished run of the recipe {recipe.name}, with a validation "
        f"accuracy of {reached:.2f} %. Nothing is left to do."
    )


def _check_same_split(finished: FinishedRun, split: Percent | None, *, output: Path) -> None:
    recorded = finished.data.get("split")
    if split and split_text(split) != recorded:
        raise PipelineError(
            f"{output} holds a model that was trained with "
            + (f"--split {recorded}" if recorded else "no --split")
            + f", and the command line has {split_text(split)}. Choose another --output, or leave "
            "--split away."
        )


def _score_test(options: argparse.Namespace, finished: FinishedRun) -> None:
    output = options.output
    facts = report_again(options, output, finished, output=output, test=True)
    print(f"Test accuracy: {Accuracy(**facts['published']['test'])}", flush=True)
    print(f"Wrote training.json, report.html and pictures to {output}")


def report_again(
    options: argparse.Namespace, run: Path, finished: FinishedRun, *, output: Path, test: bool
) -> dict[str, Any]:
    """Ask the model of a ``finished`` run in the folder ``run`` again, and report to ``output``.

    ``options`` hold ``data`` and the flags of confidence. Gives what evaluation.json holds.

    Raises PipelineError: as ``report_on_run``, or the data are not those of the run.
    """
    print(f"Reading {options.data} ...", flush=True)
    unknown = unknown_pictures(size=finished.data_settings.image_size, folder=options.unknown)
    dataset = load_training_data(finished, options.data)

    # Here, because it imports Keras, which takes seconds: bad input is refused before.
    from training.report.finished_run import report_on_run

    return report_on_run(
        run,
        finished,
        dataset,
        output=output,
        test=test,
        sure_precision=options.sure_precision / 100,
        unknown=unknown,
    )
