"""Train a recipe on a data set: ``python -m training --recipe resnet8 --output DIR``."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from edge_app.errors import PipelineError
from edge_app.native_logs import quiet_native_logs_in_child
from training.command_line import exit_code, make_output_folder, quiet_libraries
from training.datasets import Dataset, load_dataset
from training.finished import FinishedRun, load_training_data, read_finished_run
from training.recipe import Recipe, available_recipes, load_recipe

STOPPED = "Stopped. Finished epochs are kept: the same command with --resume goes on."


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training",
        description="Train a small Keras CNN and write model.keras, training.json and pictures.",
    )
    parser.add_argument(
        "--recipe",
        required=True,
        help=f"one of {', '.join(available_recipes())}, or the path of a .toml file",
    )
    parser.add_argument(
        "--data",
        default="cifar10",
        metavar="SOURCE",
        help="cifar10 (downloaded once, or read from the archive that CIFAR10_ARCHIVE names), or "
        "the path of a CIFAR-10 binary archive (default: %(default)s)",
    )
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="output folder")
    parser.add_argument(
        "--resume", action="store_true", help="go on where a run of this folder was stopped"
    )
    parser.add_argument(
        "--test",
        action="store_true",
        help="score the test split too: once, for the figure that is published; with --resume "
        "also after the training",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    quiet_libraries()

    def quietly() -> None:
        with quiet_native_logs_in_child():
            run(options)

    return exit_code(quietly, output=options.output, stopped=lambda: STOPPED)


def run(options: argparse.Namespace) -> None:
    """Train as the command line says, or do what a finished run still lacks.

    Raises PipelineError: unusable recipe, data, checkpoint, or output folder.
    """
    recipe = load_recipe(options.recipe)
    checkpoint: Path = options.output / "checkpoint.npz"
    finished = _finished_run(options.output, recipe, checkpoint=checkpoint, resume=options.resume)
    if finished is None:
        make_output_folder(options.output)
        _train(_read_data(options.data, recipe), recipe, checkpoint, score_test=options.test)
    elif options.test and "test" not in finished.metrics:
        _score_test(options.output, finished, options.data)
    else:
        reached = 100 * finished.metrics["validation"]["accuracy"]["value"]
        print(
            f"{options.output} holds a finished run of the recipe {recipe.name}, with a validation "
            f"accuracy of {reached:.2f} %. Nothing is left to do."
        )


def _finished_run(
    output: Path, recipe: Recipe, *, checkpoint: Path, resume: bool
) -> FinishedRun | None:
    """The finished run of this recipe in ``output``; None where there is still to train.

    Raises PipelineError: the folder holds a run that the command line does not ask to go on with.
    """
    if checkpoint.exists() and not resume:
        raise PipelineError(
            f"{output} holds an unfinished run. The same command with --resume goes on; or choose "
            "another --output."
        )
    record = output / "training.json"
    if checkpoint.exists() or not record.exists():
        return None
    if not resume:
        raise PipelineError(
            f"{output} already holds a trained model. Choose another --output, or delete it; or "
            "score the test images of this one with --resume --test."
        )
    finished = read_finished_run(record)
    if finished.recipe != asdict(recipe):
        raise PipelineError(
            f"{output} holds a model of another recipe, or of settings that have changed since. "
            "Choose another --output, or delete it."
        )
    return finished


def _read_data(source: str, recipe: Recipe) -> Dataset:
    print(f"Reading {source} ...", flush=True)
    dataset = load_dataset(source, validation_images=recipe.validation_images, seed=recipe.seed)
    print(
        f"{len(dataset.train.labels)} training, {len(dataset.validation.labels)} validation and "
        f"{len(dataset.test.labels)} test images of {len(dataset.class_names)} classes.",
        flush=True,
    )
    return dataset


def _train(dataset: Dataset, recipe: Recipe, checkpoint: Path, *, score_test: bool) -> None:
    import keras  # Here, because it takes seconds: bad input is refused before.

    from training.architectures import build_model
    from training.fit import train
    from training.record import run_identity
    from training.results import write_results

    keras.utils.set_random_seed(recipe.seed)
    model = build_model(
        recipe.architecture,
        image_size=(dataset.train.images.shape[1], dataset.train.images.shape[2]),
        class_count=len(dataset.class_names),
    )
    identity = run_identity(recipe, dataset)
    print(f"Training {recipe.name}: {model.count_params():,} parameters.", flush=True)
    progress = train(model, dataset, recipe, checkpoint=checkpoint, run=identity)
    write_results(checkpoint.parent, model, dataset, progress, run=identity, score_test=score_test)
    checkpoint.unlink()


def _score_test(output: Path, finished: FinishedRun, source: str) -> None:
    print(f"Reading {source} for its test images ...", flush=True)
    dataset = load_training_data(finished, source)

    from training.results import add_test_score
    from training.saving import load_model

    add_test_score(output, load_model(output / "model.keras"), dataset, record=finished.record)


if __name__ == "__main__":
    sys.exit(main())
