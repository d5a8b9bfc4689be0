"""The tensors and operators of a .tflite file, as they stand in it: no interpreter is needed."""

from dataclasses import dataclass

from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app.errors import ModelFileError
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.flatbuffer import (
    floats,
    inner_table,
    integers,
    root_table,
    scalar,
    tables,
    text,
)
from edge_app.model_file.operator_names import operator_name, type_name
from edge_app.model_file.structure import check_structure

# More than any operator has that is asked for its inputs here.
MOST_INPUTS = 16


@dataclass(frozen=True)
class TensorPart:
    """``scale`` and ``zero_point`` are None where nothing is quantized, and the first of several
    where each channel has its own; ``scales`` counts them, as far as 2."""

    shape: tuple[int, ...]
    type: str
    scale: float | None
    zero_point: int | None
    scales: int


@dataclass(frozen=True)
class OperatorPart:
    """``inputs`` and ``outputs`` are places in the list of tensors; -1 is an input left out."""

    name: str
    custom: bool
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@dataclass(frozen=True)
class Parts:
    """The first subgraph, which is the one that an interpreter runs; others hang on its control
    operators. ``inputs`` and ``outputs`` are places in ``tensors``."""

    tensors: tuple[TensorPart, ...]
    operators: tuple[OperatorPart, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def read_parts(content: bytes) -> Parts:
    """The parts of a .tflite file's graph. Raises ModelFileError: it is damaged."""
    try:
        check_structure(content)
        model = root_table(content)
        names = [operator_code(code) for code in tables(model, schema.Model.OPERATOR_CODES)]
        subgraph = next(tables(model, schema.Model.SUBGRAPHS))
        return Parts(
            tuple(_tensor(entry) for entry in tables(subgraph, schema.SubGraph.TENSORS)),
            tuple(_operator(entry, names) for entry in tables(subgraph, schema.SubGraph.OPERATORS)),
            tuple(integers(subgraph, schema.SubGraph.INPUTS, most=MOST_INPUTS)),
            tuple(integers(subgraph, schema.SubGraph.OUTPUTS, most=MOST_INPUTS)),
        )
    except Exception as error:  # The flatbuffers library checks nothing: any error, anywhere.
        raise ModelFileError(
            "The model is cut off or damaged: its graph cannot be read. Copy the file again."
        ) from error


def operator_code(code: Table) -> tuple[str, bool]:
    """The name of an entry of the operator codes, and whether it is no operator of TFLite's."""
    custom = text(code, schema.OperatorCode.CUSTOM_CODE)
    older = scalar(code, schema.OperatorCode.DEPRECATED_BUILTIN_CODE, number_types.Int8Flags)
    newer = scalar(code, schema.OperatorCode.BUILTIN_CODE, number_types.Int32Flags)
    return custom or operator_name(max(older, newer)), bool(custom)


def _operator(entry: Table, names: list[tuple[str, bool]]) -> OperatorPart:
    index = scalar(entry, schema.Operator.OPCODE_INDEX, number_types.Uint32Flags)
    return OperatorPart(
        *names[index],
        inputs=tuple(integers(entry, schema.Operator.INPUTS, most=MOST_INPUTS)),
        outputs=tuple(integers(entry, schema.Operator.OUTPUTS, most=MOST_INPUTS)),
    )


def _tensor(entry: Table) -> TensorPart:
    kind = scalar(entry, schema.Tensor.TYPE, number_types.Int8Flags)
    scales, points = _quantization(entry)
    return TensorPart(
        shape=tuple(integers(entry, schema.Tensor.SHAPE, most=8)),
        type=type_name(kind),
        scale=scales[0] if scales else None,
        zero_point=(points[0] if points else 0) if scales else None,
        scales=len(scales),
    )


def _quantization(entry: Table) -> tuple[list[float], list[int]]:
    """The first two scales and the first zero point."""
    try:
        table = inner_table(entry, schema.Tensor.QUANTIZATION)
    except ValueError:  # Most tensors of a float model have none.
        return [], []
    # A zero point has 64 bits, the lower half comes first, and it fits in there.
    points = integers(table, schema.Quantization.ZERO_POINT, most=1)
    return floats(table, schema.Quantization.SCALE, most=2), points
