"""The checks of a recipe: each value by itself, and settings that contradict each other."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from edge_app.errors import PipelineError
from training.architecture_settings import architecture_problems

if TYPE_CHECKING:
    from training.recipe import Recipe

WARM_UP = ("warmup-cosine", "warmup-linear")
PLATEAU = "reduce-on-plateau"


def checked(
    place: str,
    value: Any,
    *,
    expected: Any,
    choices: Sequence[str] | None = None,
    limits: tuple[float, float] | None = None,
) -> Any:
    """The value of a setting, in its type: a whole number may stand for a fraction.

    ``expected`` is str, bool, int, float or ``tuple[int, ...]``, which is a list in TOML.
    ``place`` begins the message: the recipe and the setting.

    Raises PipelineError: another type, or a value that is not allowed.
    """
    if expected == tuple[int, ...]:
        if type(value) not in (list, tuple) or not value:
            raise PipelineError(f"{place} is {value!r}, expected a list of whole numbers.")
        return tuple(checked(place, each, expected=int, limits=limits) for each in value)
    if expected is float and type(value) is int:
        value = float(value)
    if type(value) is not expected:
        name = expected.__name__
        raise PipelineError(f"{place} is {value!r}, expected a value of type {name}.")
    if choices is not None and value not in choices:
        known = ", ".join(choices)
        hint = nearest(value, choices)
        raise PipelineError(f"{place} is {value!r}, expected one of {known}.{hint}")
    low, high = limits or (value, value)
    if not low <= value <= high:  # Also true of nan, which compares as false.
        raise PipelineError(f"{place} is {value}, expected {low} to {high}.")
    return value


def nearest(word: str, known: Sequence[str]) -> str:
    """A sentence with the nearest of the ``known`` words, after a space; or nothing."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def check_together(recipe: Recipe) -> None:
    """Refuse settings that contradict each other, or that would silently do nothing.

    Raises PipelineError: the first such pair, by name.
    """
    for wrong, message in (
        *architecture_problems(recipe),
        *_schedule(recipe),
        *_crops(recipe),
        *_teaching(recipe),
        *_fine_tuning(recipe),
    ):
        if wrong:
            raise PipelineError(f"Recipe {recipe.name!r}: {message}.")


def _schedule(recipe: Recipe) -> list[tuple[bool, str]]:
    warms_up, plateau = recipe.schedule in WARM_UP, recipe.schedule == PLATEAU
    plateau_settings = (recipe.plateau_patience > 0, recipe.plateau_factor > 0)
    return [
        (
            recipe.warmup_epochs >= recipe.epochs,
            f"warmup_epochs ({recipe.warmup_epochs}) must be fewer than epochs ({recipe.epochs})",
        ),
        (
            recipe.warmup_epochs > 0 and not warms_up,
            f"warmup_epochs needs the schedule {' or '.join(map(repr, WARM_UP))}, and this one is "
            f"{recipe.schedule!r}",
        ),
        (
            plateau and not all(plateau_settings),
            f"the schedule {PLATEAU!r} needs plateau_patience (1 or more) and plateau_factor "
            "(above 0)",
        ),
        (
            not plateau and any(plateau_settings),
            f"plateau_patience and plateau_factor need the schedule {PLATEAU!r}, and this one is "
            f"{recipe.schedule!r}",
        ),
        (
            recipe.momentum > 0 and recipe.optimizer != "sgd",
            f"momentum needs the optimizer 'sgd', and this one is {recipe.optimizer!r}",
        ),
        (
            recipe.shift_rate > 1 and recipe.optimizer != "sgd",
            f"shift_rate needs the optimizer 'sgd', and this one is {recipe.optimizer!r}",
        ),
    ]


def _crops(recipe: Recipe) -> list[tuple[bool, str]]:
    some = recipe.crop_epochs > 0
    return [
        (
            some != (recipe.crop_px > 0),
            "crop_px and crop_epochs need each other",
        ),
        (
            some and recipe.crop_epochs >= recipe.epochs,
            f"crop_epochs ({recipe.crop_epochs}) must be fewer than epochs ({recipe.epochs}): the "
            "last ones see whole images",
        ),
        (
            some and recipe.crop_px >= recipe.image_size,
            f"crop_px ({recipe.crop_px}) must be less than image_size ({recipe.image_size})",
        ),
        (
            some and recipe.schedule not in (*WARM_UP, "constant"),
            f"crop_epochs do not go with the schedule {recipe.schedule!r}: the curves of crops and "
            "of whole images are no one curve",
        ),
        (
            some and recipe.early_stopping_patience > 0,
            "crop_epochs do not go with early_stopping_patience: the accuracy on crops is another",
        ),
        (
            some and recipe.distillation_weight > 0,
            "crop_epochs do not go with distillation_weight: a teacher sees whole images",
        ),
        (
            some and recipe.architecture == "transfer",
            "crop_epochs do not go with the architecture 'transfer'",
        ),
    ]


def _teaching(recipe: Recipe) -> list[tuple[bool, str]]:
    return [
        (
            recipe.distillation_temperature != 1 and not recipe.distillation_weight,
            "distillation_temperature needs a distillation_weight above 0",
        ),
    ]


def _fine_tuning(recipe: Recipe) -> list[tuple[bool, str]]:
    settings = (recipe.fine_tune_blocks > 0, recipe.fine_tune_learning_rate > 0)
    return [
        (
            recipe.fine_tune_epochs > 0 and not all(settings),
            "fine_tune_epochs needs fine_tune_blocks (1 or more) and fine_tune_learning_rate "
            "(above 0)",
        ),
        (
            recipe.fine_tune_epochs == 0 and any(settings),
            "fine_tune_blocks and fine_tune_learning_rate need fine_tune_epochs (1 or more)",
        ),
    ]
