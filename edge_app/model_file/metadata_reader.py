"""Find in a model's TFLite Metadata what an image classifier needs."""

import json
import math
from typing import Any

from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app.errors import ModelFileError
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.flatbuffer import (
    empty_table,
    floats,
    inner_table,
    packed_bytes,
    root_table,
    scalar,
    tables,
    text,
)
from edge_app.normalization import Normalization

FEW = 1000  # Entries of a list that has, in a sound file, a handful.


def metadata_table(content: bytes) -> Table:
    """The metadata of a .tflite file; an empty table where it holds none.

    Raises ModelFileError: it is of another format.
    """
    model = root_table(content)
    for entry in tables(model, schema.Model.METADATA, limit=FEW):
        if text(entry, schema.ModelMetadataEntry.NAME) == schema.METADATA_NAME:
            index = scalar(entry, schema.ModelMetadataEntry.BUFFER, number_types.Uint32Flags)
            buffer = list(tables(model, schema.Model.BUFFERS))[index]
            packed = packed_bytes(buffer, schema.Buffer.DATA)
            if packed[4:8] != schema.METADATA_IDENTIFIER:
                raise ModelFileError("The model's metadata has an unknown format.")
            return root_table(packed)
    return empty_table()


def stated_normalization(input_tensor: Table) -> Normalization | None:
    """The normalization in the metadata of an input tensor.

    Raises ModelFileError: it has no meaning.
    """
    for unit in tables(input_tensor, schema.TensorMetadata.PROCESS_UNITS, limit=FEW):
        kind = scalar(unit, schema.ProcessUnit.TYPE, number_types.Uint8Flags)
        if kind == schema.ProcessUnit.NORMALIZATION:
            options = inner_table(unit, schema.ProcessUnit.OPTIONS)
            mean = floats(options, schema.NormalizationOptions.MEAN, most=4)
            deviation = floats(options, schema.NormalizationOptions.STANDARD_DEVIATION, most=4)
            return _checked_normalization(mean, deviation)
    return None


def custom_fields(subgraph: Table, name: str) -> dict[str, Any] | None:
    """The JSON object in the custom metadata ``name`` of a subgraph."""
    for entry in tables(subgraph, schema.SubGraphMetadata.CUSTOM, limit=FEW):
        if text(entry, schema.CustomMetadata.NAME) == name:
            return dict(json.loads(packed_bytes(entry, schema.CustomMetadata.DATA, limit=2**20)))
    return None


def _checked_normalization(mean: list[float], deviation: list[float]) -> Normalization:
    """One value of either stands for all channels."""
    count = max(len(mean), len(deviation))
    fits = {len(mean), len(deviation)} <= {1, count} and count in (1, 3)
    if not fits or not all(map(math.isfinite, [*mean, *deviation])) or min(deviation) < 1e-6:
        raise ModelFileError(
            f"The model's normalization (mean {mean}, standard deviation {deviation}) cannot be "
            "used. Expected one value of each, or one for each channel, the second above zero."
        )
    return Normalization(
        tuple(mean if len(mean) == count else mean * count),
        tuple(deviation if len(deviation) == count else deviation * count),
    )
