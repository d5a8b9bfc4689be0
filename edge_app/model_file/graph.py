"""What a model computes last, and with whose operators: read from the graph in the file."""

import math
from dataclasses import dataclass

from flatbuffers import number_types
from flatbuffers.table import Table

from edge_app.errors import ModelFileError
from edge_app.model_file import metadata_schema as schema
from edge_app.model_file.flatbuffer import integers, root_table, scalar, tables, text
from edge_app.model_file.structure import check_structure

# BuiltinOperator in tensorflow/lite/schema/schema.fbs: those that end, or follow, a classifier.
OPERATOR_NAMES = {
    0: "ADD",
    1: "AVERAGE_POOL_2D",
    3: "CONV_2D",
    6: "DEQUANTIZE",
    9: "FULLY_CONNECTED",
    14: "LOGISTIC",
    18: "MUL",
    22: "RESHAPE",
    25: "SOFTMAX",
    32: "CUSTOM",
    40: "MEAN",
    42: "DIV",
    43: "SQUEEZE",
    50: "LOG_SOFTMAX",
    53: "CAST",
    56: "ARG_MAX",
    114: "QUANTIZE",
}
# They change the form of a tensor, or its type, and not what its values mean.
TRANSPARENT = ("CAST", "DEQUANTIZE", "QUANTIZE", "RESHAPE", "SQUEEZE")

MAX_ELEMENTS = 2**28  # 1 GiB of float32.


@dataclass(frozen=True)
class Graph:
    """``last_operator`` makes the first output's values, such as SOFTMAX; "" for no operator.

    ``custom_operators`` are the names of those that are not part of TFLite. ``largest_shape`` is
    that of the largest tensor.
    """

    last_operator: str
    custom_operators: tuple[str, ...]
    largest_shape: tuple[int, ...]


def read_graph(content: bytes) -> Graph:
    """The graph of a .tflite file. Raises ModelFileError: it is damaged."""
    try:
        check_structure(content)
        model = root_table(content)
        codes = list(tables(model, schema.Model.OPERATOR_CODES))
        subgraph = next(tables(model, schema.Model.SUBGRAPHS))
        custom = [text(code, schema.OperatorCode.CUSTOM_CODE) for code in codes]
        names = [_name(code) for code in codes]
        return Graph(
            _last_operator(subgraph, names),
            tuple(name for name in custom if name),
            max(_shapes(subgraph), key=math.prod, default=()),
        )
    except Exception as error:  # The flatbuffers library checks nothing: any error, anywhere.
        raise ModelFileError(
            "The model is cut off or damaged: its graph cannot be read. Copy the file again."
        ) from error


def check_graph(graph: Graph) -> None:
    """Look at what an interpreter would stumble over, before it is asked for its memory.

    Raises ModelFileError: operators that no interpreter on a device has, or a huge tensor.
    """
    if math.prod(graph.largest_shape) > MAX_ELEMENTS:
        raise ModelFileError(
            f"The model has a tensor of the shape {graph.largest_shape}. Expected at most "
            f"{MAX_ELEMENTS} elements: this is too large for a device, or the file is damaged."
        )
    for name in graph.custom_operators:
        if name == "edgetpu-custom-op":
            raise ModelFileError(
                "The model is compiled for the Coral Edge TPU. Expected the file that it was "
                "compiled from: the one without _edgetpu in its name."
            )
        if name.startswith("Flex"):
            raise ModelFileError(
                f"The model needs the TensorFlow operator {name[4:]}. Expected built-in operators "
                "only: convert it again without SELECT_TF_OPS."
            )
        if name == "TFLite_Detection_PostProcess":
            raise ModelFileError(
                "The model finds objects in a picture (TFLite_Detection_PostProcess). Expected an "
                "image classifier: one number for each class, for the whole picture."
            )


def _shapes(subgraph: Table) -> list[tuple[int, ...]]:
    entries = tables(subgraph, schema.SubGraph.TENSORS)
    return [tuple(integers(entry, schema.Tensor.SHAPE, most=8)) for entry in entries]


def _name(code: Table) -> str:
    custom = text(code, schema.OperatorCode.CUSTOM_CODE)
    older = scalar(code, schema.OperatorCode.DEPRECATED_BUILTIN_CODE, number_types.Int8Flags)
    newer = scalar(code, schema.OperatorCode.BUILTIN_CODE, number_types.Int32Flags)
    number = max(older, newer)
    return custom or OPERATOR_NAMES.get(number, f"number {number}")


def _last_operator(subgraph: Table, names: list[str]) -> str:
    """Follow the first output back to the operator that gives its values their meaning."""
    makers: dict[int, tuple[str, list[int]]] = {}
    for operator in tables(subgraph, schema.SubGraph.OPERATORS):
        code = scalar(operator, schema.Operator.OPCODE_INDEX, number_types.Uint32Flags)
        inputs = integers(operator, schema.Operator.INPUTS, most=1)
        for tensor in integers(operator, schema.Operator.OUTPUTS, most=16):
            makers[tensor] = names[code], inputs
    outputs = integers(subgraph, schema.SubGraph.OUTPUTS, most=1)
    tensor = outputs[0] if outputs else -1
    name = ""
    while tensor in makers:  # Each is visited once, so that a circle ends too.
        name, inputs = makers.pop(tensor)
        if name not in TRANSPARENT or not inputs:
            break
        tensor = inputs[0]
    return name
