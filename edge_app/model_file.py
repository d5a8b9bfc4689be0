"""What a .tflite file says of itself: labels, normalization, resize rule, description."""

import hashlib
import io
import json
import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import flatbuffers
from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app import metadata_schema as schema
from edge_app.errors import ModelFileError
from edge_app.images import RESIZE_RULE

CUSTOM_METADATA_NAME = "edge_image_classifier"
LABELS_LIMIT_BYTES = 2**20
TFLITE_IDENTIFIER = b"TFL3"


@dataclass(frozen=True)
class ModelInfo:
    """The metadata of one model file.

    A pixel value x (0..255) enters the model as ``(x - mean) / standard_deviation``. ``sha256`` is
    of the whole file. ``resize_rule`` names the rule of ``edge_app.images`` that the model wants.
    """

    name: str
    description: str
    version: str
    author: str
    license: str
    labels: tuple[str, ...]
    mean: float
    standard_deviation: float
    resize_rule: str
    sha256: str


def read_model_info(content: bytes) -> ModelInfo:
    """Read the TFLite Metadata of a model file.

    Raises ModelFileError: not a TFLite model, no metadata in it, no labels, or a resize rule that
    this version does not know.
    """
    if content[4:8] != TFLITE_IDENTIFIER:
        raise ModelFileError("This is not a TFLite model. Expected a .tflite file.")
    try:
        metadata = _metadata_table(content)
        info = None if metadata is None else _read(metadata, content)
    except ModelFileError:
        raise
    except Exception as error:  # The flatbuffers library checks nothing: any error, anywhere.
        raise ModelFileError(
            "The model is cut off or damaged: its metadata cannot be read. Copy the file again."
        ) from error
    if info is None:
        raise ModelFileError(
            "The model holds no TFLite Metadata, so its labels are unknown. "
            "Expected a file written by `python -m convert`."
        )
    if info.resize_rule != RESIZE_RULE:
        raise ModelFileError(
            f"The model asks for the resize rule {info.resize_rule!r}; this version knows only "
            f"{RESIZE_RULE!r}. Update the app, or convert the model again."
        )
    return info


def check_against_record(path: Path, info: ModelInfo) -> None:
    """Compare a model file with the record ``NAME.json`` beside it, where there is one.

    Half of all single flipped bits in a .tflite file change its answers and nothing else: only a
    hash finds them.

    Raises ModelFileError: the record is damaged, or names another SHA-256 for this file.
    """
    record_path = path.with_name(f"{info.name}.json")
    if not info.name or not record_path.is_file():
        return
    try:
        variants = json.loads(record_path.read_bytes())["variants"].values()
        hashes = {entry["file"]: entry["sha256"] for entry in variants}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelFileError(f"Its record {record_path} cannot be read: {error!r}.") from error
    expected = hashes.get(path.name)
    if expected is not None and expected != info.sha256:
        raise ModelFileError(
            f"The file is damaged, or is not the one that its record {record_path.name} describes: "
            f"its SHA-256 is {info.sha256}, expected {expected}. Copy both files again."
        )


