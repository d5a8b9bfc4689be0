"""The list of a job's inputs as a Parquet file, in which each part of the job is a row group."""

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from edge_app.bulk.inputs import Input

# A file name is any bytes; a row of text would not hold it.
INPUT_SCHEMA = pa.schema(
    {
        "file": pa.binary(),
        "member": pa.binary(),
        "offset": pa.int64(),
        "size": pa.int64(),
        "error": pa.string(),
    }
)


def write_inputs(path: Path, inputs: Iterable[Input], partition: int) -> tuple[int, int]:
    """Write each part as a row group; gives how many parts and pictures there are.

    A part ends as soon as it has ``partition`` pictures; only one is held in memory.
    """
    partitions = pictures = held = 0
    part: list[dict[str, Any]] = []
    with pq.ParquetWriter(path, INPUT_SCHEMA) as writer:
        for one in inputs:
            part.append(_encoded(one))
            held += one.rows
            if held >= partition:
                writer.write_table(pa.Table.from_pylist(part, INPUT_SCHEMA))
                partitions, pictures, held, part = partitions + 1, pictures + held, 0, []
        if part:
            writer.write_table(pa.Table.from_pylist(part, INPUT_SCHEMA))
            partitions, pictures = partitions + 1, pictures + held
    return partitions, pictures


def read_part(path: Path, number: int) -> list[Input]:
    """The inputs of a part. Raises OSError, ValueError: there is no such file, or part."""
    with pq.ParquetFile(path) as table:
        return [_decoded(row) for row in table.read_row_group(number).to_pylist()]


def _encoded(one: Input) -> dict[str, Any]:
    member = None if one.member is None else os.fsencode(one.member)
    return {**asdict(one), "file": os.fsencode(one.file), "member": member}


def _decoded(row: dict[str, Any]) -> Input:
    member = None if row["member"] is None else os.fsdecode(row["member"])
    return Input(**{**row, "file": os.fsdecode(row["file"]), "member": member})
