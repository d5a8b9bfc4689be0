"""The record of a conversion read back, with the Keras file that it names."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError
from training.confidence.drawn_pictures import KINDS

PARTS = ("validation", "test")
# Files of schema 2 have no temperature inside, and state no thresholds; records of schema 3 do not
# say which classes are taken for each other.
SCHEMAS = (2, 3, 4)
REQUIRED = {
    "keras": ("file", "sha256"),
    "data": ("name", "class_names", "settings", *PARTS),
    "converted": ("versions",),
    "runtime": ("name", "version"),
}


def read_record(file: Path, name: str) -> dict[str, Any]:
    """The record NAME.json beside a model ``file`` that calls itself ``name``.

    Raises PipelineError: there is none, or not one of this version's schema.
    """
    path = file.with_name(f"{name}.json")
    try:
        record = json.loads(path.read_bytes())
        schema = record["schema"]
        if schema in SCHEMAS:
            _require(record)
    except FileNotFoundError:
        raise PipelineError(
            f"{path} is missing. It holds the figures to compare with; keep it beside the model."
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            f"{path} cannot be read as a record of a conversion: {error!r}"
        ) from error
    if schema not in SCHEMAS:
        *earlier, last = map(str, SCHEMAS)
        known = f"{', '.join(earlier)} and {last}"
        raise PipelineError(
            f"{path} has the schema {schema}; this version verifies {known}. Convert the model "
            "again."
        )
    return dict(record)


def _require(record: dict[str, Any]) -> None:
    """Raises KeyError or TypeError: something is missing of what is read below."""
    for section, keys in REQUIRED.items():
        for key in keys:
            record[section][key]
    for entry in record["variants"].values():
        for part in scored_parts(record):
            figures_in(entry[part])
            record["keras"][part]["accuracy"]["correct"]
        if record["schema"] > 2:
            confidence_figures(entry["confidence"])
    if not 0 < temperature_of(record) < math.inf:
        raise ValueError("the temperature is not above 0")


def scored_parts(record: dict[str, Any]) -> tuple[str, ...]:
    """The parts of the data that were asked: a comparison may have spared the test images."""
    return tuple(part for part in PARTS if part == PARTS[0] or part in record["keras"])


def temperature_of(record: dict[str, Any]) -> float:
    """The temperature in the files of a record."""
    return float(record["confidence"]["temperature"]) if record["schema"] > 2 else 1.0


def entry_of(record: dict[str, Any], file: Path) -> tuple[str, dict[str, Any]]:
    """The variant of a model ``file``, and what the record says of it.

    Raises PipelineError: the record does not name the file.
    """
    for variant, entry in record["variants"].items():
        if entry["file"] == file.name:
            return variant, entry
    known = ", ".join(entry["file"] for entry in record["variants"].values())
    raise PipelineError(f"The record {record['name']}.json is of {known}, not of {file.name}.")


def recorded_source(record: dict[str, Any]) -> str:
    """The data of the record, where it can be had by name.

    Raises PipelineError: they are the user's own.
    """
    if record["data"]["name"] == "cifar10":
        return "cifar10"
    raise PipelineError(
        f"The model was proven with the data {record['data']['name']!r}. Say where they are: "
        "--data SOURCE."
    )


def keras_file(file: Path, record: dict[str, Any]) -> Path:
    """The Keras model beside a model ``file``.

    Raises PipelineError: it is missing, or another one than the record says.
    """
    path = file.with_name(record["keras"]["file"])
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise PipelineError(
            f"{path}: {error.strerror}. The proof compares with this Keras model; keep it beside "
            "the .tflite file."
        ) from error
    if found != record["keras"]["sha256"]:
        raise PipelineError(
            f"{path} is not the Keras model of the record: its SHA-256 is {found}, expected "
            f"{record['keras']['sha256']}."
        )
    return path


def figures_in(summary: dict[str, Any]) -> dict[str, float]:
    """Those figures of a comparison that are compared again, by the names that users see."""
    return {
        "right": summary["accuracy"]["correct"],
        "as Keras": summary["agreement"]["correct"],
        "calibration error": summary["calibration_error"],
        "mean difference": summary["mean_probability_difference"],
        "largest difference": summary["largest_probability_difference"],
    }


def confidence_figures(summary: dict[str, Any]) -> dict[str, float]:
    """The counts of sure answers in the ``confidence`` of a file, by the names that users see.

    There are none where the file has no thresholds.
    """
    figures: dict[str, float] = {}
    for part, found in (("validation", summary), ("test", summary["test"])):
        if found is None or found["sure"] is None:
            continue
        right = found["sure"]["right"]
        figures[f"{part}: sure"] = found["sure"]["sure"]["correct"]
        figures[f"{part}: sure and right"] = right["correct"] if right else 0
    for one in summary["unknown"]:
        if one["kind"] in KINDS:  # The user's own pictures are not at hand.
            figures[f"unknown: sure of {one['kind']}"] = one["answered_sure"]
    return figures
