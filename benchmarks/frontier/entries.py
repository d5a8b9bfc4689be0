"""The nets of the table: accuracy and cost of each, from the records."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.environments import LeftOutError
from benchmarks.frontier.others import PublishedNet, References
from benchmarks.missing import Missing
from benchmarks.output import shown_path
from edge_app.errors import ModelFileError, PipelineError
from edge_app.model_file.graph_cost import graph_cost

OURS, REFERENCE, SCORED, PUBLISHED = "ours", "reference", "scored", "published"
SCORE_SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A net with its accuracy (0..1; ``low`` to ``high`` is the 95 % interval) and its cost.

    ``group`` says whose it is, ``source`` where the figures stand. ``images`` is how many it was
    asked about. Of a published net there is no file, no interval and no such number; ``derived``
    says that its cost was worked out here.
    """

    name: str
    variant: str
    group: str
    accuracy: float
    low: float | None = None
    high: float | None = None
    images: int | None = None
    multiply_accumulates: int
    bytes: int | None = None
    sha256: str | None = None
    source: str
    derived: bool = False


def shipped_entries(folder: Path, data: str, missing: Missing) -> Iterator[Entry]:
    """The variants in the records of a folder of models; what cannot be shown is noted.

    ``data`` is the digest of the test images: models of other data are left out.
    """
    recorded = set()
    if not folder.is_dir():
        missing.failed[shown_path(folder)] = "There is no such folder. Expected one with records."
    for path in sorted(folder.glob("*.json")):
        with missing.noting(path.name), reading(path):
            record = read_json(path)
            variants = record.get("variants", {})
            recorded |= {figures["file"] for figures in variants.values()}
            if variants:
                check_data(record["data"]["test"], data)
            for variant, figures in variants.items():
                with missing.noting(figures["file"]):
                    yield _shipped(path, record["name"], variant, figures)
    for model in sorted(folder.glob("*.tflite")):
        if model.name not in recorded:
            missing.failed[model.name] = (
                "There is no record of it. `python -m convert` writes one beside a model; of "
                "another model, `python -m convert score` makes one for --scores."
            )


def scored_entries(path: Path, references: References, missing: Missing) -> Iterator[Entry]:
    """The models in a record of ``python -m convert score``; references get their titles.

    Raises PipelineError: there is no such record. LeftOutError: it is of other test images.
    """
    record = read_json(path)
    if (record.get("benchmark"), record.get("schema")) != ("score", SCORE_SCHEMA):
        raise PipelineError(f"{path} is not a record of this version's `python -m convert score`.")
    known = {reference.sha256: reference for reference in references.models}
    with reading(path):
        check_data(record["data"], references.test_images_sha256)
        for one in record["models"]:
            reference = known.get(one["sha256"])
            yield Entry(
                name=reference.title if reference else one["name"],
                variant=reference.variant if reference else one["arithmetic"],
                group=REFERENCE if reference else SCORED,
                multiply_accumulates=one["multiply_accumulates"],
                bytes=one["bytes"],
                sha256=one["sha256"],
                source=shown_path(path),
                **_accuracy(one["accuracy"]),
            )
        missing.failed.update({one["name"]: one["reason"] for one in record["failed"]})


def published_entry(net: PublishedNet) -> Entry:
    """A published net as an entry."""
    return Entry(
        name=net.name,
        variant="float32",
        group=PUBLISHED,
        accuracy=net.accuracy_percent / 100,
        multiply_accumulates=round(1e6 * net.million_multiply_accumulates),
        source=net.source,
        derived=net.derived,
    )


def read_json(path: Path) -> dict[str, Any]:
    """A record. Raises PipelineError: it cannot be read."""
    try:
        record = json.loads(path.read_bytes())
    except OSError as error:
        raise PipelineError(f"The record {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise PipelineError(f"The record {path} is damaged: {error}.") from error
    return record if isinstance(record, dict) else {}


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raises PipelineError: the block did not find what it looked for in the record."""
    try:
        yield
    except (AttributeError, KeyError, TypeError) as error:
        raise PipelineError(
            f"The record {path} is damaged, or of another version: {error!r}."
        ) from error


def check_data(images: dict[str, Any], expected: str) -> None:
    """Raises LeftOutError: a record's accuracy is that on other images."""
    if images["sha256_of_sorted_record_sha256"] != expected:
        raise LeftOutError(
            "Its accuracy is not that on the 10,000 test images of CIFAR-10, as all others are."
        )


def _shipped(path: Path, name: str, variant: str, figures: dict[str, Any]) -> Entry:
    test = figures["test"] or {}
    if "accuracy" not in test:
        raise PipelineError(f"The record {path.name} has no test accuracy of it.")
    return Entry(
        name=name,
        variant=variant,
        group=OURS,
        multiply_accumulates=_cost(path.with_name(figures["file"]), figures["sha256"]),
        bytes=figures["bytes"],
        sha256=figures["sha256"],
        source=shown_path(path),
        **_accuracy(test["accuracy"]),
    )


def _accuracy(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "accuracy": figures["value"],
        "low": figures["low"],
        "high": figures["high"],
        "images": figures["count"],
    }


def _cost(path: Path, sha256: str) -> int:
    """The cost of the file that a record names.

    Raises ModelFileError: it is missing, damaged, or another one.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"Cannot read the model {path.name}: {error.strerror}.") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelFileError(f"{path.name} is another file than that of its record.")
    return graph_cost(content).multiply_accumulates
