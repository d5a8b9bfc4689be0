"""The other nets of a training: the teacher, and the net that the first weights come from."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from edge_app.errors import PipelineError
from training.datasets import Dataset
from training.finished import remark_on_images
from training.identity import Identity, model_identity
from training.recipe import Recipe

if TYPE_CHECKING:
    import keras


def other_models(options: argparse.Namespace, recipe: Recipe) -> dict[str, Identity]:
    """The identities of the teacher and of the nets that the first weights come from.

    Raises PipelineError: a teacher without a use, none where there must be one, or no such file.
    """
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


def teacher_of(path: Path, dataset: Dataset) -> "keras.Model":
    """The net to learn from, with a line for the user where it may have seen too much.

    Raises PipelineError: it is none for these data.
    """
    from training.distillation import load_teacher

    teacher = load_teacher(path, dataset)
    _print_remark(path, dataset, role="teacher")
    return teacher


def _print_remark(model: Path, dataset: Dataset, *, role: str) -> None:
    if remark := remark_on_images(model, dataset, role=role):
        print(remark, flush=True)


def first_model(recipe: Recipe, dataset: Dataset, *, init_from: Path | None) -> "keras.Model":
    """The net of ``recipe`` before its first step, with the weights of ``init_from`` where given.

    Raises PipelineError: it cannot be built for these data, or has no use for those weights.
    """
    from training.first_weights import new_model
    from training.transfer import initialise_from

    model = new_model(recipe, dataset)
    if init_from:
        initialise_from(model, init_from)
        if init_from.with_name("training.json").exists():
            _print_remark(init_from, dataset, role="net of --init-from")
    return model
