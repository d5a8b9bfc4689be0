"""Train a recipe on a data set: the command without a first word."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app.errors import PipelineError
from edge_app.native_logs import quiet_native_logs_in_child
from training.architecture_settings import check_backbone_setting
from training.class_weights import chosen_class_weights, weights_line
from training.command_line import (
    check_outside_data,
    exit_code,
    make_output_folder,
    quiet_libraries,
)
from training.datasets import Dataset, load_dataset
from training.finished import FinishedRun, load_training_data, remark_on_images
from training.identity import Identity, model_identity
from training.recipe import Recipe, load_recipe, recipe_settings
from training.run_folder import (
    AUGMENTATION,
    CHECKPOINT,
    MODEL,
    TENSORBOARD,
    finished_run,
    only_process_in,
)
from training.splitting import Percent, parse_split, split_text

if TYPE_CHECKING:
    import keras

STOPPED = "Stopped. Finished epochs are kept: the same command with --resume goes on."


def main(options: argparse.Namespace) -> int:
    """Run the command of parsed ``options``; give its exit status."""
    quiet_libraries()

    def quietly() -> None:
        with quiet_native_logs_in_child():
            run(options)

    return exit_code(quietly, output=options.output, stopped=lambda: STOPPED)


def run(options: argparse.Namespace) -> None:
    """Train as the command line says, or do what a finished run still lacks.

    Raises PipelineError: unusable recipe, data, model, checkpoint, or output folder.
    """
    recipe = load_recipe(options.recipe)
    split = parse_split(options.split) if options.split else None
    check_backbone_setting(recipe)
    models = _other_models(options, recipe)
    wanted: Identity = {"recipe": recipe_settings(recipe), **models}
    finished = finished_run(options.output, wanted, resume=options.resume)
    if finished is None:
        _check_tensorboard(options)
        check_outside_data(options.output, options.data)
        make_output_folder(options.output)
        with only_process_in(options.output):
            _train(options, _read_data(options.data, recipe, split), recipe, models)
        return
    _check_same_split(finished, split, output=options.output)
    if options.test and "test" not in finished.metrics:
        _score_test(options.output, finished, options.data)
    else:
        reached = 100 * finished.metrics["validation"]["accuracy"]["value"]
        print(
            f"{options.output} holds a finished run of the recipe {recipe.name}, with a validation "
            f"accuracy of {reached:.2f} %. Nothing is left to do."
        )


def _other_models(options: argparse.Namespace, recipe: Recipe) -> dict[str, Identity]:
    """The identities of the teacher and of the net that the first weights come from."""
    if options.teacher and not recipe.distillation_weight:
        raise PipelineError(
            f"--teacher needs a recipe with a distillation_weight above 0, and {recipe.name!r} has "
            "none: the teacher would teach nothing."
        )
    if recipe.distillation_weight and not options.teacher:
        raise PipelineError(
            f"The recipe {recipe.name!r} has a distillation_weight: name the net to learn from by "
            "--teacher MODEL."
        )
    weights = recipe.backbone_weights
    paths = {
        "teacher": options.teacher,
        "initial_weights": options.init_from,
        "backbone_weights": None if weights in ("", "imagenet", "none") else Path(weights),
    }
    return {name: model_identity(path) for name, path in paths.items() if path}


def _check_tensorboard(options: argparse.Namespace) -> None:
    if options.tensorboard:
        from training.tensorboard import check_available

        check_available()


def _read_data(source: str, recipe: Recipe, split: Percent | None) -> Dataset:
    print(f"Reading {source} ...", flush=True)
    dataset = load_dataset(source, recipe=recipe, split=split)
    print(
        f"{len(dataset.train.labels)} training, {len(dataset.validation.labels)} validation and "
        f"{len(dataset.test.labels)} test images of {len(dataset.class_names)} classes.",
        flush=True,
    )
    for remark in dataset.remarks:
        print(remark, flush=True)
    class_names = dataset.class_names
    weights = chosen_class_weights(
        recipe.class_weights, dataset.train.labels, class_count=len(class_names)
    )
    if weights:
        print(weights_line(weights, class_names), flush=True)
    return dataset


def _train(
    options: argparse.Namespace, dataset: Dataset, recipe: Recipe, models: dict[str, Identity]
) -> None:
    # Here, because they import Keras, which takes seconds: bad input is refused before.
    from training.augmentation_picture import draw_augmentation
    from training.fit import train
    from training.record import run_identity
    from training.results import write_results

    output, checkpoint = options.output, options.output / CHECKPOINT
    teacher = _load_teacher(options.teacher, dataset) if options.teacher else None
    model = _build(recipe, dataset, init_from=options.init_from)
    draw_augmentation(output / AUGMENTATION, dataset.train, recipe)
    print(f"Training {recipe.name}: {model.count_params():,} parameters.", flush=True)
    identity = run_identity(recipe, dataset, models=models)
    progress = train(
        model,
        dataset,
        recipe,
        checkpoint=checkpoint,
        run=identity,
        teacher=teacher,
        tensorboard=output / TENSORBOARD if options.tensorboard else None,
    )
    write_results(output, model, dataset, progress, run=identity, score_test=options.test)
    checkpoint.unlink()


def _load_teacher(path: Path, dataset: Dataset) -> "keras.Model":
    from training.distillation import load_teacher

    teacher = load_teacher(path, dataset)
    _print_remark(path, dataset, role="teacher")
    return teacher


def _print_remark(model: Path, dataset: Dataset, *, role: str) -> None:
    if remark := remark_on_images(model, dataset, role=role):
        print(remark, flush=True)


def _build(recipe: Recipe, dataset: Dataset, *, init_from: Path | None) -> "keras.Model":
    import keras

    from training.architectures import build_model
    from training.transfer import initialise_from

    keras.utils.set_random_seed(recipe.seed)
    image_size = (dataset.train.images.shape[1], dataset.train.images.shape[2])
    model = build_model(recipe, image_size=image_size, class_count=len(dataset.class_names))
    if init_from:
        initialise_from(model, init_from)
        if init_from.with_name("training.json").exists():
            _print_remark(init_from, dataset, role="net of --init-from")
    return model


def _check_same_split(finished: FinishedRun, split: Percent | None, *, output: Path) -> None:
    """Raises PipelineError: a finished run has another split than the command line asks for."""
    recorded = finished.data.get("split")
    if split and split_text(split) != recorded:
        raise PipelineError(
            f"{output} holds a model that was trained with "
            + (f"--split {recorded}" if recorded else "no --split")
            + f", and the command line has {split_text(split)}. Choose another --output, or leave "
            "--split away."
        )


def _score_test(output: Path, finished: FinishedRun, source: str) -> None:
    print(f"Reading {source} for its test images ...", flush=True)
    dataset = load_training_data(finished, source)

    from training.results import add_test_score
    from training.saving import load_model

    add_test_score(output, load_model(output / MODEL), dataset, record=finished.record)
