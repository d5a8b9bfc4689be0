"""Whether the rows of a job are those that ``classify`` gives."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from edge_app.errors import PipelineError

# (label, confidence, sure, the probability of each class by its label), rounded as classify does.
Row = tuple[str, float, str, dict[str, float]]
Rows = dict[str, Row]


def rows_of_classify(table: Path) -> Rows:
    """What ``classify --csv`` wrote, by path."""
    with open(table, newline="") as file:
        return _by_path((one["file"], _csv_row(one)) for one in csv.DictReader(file))


def rows_of_job(folder: Path, labels: tuple[str, ...]) -> Rows:
    """The rows of a job, by path. Raises PipelineError: pyarrow is not installed."""
    try:
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise PipelineError(
            "pyarrow and Ray are not installed. They come with the extra `bulk`: "
            "make .venv-bulk/.ready"
        ) from None
    rows = pq.read_table(folder).to_pylist()
    return _by_path((one["path"], _job_row(one, labels)) for one in rows)


def different(rows: Mapping[str, Row], expected: Mapping[str, Row]) -> int:
    """How many paths have another row, or are in one of the two only."""
    return sum(rows.get(path) != expected.get(path) for path in rows.keys() | expected.keys())


def _csv_row(one: dict[str, str]) -> Row:
    names = [key for key in one if key.startswith("label_")]
    probabilities = {one[name]: float(one[f"probability_{name[6:]}"]) for name in names}
    return one["prediction"], float(one["confidence"]), one["sure"], probabilities


def _job_row(one: dict[str, Any], labels: tuple[str, ...]) -> Row:
    rounded = [round(probability, 6) for probability in one["probabilities"]]
    sure = "" if one["sure"] is None else str(one["sure"]).lower()
    return one["label"], round(one["confidence"], 6), sure, dict(zip(labels, rounded, strict=True))


def _by_path(pairs: Iterable[tuple[str, Row]]) -> Rows:
    """Raises PipelineError: a path comes twice."""
    rows: Rows = {}
    for path, row in pairs:
        if path in rows:
            raise PipelineError(f"{path} has two rows.")
        rows[path] = row
    return rows
