"""A finished training run: its training.json read back, and the data that it was trained on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError
from training.datasets import Dataset, DataSettings, load_dataset
from training.recipe import with_defaults
from training.splitting import parse_split

# What is read of a record, here or in the conversion, and its types in JSON.
REQUIRED: dict[str, type | tuple[type, ...]] = {
    "recipe.name": str,
    "recipe.seed": int,
    "recipe.validation_images": int,
    "data.class_names": list,
    "data.train": dict,
    "data.validation": dict,
    "data.test": dict,
    "metrics.validation.accuracy.value": (int, float),
}
# What a record may lack: a setting that is newer, or percentages where none were given.
OPTIONAL = {"recipe.image_size": int, "data.split": str}
# The name of the data is not among them: it is that of a file, which may be moved.
SAME_DATA = ("class_names", "train", "validation", "test")


@dataclass(frozen=True)
class FinishedRun:
    """A training record that holds all of REQUIRED; ``record`` is the whole of it."""

    record: dict[str, Any]

    @property
    def recipe(self) -> dict[str, Any]:
        return dict(self.record["recipe"])

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.record["data"])

    @property
    def data_settings(self) -> DataSettings:
        """The settings by which the data were drawn."""
        recipe = with_defaults(self.recipe)
        return DataSettings(
            image_size=recipe["image_size"],
            validation_images=recipe["validation_images"],
            seed=recipe["seed"],
        )

    @property
    def metrics(self) -> dict[str, Any]:
        return dict(self.record["metrics"])


def read_finished_run(path: Path) -> FinishedRun:
    """Read the training.json at ``path``.

    Raises PipelineError: there is none, it is no JSON, or it lacks something of REQUIRED.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse_constant)
        for key, expected in REQUIRED.items():
            _check(record, key, expected)
        for key, expected in OPTIONAL.items():
            _check(record, key, (expected, type(None)))
    except FileNotFoundError:
        raise PipelineError(
            f"{path} is missing. It says which images the model was trained on, so that it is "
            "judged on others; keep it beside the model."
        ) from None
    except (OSError, ValueError) as error:
        raise PipelineError(
            f"{path} cannot be read as a training record ({error}). Expected the file that "
            "`python -m training` wrote beside the model."
        ) from error
    return FinishedRun(record)


def load_training_data(run: FinishedRun, source: str) -> Dataset:
    """Load the data of a finished run, in the same split.

    Raises PipelineError: ``source`` cannot be read, or holds other data than the run has seen.
    """
    split = run.data.get("split")
    dataset = load_dataset(
        source, recipe=run.data_settings, split=None if split is None else parse_split(split)
    )
    found = dataset.summary()
    for key in SAME_DATA:
        if found[key] != run.data[key]:
            raise PipelineError(
                f"{source} is not the data that the model was trained on: its {key} is "
                f"{found[key]}, expected {run.data[key]}. Give the same --data as in training."
            )
    return dataset


def remark_on_images(model: Path, dataset: Dataset, *, role: str) -> str | None:
    """A line for the user where a run that builds on ``model`` may have figures too good.

    ``role`` says what the model is to the run. One for other classes gets no line.

    Raises PipelineError: there is no training.json beside the model, or it cannot be read.
    """
    data, now = read_finished_run(model.with_name("training.json")).data, dataset.summary()
    if data["train"] == now["train"] or data["class_names"] != now["class_names"]:
        return None
    return (
        f"The {role} did not learn from the same training images: it may have seen validation or "
        "test images of this training, whose figures would then be too good."
    )


def _check(record: Any, key: str, expected: type | tuple[type, ...]) -> None:
    value = record
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if not isinstance(value, expected):
        raise ValueError(f"{key} is missing, or not of the expected type")


def _refuse_constant(text: str) -> None:
    """Refuse NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{text} is no JSON")
