"""Train a recipe on a data set: ``python -m training --recipe resnet8 --output DIR``."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from edge_app.errors import EdgeAppError, PipelineError
from edge_app.native_logs import quiet_native_logs
from training.datasets import Dataset, load_dataset
from training.recipe import Recipe, available_recipes, load_recipe


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
        help="score the test split too: once, for the figure that is published",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    options = parse_arguments(arguments)
    # Before Keras is imported: 1 drops the information level of TensorFlow's own logger.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    try:
        with quiet_native_logs():
            run(options)
    except EdgeAppError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: cannot write to {options.output}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Finished epochs are kept: go on with --resume.", file=sys.stderr)
        return 130
    return 0


def run(options: argparse.Namespace) -> None:
    """Train as the command line says.

    Raises PipelineError: unusable recipe, data, checkpoint, or output folder.
    """
    recipe = load_recipe(options.recipe)
    output: Path = options.output
    checkpoint = output / "checkpoint.npz"
    if _is_finished(output, recipe, checkpoint=checkpoint, resume=options.resume):
        print(f"{output} holds a finished run: nothing to do.")
        return
    output.mkdir(parents=True, exist_ok=True)  # Fails before hours are spent, if it must.
    print(f"Reading {options.data} ...", flush=True)
    dataset = load_dataset(
        options.data, validation_images=recipe.validation_images, seed=recipe.seed
    )
    print(
        f"{len(dataset.train.labels)} training, {len(dataset.validation.labels)} validation and "
        f"{len(dataset.test.labels)} test images of {len(dataset.class_names)} classes.",
        flush=True,
    )
    _train_and_report(dataset, recipe, output, checkpoint, score_test=options.test)


def _is_finished(output: Path, recipe: Recipe, *, checkpoint: Path, resume: bool) -> bool:
    """Whether nothing is left to do in ``output``.

    Raises PipelineError: the folder holds a run that the command line does not ask to go on with.
    """
    if checkpoint.exists() and not resume:
        raise PipelineError(
            f"{output} holds an unfinished run. Go on with --resume, or choose another --output."
        )
    record = output / "training.json"
    if checkpoint.exists() or not record.exists():
        return False
    if not resume:
        raise PipelineError(
            f"{output} already holds a trained model. Choose another --output, or delete it."
        )
    try:
        trained = json.loads(record.read_text(encoding="utf-8"))["recipe"]
    except (ValueError, KeyError, TypeError) as error:
        raise PipelineError(f"{record} cannot be read ({error!r}). Delete {output}.") from error
    if trained != asdict(recipe):
        raise PipelineError(
            f"{output} holds a model of another recipe, or of settings that have changed since. "
            "Choose another --output, or delete it."
        )
    return True


def _train_and_report(
    dataset: Dataset, recipe: Recipe, output: Path, checkpoint: Path, *, score_test: bool
) -> None:
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
    write_results(output, model, dataset, progress, run=identity, score_test=score_test)
    checkpoint.unlink()


if __name__ == "__main__":
    sys.exit(main())
