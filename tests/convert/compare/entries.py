"""Entries of a comparison without a conversion: answers and times that are made here."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.summary import Ratio, Summary
from convert.compare.entry import Cost, DeviceFile, Entry
from training.evaluation import accuracy

COUNT = 100


def cost(ratio: float, *, low: float | None = None, high: float | None = None) -> Cost:
    times = Summary(
        count=600, median=ratio / 2, p90=ratio, p99=ratio, minimum=0.1, spread_percent=3
    )
    return Cost(times, Ratio(ratio, low or ratio - 0.05, high or ratio + 0.05))


def device_file(right: np.ndarray, *, size_bytes: int = 100_000) -> DeviceFile:
    reached = accuracy(int(right.sum()), len(right))
    return DeviceFile(
        path=Path("net.tflite"),
        variant="int8",
        size_bytes=size_bytes,
        multiply_accumulates=10**7,
        accuracy=reached,
        keras=reached,
        right=right,
    )


def entry(
    name: str,
    wrong: int | range,
    *,
    ratio: float = 1.0,
    size_bytes: int = 100_000,
    elsewhere: str = "",
) -> Entry:
    """A run that answers the first so many of COUNT images wrongly, or those of a range."""
    right = np.ones(COUNT, bool)
    right[list(range(wrong) if isinstance(wrong, int) else wrong)] = False
    file = device_file(right, size_bytes=size_bytes)
    return Entry(
        name=name,
        recipe={"name": name},
        folder=Path("candidates", name),
        file=replace(file, elsewhere=elsewhere),
        cost=cost(ratio),
    )


def failed(name: str) -> Entry:
    """A run of which no file passed the proof."""
    return Entry(name=name, recipe={"name": name}, folder=Path("candidates", name), failure="Why.")
