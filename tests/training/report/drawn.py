"""Answers of a net that was never trained: probabilities drawn from a seed, and their images."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.datasets import Dataset, Split
from training.report.scored import Scored

NAMES = ("circle", "square", "triangle", "stripes")


def drawn_probabilities(
    labels: NDArray[np.int64], *, class_count: int, seed: int, sureness: float = 2.5
) -> NDArray[np.float32]:
    """Probabilities (n, classes) that are the higher for the right class, the larger sureness."""
    logits = np.random.default_rng(seed).normal(0, 1, (len(labels), class_count))
    logits[np.arange(len(labels)), labels] += sureness
    powers = np.exp(logits)
    return (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)


def drawn_split(
    count: int, *, class_count: int = 4, seed: int = 1, folder: Path | None = None
) -> Split:
    """``count`` images of noise, the classes in turn; of a folder where one is given."""
    random = np.random.default_rng([seed, 7])
    images = random.integers(0, 256, (count, 8, 8, 3), np.uint8)
    labels = np.arange(count) % class_count
    hashes = tuple(bytes([seed]) + i.to_bytes(31, "big") for i in range(count))
    places = enumerate(labels.tolist()) if folder else ()
    files = tuple(Path(folder or "", str(label), f"{i:04}.png") for i, label in places)
    return Split(images, labels, hashes, files)


def scored(part: str, split: Split, *, class_count: int = 4, sureness: float = 2.5) -> Scored:
    """Drawn answers about ``split``."""
    answers = drawn_probabilities(split.labels, class_count=class_count, seed=2, sureness=sureness)
    return Scored(part, split, answers)


def drawn_dataset(
    *,
    train: int = 240,
    validation: int = 80,
    test: int = 40,
    class_names: tuple[str, ...] = NAMES,
    folder: Path | None = None,
) -> Dataset:
    """Three drawn splits."""
    splits = [
        drawn_split(count, class_count=len(class_names), seed=seed, folder=folder)
        for seed, count in enumerate((train, validation, test), start=1)
    ]
    return Dataset("drawn", class_names, *splits)


def drawn_record(dataset: Dataset, *parts: Scored, **changes: object) -> dict[str, object]:
    """A training record with the metrics of ``parts``."""
    curves = {
        "loss": [1.2, 0.9, 0.7],
        "accuracy": [0.5, 0.6, 0.7],
        "val_loss": [1.1, 0.9, 0.8],
        "val_accuracy": [0.5, 0.6, 0.65],
    }
    return {
        "recipe": {"name": "drawn-recipe", "seed": 1},
        "data": dataset.summary(),
        "metrics": {one.part: one.metrics() for one in parts},
        "curves": curves,
        "epochs_trained": 3,
        "kept_epoch": 3,
        **changes,
    }
