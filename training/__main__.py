"""Train a recipe on a data set: ``python -m training --recipe resnet8 --output DIR``."""

import argparse
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge_app.errors import EdgeAppError, PipelineError
from edge_app.files import write_json
from training.datasets import Dataset, load_dataset
from edge_app.native_logs import quiet_native_logs
from training.recipe import Recipe, available_recipes, load_recipe

if TYPE_CHECKING:
    import keras

    from training.checkpoint import Progress


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
        "--resume", action="store_true", help="go on where an interrupted run of this folder stopped"
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
    if (output / "training.json").exists() and not checkpoint.exists():
        if not options.resume:
            raise PipelineError(
                f"{output} already holds a trained model. Choose another --output, or delete it."
            )
        print(f"{output} holds a finished run: nothing to do.")
        return
    if checkpoint.exists() and not options.resume:
        raise PipelineError(
            f"{output} holds an unfinished run. Go on with --resume, or choose another --output."
        )
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


def _train_and_report(
    dataset: Dataset, recipe: Recipe, output: Path, checkpoint: Path, *, score_test: bool
) -> None:
    import keras  # Here, because it takes seconds: bad input is refused before.

    from training.architectures import build_model
    from training.fit import train
    from training.record import run_identity

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


def write_results(
    output: Path,
    model: "keras.Model",
    dataset: Dataset,
    progress: "Progress",
    *,
    run: dict[str, Any],
    score_test: bool,
) -> None:
    """Score the trained model, draw the pictures, and write model and record; the record last."""
    from training import pictures
    from training.evaluation import confusion_matrix, cross_entropy, top1_accuracy
    from training.fit import EVALUATION_BATCH
    from training.model_file import save_model
    from training.record import training_record

    metrics: dict[str, Any] = {}
    for part in ("validation", "test") if score_test else ("validation",):
        split = getattr(dataset, part)
        probabilities = model.predict(split.images, batch_size=EVALUATION_BATCH, verbose=0)
        reached = top1_accuracy(probabilities, split.labels)
        metrics[part] = {
            "accuracy": asdict(reached),
            "loss": cross_entropy(probabilities, split.labels),
        }
        print(f"{part.capitalize()} accuracy: {reached}", flush=True)
        if part == "validation":
            counts = confusion_matrix(
                probabilities.argmax(axis=1), split.labels, class_count=len(dataset.class_names)
            )
            pictures.draw_confusion_matrix(
                output / "confusion_matrix.png",
                counts,
                dataset.class_names,
                title=f"{len(split.labels)} validation images: {100 * reached.value:.1f} % right",
            )
            pictures.draw_sample_predictions(
                output / "sample_predictions.png", split, probabilities, dataset.class_names
            )
    pictures.draw_training_curves(
        output / "training_curves.png", progress.history, best_epoch=progress.best_epoch
    )
    save_model(output / "model.keras", model)
    record = training_record(run=run, progress=progress, model=model, metrics=metrics)
    write_json(output / "training.json", record)
    print(f"Wrote model.keras, training.json and pictures to {output}")


if __name__ == "__main__":
    sys.exit(main())
