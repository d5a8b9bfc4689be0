"""Temperature and thresholds of another net: the twin that held validation images out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge_app.confidence import ClassThresholds
from edge_app.errors import ModelFileError, PipelineError
from edge_app.model_file.thresholds import check_count, stated_thresholds

EXPECTED = (
    "Expected the training.json of a training, or the NAME.json of a conversion, with `confidence` "
    "in it."
)


@dataclass(frozen=True)
class Twin:
    """What a record says of another net's confidence.

    ``thresholds`` are by variant, those of the Keras model under "keras"; empty where it has none.
    """

    path: Path
    temperature: float
    thresholds: Mapping[str, ClassThresholds]

    def thresholds_for(self, variant: str) -> ClassThresholds | None:
        """Those of the same variant, or else of one that it has; None where it has none."""
        return self.thresholds.get(variant, next(iter(self.thresholds.values()), None))


def read_twin(path: Path, *, class_names: tuple[str, ...]) -> Twin:
    """Read the ``confidence`` in a training's or a conversion's record.

    Raises PipelineError: the file cannot be read, has none, or is of other classes.
    """
    try:
        record = json.loads(path.read_bytes())
        twin = _of_conversion(path, record) if "variants" in record else _of_training(path, record)
        names = record["labels"] if "variants" in record else record["data"]["class_names"]
        for thresholds in twin.thresholds.values():
            check_count(stated_thresholds({"thresholds": thresholds}), classes=len(names))
        if not 0 < twin.temperature < float("inf"):
            raise ValueError(f"its temperature is {twin.temperature}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ModelFileError) as error:
        raise PipelineError(f"{path} cannot be used: {error!r}. {EXPECTED}") from error
    if tuple(names) != class_names:
        raise PipelineError(
            f"{path} is of a net for the classes {', '.join(names[:5])}..., not for those of this "
            f"model, {', '.join(class_names[:5])}...: in another order, or others."
        )
    return twin


def _of_training(path: Path, record: dict[str, Any]) -> Twin:
    confidence = record["confidence"]
    return Twin(path, float(confidence["temperature"]), _by_variant({"keras": confidence}))


def _of_conversion(path: Path, record: dict[str, Any]) -> Twin:
    files = {variant: entry["confidence"] for variant, entry in record["variants"].items()}
    return Twin(path, float(record["confidence"]["temperature"]), _by_variant(files))


def _by_variant(found: dict[str, dict[str, Any]]) -> dict[str, list[float | None]]:
    return {
        variant: [row["threshold"] for row in each["thresholds"]]
        for variant, each in found.items()
        if each["thresholds"]
    }
