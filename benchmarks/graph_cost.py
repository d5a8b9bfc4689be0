"""What a .tflite graph costs, read from the file: the products that one inference takes."""

import math
from dataclasses import dataclass

from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app.errors import ModelFileError
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.flatbuffer import integers, root_table, scalar, tables
from edge_app.model_file.structure import check_structure

# BuiltinOperator and TensorType in tensorflow/lite/schema/schema.fbs.
CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, TRANSPOSE_CONV = 3, 4, 9, 67
TYPES = {0: "float32", 1: "float16", 3: "uint8", 7: "int16", 9: "int8"}


@dataclass(frozen=True)
class GraphCost:
    """``multiply_accumulates`` of one inference, and the type of the values that most of them take.

    ``arithmetic`` is such as "int8" or "float32"; "" for a graph without any.
    """

    multiply_accumulates: int
    arithmetic: str


@dataclass(frozen=True)
class _Tensor:
    shape: tuple[int, ...]
    type: str


def graph_cost(content: bytes) -> GraphCost:
    """The cost of the graph in a .tflite file.

    Convolutions and dense layers count, as is usual; poolings, sums and activations do not.

    Raises ModelFileError: it is damaged.
    """
    try:
        check_structure(content)
        model = root_table(content)
        codes = [_number(code) for code in tables(model, schema.Model.OPERATOR_CODES)]
        subgraph = next(tables(model, schema.Model.SUBGRAPHS))
        tensors = [_tensor(entry) for entry in tables(subgraph, schema.SubGraph.TENSORS)]
        operators = tables(subgraph, schema.SubGraph.OPERATORS)
        costs = [_of_operator(operator, codes, tensors) for operator in operators]
    except Exception as error:  # The flatbuffers library checks nothing: any error, anywhere.
        raise ModelFileError(
            "The model is cut off or damaged: its graph cannot be read. Copy the file again."
        ) from error
    heaviest = max(costs, key=lambda cost: cost.multiply_accumulates, default=GraphCost(0, ""))
    return GraphCost(sum(cost.multiply_accumulates for cost in costs), heaviest.arithmetic)


def _of_operator(operator: Table, codes: list[int], tensors: list[_Tensor]) -> GraphCost:
    """Each weight is used once for each pixel of the output; transposed, of the input."""
    code = codes[scalar(operator, schema.Operator.OPCODE_INDEX, number_types.Uint32Flags)]
    if code not in (CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED, TRANSPOSE_CONV):
        return GraphCost(0, "")
    inputs = [tensors[i] for i in integers(operator, schema.Operator.INPUTS, most=3) if i >= 0]
    output = tensors[integers(operator, schema.Operator.OUTPUTS, most=1)[0]]
    weights = inputs[1]
    data, pixels = (inputs[2], inputs[2]) if code == TRANSPOSE_CONV else (inputs[0], output)
    return GraphCost(math.prod(pixels.shape[:-1]) * math.prod(weights.shape), data.type)


def _number(code: Table) -> int:
    older = scalar(code, schema.OperatorCode.DEPRECATED_BUILTIN_CODE, number_types.Int8Flags)
    return max(older, scalar(code, schema.OperatorCode.BUILTIN_CODE, number_types.Int32Flags))


def _tensor(entry: Table) -> _Tensor:
    kind = scalar(entry, schema.Tensor.TYPE, number_types.Int8Flags)
    shape = tuple(integers(entry, schema.Tensor.SHAPE, most=8))
    return _Tensor(shape, TYPES.get(kind, f"number {kind}"))
