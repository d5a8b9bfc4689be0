"""The folder of a job: what was asked for, what is to be done in which parts, and what is done."""

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from edge_app.bulk.input_table import read_part, write_inputs
from edge_app.bulk.inputs import Input
from edge_app.errors import BulkError, SourceError
from edge_app.files import PARTIAL_PREFIX, replacing, write_json

# Readers of Parquet folders pass over names that begin so.
JOB, INPUTS = "_job.json", "_inputs.parquet"
PARTS = "part-*.parquet"


@dataclass(frozen=True)
class Request:
    """What decides the rows of a job; two jobs of the same request make the same rows."""

    version: str
    sources: list[str]
    partition: int
    model_sha256: str
    labels: list[str]
    input_range: str | None
    max_pixels: int


@dataclass(frozen=True)
class Job:
    """A job in ``folder``; part n of ``partitions`` is row group n of its list of inputs."""

    folder: Path
    partitions: int
    pictures: int
    passed_over: dict[str, int]

    def part(self, number: int) -> Path:
        """The file with the results of a part; it is there once they are whole."""
        return self.folder / f"part-{number:05}.parquet"

    def left(self) -> list[int]:
        """The numbers of the parts that are still to be done."""
        return [number for number in range(self.partitions) if not self.part(number).exists()]

    def written(self) -> tuple[int, int]:
        """How many rows all parts have, and in how many the last column, the error, says something.

        Raises BulkError: a part cannot be read.
        """
        rows = errors = 0
        for number in range(self.partitions):
            about = _footer(self.part(number))
            rows += about.num_rows
            for group in map(about.row_group, range(about.num_row_groups)):
                errors += group.num_rows - group.column(group.num_columns - 1).statistics.null_count
        return rows, errors

    def inputs(self, number: int) -> list[Input]:
        """The inputs of a part. Raises BulkError: this machine does not see the folder."""
        path = self.folder / INPUTS
        try:
            return read_part(path, number)
        except (OSError, ValueError) as error:
            raise BulkError(
                f"Cannot read {path} on {os.uname().nodename}: {error}. Every "
                "machine of a cluster must see --output and SOURCE under the same path."
            ) from error


def _footer(path: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except (OSError, ValueError) as error:
        raise BulkError(
            f"{path} is damaged. Delete it, and run the same command again, which makes it anew."
        ) from error


@contextmanager
def only_job_in(folder: Path) -> Iterator[None]:
    """Make ``folder``, remove what killed jobs left there, and keep others out inside the block.

    Raises BulkError: another job is at work there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        _take(lock, folder)
        for partial in folder.glob(f"{PARTIAL_PREFIX}*"):
            partial.unlink(missing_ok=True)
        yield
    finally:
        os.close(lock)  # Which gives up the lock.


def _take(lock: int, folder: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"Another job is at work in {folder}. Wait for its end, or give another --output."
        raise BulkError(message) from None


def open_job(
    folder: Path, request: Request, inputs: Iterable[Input], passed_over: Counter[str]
) -> Job:
    """The job in ``folder``; a new one is made of ``inputs``, which is read only then.

    Raises BulkError: the folder holds something else. SourceError: there is no picture.
    """
    if (folder / JOB).exists():
        return _stored_job(folder, request)
    if any(folder.glob(PARTS)):
        raise BulkError(f"{folder} holds other results. Give another --output, or delete them.")
    with replacing(folder / INPUTS) as partial:
        partitions, pictures = write_inputs(partial, inputs, request.partition)
        if not pictures:
            raise SourceError(_nothing_found(passed_over))
    found = {"partitions": partitions, "pictures": pictures, "passed_over": dict(passed_over)}
    write_json(folder / JOB, {"request": asdict(request), **found})
    return Job(folder, partitions, pictures, dict(passed_over))


def _stored_job(folder: Path, request: Request) -> Job:
    try:
        stored: dict[str, Any] = json.loads((folder / JOB).read_text())
        before = dict(stored.pop("request"))
        job = Job(folder, **stored)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BulkError(f"{folder / JOB} is damaged. Delete {folder}, and begin anew.") from error
    now = asdict(request)
    changed = [name.replace("_", " ") for name in now if now[name] != before.get(name)]
    if changed:
        raise BulkError(
            f"{folder} holds a job that began with another {' and another '.join(changed)}. Give "
            "the same as then to go on, or another --output to begin anew."
        )
    return job


def _nothing_found(passed_over: Counter[str]) -> str:
    count = sum(passed_over.values())
    return f"There is no picture to classify. Files passed over: {count}."
