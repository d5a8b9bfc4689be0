"""Which models are measured, and what is known of each before."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.hints import Hints, open_classifier
from benchmarks.inputs import SEED, random_pixels
from benchmarks.page_parts import counted
from edge_app.errors import ModelFileError, PipelineError


@dataclass(frozen=True)
class Candidate:
    """One model file that can be run. ``input_size`` is (height, width) in pixels.

    ``runtime`` is the name and version of the library that runs it, on ``threads`` CPU threads;
    0 where it chooses them itself. ``labels`` and ``input_range`` are the Hints that it needs.
    """

    name: str
    path: Path
    size_bytes: int
    sha256: str
    input_size: tuple[int, int]
    input_dtype: str
    runtime: str
    threads: int = 1
    labels: str | None = None
    input_range: str | None = None

    @property
    def title(self) -> str:
        """What tells it from the others: model, runtime and threads."""
        threads = counted(self.threads, "thread") if self.threads else "its own threads"
        return f"{self.name}, {self.runtime}, {threads}"


def find_models(paths: Iterable[Path]) -> dict[str, Path]:
    """The model files that ``paths`` name, by a short name: a folder stands for its *.tflite.

    Files keep the order in which they are given, those of a folder are sorted, and none comes
    twice. The short name is the file's name, with its folder's where several have the same.

    Raises PipelineError: a folder without a model.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        models = sorted(path.glob("*.tflite")) if path.is_dir() else [path]
        if not models:
            raise PipelineError(
                f"The folder {path} holds no .tflite file. Convert a trained model into it, or "
                "name other files or folders with --models."
            )
        for model in models:
            found.setdefault(model.resolve(), model)
    counts = Counter(path.name for path in found.values())
    names = {
        path.name if counts[path.name] == 1 else f"{resolved.parent.name}/{path.name}": path
        for resolved, path in found.items()
    }
    # Same file name in folders of the same name: only whole paths tell them apart.
    return names if len(names) == len(found) else {str(path): path for path in found.values()}


def inspect(name: str, path: Path, *, threads: int = 1, hints: Hints | None = None) -> Candidate:
    """Open a model, with ``hints`` where it does not say enough, and run it once.

    Raises ModelFileError: it cannot be read or run. RuntimeUnavailableError: nothing can be run
    on this machine.
    """
    classifier, needed = open_classifier(path, hints or Hints(), threads=threads)
    try:
        classifier.probabilities(random_pixels(classifier.input_size, seed=SEED))
    except RuntimeError as error:
        raise ModelFileError(f"{path}: the model cannot be run: {error}") from error
    details = classifier.runtime.interpreter.get_input_details()[0]
    return Candidate(
        name=name,
        path=path,
        size_bytes=path.stat().st_size,
        sha256=classifier.info.sha256,
        input_size=classifier.input_size,
        input_dtype=np.dtype(details["dtype"]).name,
        runtime=f"{classifier.runtime.name} {classifier.runtime.version}",
        threads=threads,
        labels=needed.labels,
        input_range=needed.input_range,
    )


def recorded_accuracy(model: Path, *, sha256: str) -> float | None:
    """The test accuracy (0..1) that the record beside a model file states; None if there is none.

    ``NAME.json`` is the record of all variants of a model: ``NAME.tflite`` is its int8 one,
    ``NAME.VARIANT.tflite`` any other, and ``NAME.keras`` their parent. ``sha256`` is the file's.

    Raises PipelineError: the record cannot be read, or is of a file with another SHA-256.
    """
    if model.suffix == ".keras":
        path = model.with_suffix(".json")
        return _accuracy_in(path, "keras", sha256=sha256) if path.exists() else None
    name, _, variant = model.stem.rpartition(".")
    # The whole stem comes first, because a name may hold a dot itself ("mobilenet_v1_0.25").
    for record_name, record_variant in ((model.stem, "int8"), (name, variant)):
        path = model.with_name(f"{record_name}.json")
        if record_name and path.exists():
            return _accuracy_in(path, record_variant, sha256=sha256)
    return None


def recorded_temperature(parent: Path) -> float:
    """What the conversion of the Keras model ``parent`` divided its logits by; 1 if none is stated.

    ``NAME.json`` beside it is the record. Raises PipelineError: it cannot be read.
    """
    path = parent.with_suffix(".json")
    stated = _value_at(_read_record(path), "confidence", "temperature") if path.exists() else None
    return float(stated) if isinstance(stated, int | float) and stated > 0 else 1.0


def _read_record(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise PipelineError(f"The record {path} cannot be read: {error}.") from error


def _accuracy_in(path: Path, variant: str, *, sha256: str) -> float | None:
    record = _read_record(path)
    entry = ("keras",) if variant == "keras" else ("variants", variant)
    if _value_at(record, *entry, "sha256") not in (None, sha256):
        raise PipelineError(
            f"The record {path} is of another {variant} file than the one beside it."
        )
    value = _value_at(record, *entry, "test", "accuracy", "value")
    return float(value) if isinstance(value, int | float) else None


def _value_at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
