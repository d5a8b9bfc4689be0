"""Time the files of all runs and the shipped default model in turns, on one thread."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.summary import paired_ratio
from convert.compare.entry import Cost
from convert.timing import Latencies, measure_latencies
from edge_app.classifier import DEFAULT_MODEL_NAME, default_model_path

# More than for advice, because a limit is held against the ratio.
ROUNDS = 12
DEFAULT = f"{DEFAULT_MODEL_NAME} (default model)"


def time_beside_default(files: Mapping[str, Path]) -> tuple[dict[str, Cost], Latencies]:
    """What an inference of each of ``files`` costs, by name; and the whole measurement.

    The ratio to the default model is the median of those of the rounds, in each of which all files
    were visited one after the other.
    """
    found = measure_latencies({DEFAULT: default_model_path(), **files}, rounds=ROUNDS)
    beside = found.round_medians_ms[DEFAULT]
    costs = {
        name: Cost(found.invoke_ms[name], paired_ratio(found.round_medians_ms[name], beside))
        for name in files
    }
    return costs, replace(found, doubts=tuple(dict.fromkeys(found.doubts)))
