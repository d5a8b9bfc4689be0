"""A recipe: the typed settings of one training run, read from a small TOML file."""

import dataclasses
import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RECIPES = Path(__file__).parent / "recipes"
CHOICES = {
    # As in training/architectures.py, which imports Keras: that takes seconds.
    "architecture": ("plain-cnn", "resnet8"),
    "optimizer": ("sgd", "adam"),
    "schedule": ("constant", "warmup-cosine"),
}
# The smallest and the largest value, both allowed.
RANGES = {
    "epochs": (1, 100_000),
    "batch_size": (1, 100_000),
    "learning_rate": (0.0, 1000.0),
    "warmup_epochs": (0, 100_000),
    "momentum": (0.0, 1.0),
    "weight_decay": (0.0, 1.0),
    "translation_px": (0, 16),
    "validation_images": (1, 10_000_000),
    "seed": (0, 2**32 - 1),
}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides a training run besides the data.

    ``learning_rate`` is the peak when the schedule warms up (linearly, over ``warmup_epochs``) and
    decays along a cosine to zero. ``weight_decay`` is decoupled: each step multiplies a kernel by
    ``1 - rate * weight_decay``; biases and batch-norm scales are left alone. ``translation_px`` is
    the largest random shift in each direction, filled by reflection. ``validation_images`` are
    held out of the training images; ``seed`` fixes the split, the first weights, the order of the
    images and their augmentation. ``jit_compile`` lets XLA compile the step: slow to start, about
    a tenth faster per image on a CPU.
    """

    name: str
    architecture: str
    epochs: int
    batch_size: int
    optimizer: str
    schedule: str
    learning_rate: float
    validation_images: int
    seed: int
    warmup_epochs: int = 0
    momentum: float = 0.0
    weight_decay: float = 0.0
    horizontal_flip: bool = False
    translation_px: int = 0
    jit_compile: bool = False


def available_recipes() -> list[str]:
    """Names of the recipes that come with the project."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def load_recipe(name_or_path: str) -> Recipe:
    """Read a recipe by its name, or from the path of a TOML file.

    Raises PipelineError: no such recipe, no valid TOML, an unknown, missing or unusable setting.
    """
    path = (
        Path(name_or_path) if name_or_path.endswith(".toml") else RECIPES / f"{name_or_path}.toml"
    )
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PipelineError(
            f"No recipe {name_or_path!r}. Known recipes: {', '.join(available_recipes())}; "
            "or give the path of a .toml file."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PipelineError(f"Cannot read the recipe {path}: {error}") from error
    return parse_recipe(path.stem, settings)


def parse_recipe(name: str, settings: dict[str, Any]) -> Recipe:
    """Check the settings of a recipe and make it.

    Raises PipelineError: an unknown, missing or unusable setting, by its name.
    """
    fields = {field.name: field for field in dataclasses.fields(Recipe) if field.name != "name"}
    for key in settings:
        if key not in fields:
            hint = _nearest(key, list(fields)) or f" Known: {', '.join(fields)}."
            raise PipelineError(f"Recipe {name!r}: unknown setting {key!r}.{hint}")
    for key, field in fields.items():
        if key not in settings and field.default is dataclasses.MISSING:
            raise PipelineError(f"Recipe {name!r}: the setting {key!r} is missing.")
    checked = {key: _checked(name, key, value, fields[key].type) for key, value in settings.items()}
    recipe = Recipe(name=name, **checked)
    _check_together(recipe)
    return recipe


def _checked(name: str, key: str, value: Any, expected: Any) -> Any:
    if expected is float and type(value) is int:
        value = float(value)
    if type(value) is not expected:
        raise PipelineError(
            f"Recipe {name!r}: {key} is {value!r}, expected a value of type {expected.__name__}."
        )
    if key in CHOICES and value not in CHOICES[key]:
        raise PipelineError(
            f"Recipe {name!r}: {key} is {value!r}, expected one of {', '.join(CHOICES[key])}."
            f"{_nearest(value, CHOICES[key])}"
        )
    low, high = RANGES.get(key, (value, value))
    if not low <= value <= high:  # Also true of nan, which compares as false.
        raise PipelineError(f"Recipe {name!r}: {key} is {value}, expected {low} to {high}.")
    return value


def _nearest(word: str, known: Sequence[str]) -> str:
    """A sentence with the nearest of the ``known`` words, after a space; or nothing."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _check_together(recipe: Recipe) -> None:
    """Refuse settings that contradict each other, or that would silently do nothing."""
    if recipe.warmup_epochs >= recipe.epochs:
        raise PipelineError(
            f"Recipe {recipe.name!r}: warmup_epochs ({recipe.warmup_epochs}) must be fewer than "
            f"epochs ({recipe.epochs})."
        )
    if recipe.warmup_epochs and recipe.schedule != "warmup-cosine":
        raise PipelineError(
            f"Recipe {recipe.name!r}: warmup_epochs needs the schedule 'warmup-cosine', and this "
            f"one is {recipe.schedule!r}."
        )
    if recipe.momentum and recipe.optimizer != "sgd":
        raise PipelineError(
            f"Recipe {recipe.name!r}: momentum needs the optimizer 'sgd', and this one is "
            f"{recipe.optimizer!r}."
        )
