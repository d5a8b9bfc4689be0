"""Repeat the proof of a converted file, and compare every figure with its record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from convert.data.source_data import load_recorded_data
from convert.models.parent import load_parent
from convert.proof.comparison import Comparison
from convert.proof.prover import Proof, Prover
from convert.records.recorded import (
    confidence_figures,
    entry_of,
    figures_in,
    keras_file,
    read_record,
    recorded_source,
    scored_parts,
)
from convert.records.verify_confidence import (
    sure_of_images,
    sure_of_unknown,
    with_recorded_temperature,
)
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from training.record import environment

# With other versions or another CPU, kernels add in another order, and int8 kernels may round
# otherwise: LiteRT and tflite-runtime differ by up to 58 of 256 steps in one probability of the
# shipped int8 net, and still name the same classes. So single probabilities say little, counts of
# images more.
COUNT_SHARE, COUNT_MINIMUM = 0.005, 2
# Of the 100 pictures of a kind, such as noise, which are far from what int8 was calibrated with.
UNKNOWN_TOLERANCE = 10
TOLERANCES = {"calibration error": 0.01, "mean difference": 0.005, "largest difference": 0.25}


@dataclass(frozen=True)
class Figure:
    """One figure of the record and the same measured again, which may differ by ``tolerance``."""

    name: str
    recorded: float
    measured: float
    tolerance: float

    @property
    def passed(self) -> bool:
        return abs(self.measured - self.recorded) <= self.tolerance


@dataclass(frozen=True)
class Verification:
    """All figures of one file; ``changes`` says what is other than when the record was made."""

    file: str
    variant: str
    changes: tuple[str, ...]
    figures: tuple[Figure, ...]

    @property
    def passed(self) -> bool:
        return all(figure.passed for figure in self.figures)

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        figures = [{**asdict(figure), "passed": figure.passed} for figure in self.figures]
        return {**asdict(self), "figures": figures, "passed": self.passed}


def verify(file: Path, *, source: str | None, say: Callable[[str], None]) -> Verification:
    """Ask the model ``file`` and its Keras parent again about the images of its record.

    ``source`` names the data; where None, that of the record if it is ``cifar10``.

    Raises PipelineError: the record or the Keras file beside it is missing or another one, or
    ``source`` holds other images. ModelFileError: the file is damaged.
    """
    classifier = Classifier(file)
    if not classifier.info.is_ours:
        raise PipelineError(
            f"{file} is not a file of `python -m convert`: there is no record to compare it with."
        )
    record = read_record(file, classifier.info.name)
    variant, entry = entry_of(record, file)
    source = source or recorded_source(record)
    keras_path = keras_file(file, record)
    say(f"Loading {keras_path.name} ...")
    parent = load_parent(keras_path, input_range=record["keras"].get("input_range"))
    model = with_recorded_temperature(parent.model, record)
    say(f"Reading {source} ...")
    dataset = load_recorded_data(record["data"], source)
    changes = tuple(_changes(record, classifier))
    figures: list[Figure] = []
    splits = {"validation": dataset.validation, "test": dataset.test}
    for part in scored_parts(record):
        split = splits[part]
        say(f"Asking about {len(split.labels):,} {part} images ...")
        proof = Prover(model, split).proof({variant: classifier}, progress=f"  {part}")
        if variant in proof.refused:
            raise PipelineError(f"{file}: {proof.refused[variant]}")
        figures += _figures(part, variant, proof, record["keras"], entry)
        sure = sure_of_images(classifier, part, proof.answers[variant], split.labels)
        figures += _counts(sure, entry, max(COUNT_MINIMUM, COUNT_SHARE * proof.keras.count))
    figures += _counts(sure_of_unknown(classifier), entry, UNKNOWN_TOLERANCE)
    if not changes:
        figures = [replace(figure, tolerance=0) for figure in figures]
    return Verification(file.name, variant, changes, tuple(figures))


def _changes(record: dict[str, Any], classifier: Classifier) -> Iterator[str]:
    """What is other than in the record, of all that can change a figure."""
    then, now = record["converted"], environment()
    for key in ("cpu", "machine"):
        if then.get(key) != now[key]:
            yield f"{key} {now[key]} instead of {then.get(key)}"
    for package in sorted({*then["versions"], *now["versions"]}):
        before, after = then["versions"].get(package), now["versions"].get(package)
        if before != after:
            yield f"{package} {after} instead of {before}"
    before = f"{record['runtime']['name']} {record['runtime']['version']}"
    after = f"{classifier.runtime.name} {classifier.runtime.version}"
    if before != after:
        yield f"{after} instead of {before}"


def _figures(
    part: str,
    variant: str,
    proof: Proof,
    keras: dict[str, Any],
    entry: dict[str, Any],
) -> Iterator[Figure]:
    measured, recorded = _flat(proof.variants[variant]), figures_in(entry[part])
    measured["Keras right"] = proof.keras.correct
    recorded["Keras right"] = keras[part]["accuracy"]["correct"]
    images = proof.keras.count
    for name, value in measured.items():
        allowed = TOLERANCES.get(name, max(COUNT_MINIMUM, COUNT_SHARE * images))
        yield Figure(f"{part}: {name}", recorded[name], value, allowed)


def _counts(
    measured: Mapping[str, float], entry: dict[str, Any], tolerance: float
) -> Iterator[Figure]:
    """Counts of sure answers, where the record has them."""
    recorded = confidence_figures(entry["confidence"]) if measured else {}
    for name, value in measured.items():
        yield Figure(name, recorded[name], value, tolerance)


def _flat(comparison: Comparison) -> dict[str, float]:
    return figures_in(comparison.summary())
