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
from training.confidence.unknown import UnknownPictures, unknown_pictures
from training.datasets import Dataset, load_dataset
from training.finished import remark_on_images
from training.finished_command import complete
from training.identity import Identity, model_identity
from training.recipe import Recipe, load_recipe, recipe_settings
from training.run_folder import (
    AUGMENTATION,
    CHECKPOINT,
    TENSORBOARD,
    finished_run,
    only_process_in,
)
from training.splitting import Percent, parse_split

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
        unknown = unknown_pictures(size=recipe.image_size, folder=options.unknown)
        for remark in unknown.remarks:
            print(remark, flush=True)
        with only_process_in(options.output):
            _train(options, _read_data(options.data, recipe, split), recipe, models, unknown)
        return
    complete(options, finished, recipe, split)


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
    options: argparse.Namespace,
    dataset: Dataset,
    recipe: Recipe,
    models: dict[str, Identity],
    unknown: UnknownPictures,
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
    write_results(
        output,
        model,
        dataset,
        progress,
        run=identity,
        score_test=options.test,
        sure_precision=options.sure_precision / 100,
        unknown=unknown,
    )
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
    from training.first_weights import new_model
    from training.transfer import initialise_from

    model = new_model(recipe, dataset)
    if init_from:
        initialise_from(model, init_from)
        if init_from.with_name("training.json").exists():
            _print_remark(init_from, dataset, role="net of --init-from")
    return model