def _read(metadata: Table, content: bytes) -> ModelInfo:
    subgraph = _first(metadata, schema.ModelMetadata.SUBGRAPHS, "subgraph")
    input_tensor = _first(subgraph, schema.SubGraphMetadata.INPUTS, "input")
    output_tensor = _first(subgraph, schema.SubGraphMetadata.OUTPUTS, "output")
    mean, standard_deviation = _normalization(input_tensor)
    return ModelInfo(
        name=_text(metadata, schema.ModelMetadata.NAME),
        description=_text(metadata, schema.ModelMetadata.DESCRIPTION),
        version=_text(metadata, schema.ModelMetadata.VERSION),
        author=_text(metadata, schema.ModelMetadata.AUTHOR),
        license=_text(metadata, schema.ModelMetadata.LICENSE),
        labels=_labels(output_tensor, content),
        mean=mean,
        standard_deviation=standard_deviation,
        resize_rule=_custom(subgraph).get("resize_rule", RESIZE_RULE),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _metadata_table(content: bytes) -> Table | None:
    model = _root(content)
    for entry in _tables(model, schema.Model.METADATA):
        if _text(entry, schema.ModelMetadataEntry.NAME) == schema.METADATA_NAME:
            index = _scalar(entry, schema.ModelMetadataEntry.BUFFER, number_types.Uint32Flags)
            buffer = list(_tables(model, schema.Model.BUFFERS))[int(index)]
            packed = _bytes(buffer, schema.Buffer.DATA)
            if packed[4:8] != schema.METADATA_IDENTIFIER:
                raise ModelFileError("The model's metadata has an unknown format.")
            return _root(packed)
    return None


def _labels(output_tensor: Table, content: bytes) -> tuple[str, ...]:
    for file in _tables(output_tensor, schema.TensorMetadata.ASSOCIATED_FILES):
        kind = _scalar(file, schema.AssociatedFile.TYPE, number_types.Int8Flags)
        if kind == schema.AssociatedFile.AXIS_LABELS:
            name = _text(file, schema.AssociatedFile.NAME)
            with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(name) as packed:
                lines = packed.read(LABELS_LIMIT_BYTES).decode().splitlines()
            return tuple(line.strip() for line in lines if line.strip())
    raise ModelFileError("The model's metadata names no label file.")


def _normalization(input_tensor: Table) -> tuple[float, float]:
    for unit in _tables(input_tensor, schema.TensorMetadata.PROCESS_UNITS):
        kind = _scalar(unit, schema.ProcessUnit.TYPE, number_types.Uint8Flags)
        if kind == schema.ProcessUnit.NORMALIZATION:
            options = _table(unit, schema.ProcessUnit.OPTIONS)
            mean = _floats(options, schema.NormalizationOptions.MEAN)
            deviation = _floats(options, schema.NormalizationOptions.STANDARD_DEVIATION)
            finite = all(map(math.isfinite, [*mean, *deviation]))
            if not finite or len(set(mean)) != 1 or len(set(deviation)) != 1 or deviation[0] < 1e-6:
                raise ModelFileError(
                    f"The model's normalization (mean {mean}, standard deviation {deviation}) "
                    "cannot be used: expected one value for all channels, the second above zero."
                )
            return mean[0], deviation[0]
    return 0.0, 1.0


def _custom(subgraph: Table) -> dict[str, str]:
    for entry in _tables(subgraph, schema.SubGraphMetadata.CUSTOM):
        if _text(entry, schema.CustomMetadata.NAME) == CUSTOM_METADATA_NAME:
            return dict(json.loads(_bytes(entry, schema.CustomMetadata.DATA)))
    return {}


def _root(packed: bytes) -> Table:
    return Table(packed, flatbuffers.encode.Get(flatbuffers.packer.uoffset, packed, 0))


def _offset(table: Table, field: int) -> int:
    """Where a field's value stands, relative to its table; 0 when the field is absent."""
    return int(table.Offset(4 + 2 * field))


def _scalar(table: Table, field: int, flags: type) -> int:
    offset = _offset(table, field)
    return int(table.Get(flags, table.Pos + offset)) if offset else 0


def _text(table: Table, field: int) -> str:
    offset = _offset(table, field)
    return bytes(table.String(table.Pos + offset)).decode() if offset else ""


def _bytes(table: Table, field: int) -> bytes:
    offset = _offset(table, field)
    if not offset:
        return b""
    start = table.Vector(offset)
    return bytes(table.Bytes[start : start + table.VectorLen(offset)])


def _floats(table: Table, field: int) -> list[float]:
    offset = _offset(table, field)
    if not offset:
        return []
    start = table.Vector(offset)
    return [
        float(table.Get(number_types.Float32Flags, start + 4 * i))
        for i in range(table.VectorLen(offset))
    ]


def _table(table: Table, field: int) -> Table:
    return Table(table.Bytes, table.Indirect(table.Pos + _offset(table, field)))


def _first(table: Table, field: int, what: str) -> Table:
    for entry in _tables(table, field):
        return entry
    raise ModelFileError(f"The model's metadata is incomplete: it describes no {what}.")


def _tables(table: Table, field: int) -> Iterator[Table]:
    offset = _offset(table, field)
    if offset:
        start = table.Vector(offset)
        for i in range(table.VectorLen(offset)):
            yield Table(table.Bytes, table.Indirect(start + 4 * i))
