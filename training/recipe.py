"""A recipe: the typed settings of one training run, read from a small TOML file."""

import dataclasses
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError
from training.architecture_settings import ARCHITECTURE_SETTINGS
from training.recipe_checks import check_together, checked, nearest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RECIPES = Path(__file__).parent / "recipes"
SEARCH_TABLE = "search"
CHOICES = {
    "architecture": tuple(ARCHITECTURE_SETTINGS),
    "optimizer": ("sgd", "adam"),
    "schedule": ("constant", "warmup-cosine", "warmup-linear", "reduce-on-plateau"),
    "precision": ("float32", "mixed_float16", "mixed_bfloat16"),
    "class_weights": ("auto", "on", "off"),
}
# The smallest and the largest value, both allowed; of each value, where there are several.
RANGES = {
    "channels": (1, 4096),
    "dropout": (0.0, 0.95),
    "epochs": (1, 100_000),
    "batch_size": (1, 100_000),
    "learning_rate": (0.0, 1000.0),
    "warmup_epochs": (0, 100_000),
    "momentum": (0.0, 1.0),
    "weight_decay": (0.0, 1.0),
    "shift_rate": (1.0, 1000.0),
    "plateau_patience": (0, 100_000),
    "plateau_factor": (0.0, 0.99),
    "early_stopping_patience": (0, 100_000),
    "label_smoothing": (0.0, 0.9),
    "weight_averaging": (0.0, 0.999999),
    "translation_px": (0, 16),
    "crop_px": (0, 1024),
    "crop_epochs": (0, 100_000),
    "rotation_degrees": (0.0, 180.0),
    "zoom_percent": (0.0, 50.0),
    "sharpness": (0.0, 1.0),
    "jpeg_quality": (1, 100),
    "cutout_px": (0, 1000),
    "distillation_weight": (0.0, 1.0),
    "distillation_temperature": (1.0, 100.0),
    "fine_tune_epochs": (0, 100_000),
    "fine_tune_blocks": (0, 1000),
    "fine_tune_learning_rate": (0.0, 1000.0),
    "validation_images": (1, 10_000_000),
    "image_size": (8, 1024),
    "seed": (0, 2**32 - 1),
}


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Everything that decides a training run besides the data and the teacher.

    The settings, their units and their meaning are in docs/training.md. What is off by default
    leaves no trace in a run: a recipe trains as it did before a setting was added.
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
    channels: tuple[int, ...] = ()
    branches: bool = False
    strided: bool = False
    dropout: float = 0.0
    backbone: str = ""
    backbone_weights: str = ""
    warmup_epochs: int = 0
    momentum: float = 0.0
    weight_decay: float = 0.0
    shift_rate: float = 1.0
    plateau_patience: int = 0
    plateau_factor: float = 0.0
    early_stopping_patience: int = 0
    label_smoothing: float = 0.0
    weight_averaging: float = 0.0
    horizontal_flip: bool = False
    translation_px: int = 0
    crop_px: int = 0
    crop_epochs: int = 0
    rotation_degrees: float = 0.0
    zoom_percent: float = 0.0
    sharpness: float = 0.0
    jpeg_quality: int = 100
    cutout_px: int = 0
    distillation_weight: float = 0.0
    distillation_temperature: float = 1.0
    fine_tune_epochs: int = 0
    fine_tune_blocks: int = 0
    fine_tune_learning_rate: float = 0.0
    precision: str = "float32"
    jit_compile: bool = False
    image_size: int = 32
    class_weights: str = "auto"


def available_recipes() -> list[str]:
    """Names of the recipes that come with the project."""
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def load_recipe(name_or_path: str) -> Recipe:
    """Read a recipe by its name, or from the path of a TOML file.

    Its table ``search``, if any, is for the hyperparameter search, and left out here.

    Raises PipelineError: no such recipe, no valid TOML, an unknown, missing or unusable setting.
    """
    return parse_recipe(*read_settings(name_or_path))


def read_settings(name_or_path: str) -> tuple[str, dict[str, Any]]:
    """The name of a recipe and its settings, still unchecked.

    Raises PipelineError: no such recipe, or no valid TOML.
    """
    name, content = read_recipe_file(name_or_path)
    return name, {key: value for key, value in content.items() if key != SEARCH_TABLE}


def settings_text(settings: dict[str, Any]) -> str:
    """The settings of a recipe as TOML."""
    # Numbers, booleans, texts and lists of them are written alike in JSON and in TOML.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    return "".join(f"{line}\n" for line in lines)


def read_recipe_file(name_or_path: str) -> tuple[str, dict[str, Any]]:
    """The name of a recipe, and the whole content of its file.

    Raises PipelineError: no such recipe, or no valid TOML.
    """
    path = (
        Path(name_or_path) if name_or_path.endswith(".toml") else RECIPES / f"{name_or_path}.toml"
    )
    try:
        return path.stem, tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PipelineError(
            f"No recipe {name_or_path!r}. Known recipes: {', '.join(available_recipes())}; "
            "or give the path of a .toml file."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PipelineError(f"Cannot read the recipe {path}: {error}") from error


def parse_recipe(name: str, settings: dict[str, Any]) -> Recipe:
    """Check the settings of a recipe and make it.

    Raises PipelineError: an unknown, missing or unusable setting, by its name.
    """
    fields = {field.name: field for field in dataclasses.fields(Recipe) if field.name != "name"}
    for key in settings:
        if key not in fields:
            hint = nearest(key, list(fields)) or f" Known: {', '.join(fields)}."
            raise PipelineError(f"Recipe {name!r}: unknown setting {key!r}.{hint}")
    for key, field in fields.items():
        if key not in settings and field.default is dataclasses.MISSING:
            raise PipelineError(f"Recipe {name!r}: the setting {key!r} is missing.")
    values = {
        key: checked(
            f"Recipe {name!r}: {key}",
            value,
            expected=fields[key].type,
            choices=CHOICES.get(key),
            limits=RANGES.get(key),
        )
        for key, value in settings.items()
    }
    recipe = Recipe(name=name, **values)
    check_together(recipe)
    return recipe


def recipe_settings(recipe: Recipe) -> dict[str, Any]:
    """Name and settings of a recipe as JSON gives them back, with lists for tuples."""
    settings: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(recipe)))
    return settings


def with_defaults(stored: dict[str, Any]) -> dict[str, Any]:
    """The settings in a stored record, and the defaults of those that it is older than.

    What a record lacks had the effect of today's default.
    """
    defaults = {
        field.name: json.loads(json.dumps(field.default))
        for field in dataclasses.fields(Recipe)
        if field.default is not dataclasses.MISSING
    }
    return {**defaults, **stored}
