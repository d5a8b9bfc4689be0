"""What a model computes last, and with whose operators: read from the graph in the file."""

import math
from dataclasses import dataclass

from edge_app.errors import ModelFileError
from edge_app.model_file.parts import Parts, read_parts

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
    parts = read_parts(content)
    custom = dict.fromkeys(operator.name for operator in parts.operators if operator.custom)
    return Graph(
        _last_operator(parts),
        tuple(custom),
        max((tensor.shape for tensor in parts.tensors), key=math.prod, default=()),
    )


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


def input_shape(content: bytes) -> tuple[int, ...]:
    """The shape of the first input of a .tflite file. Raises ModelFileError: it is damaged."""
    parts = read_parts(content)
    if not parts.inputs:
        raise ModelFileError("The model has no input. Expected one, a picture.")
    return parts.tensors[parts.inputs[0]].shape


def _last_operator(parts: Parts) -> str:
    """Follow the first output back to the operator that gives its values their meaning."""
    makers = {tensor: operator for operator in parts.operators for tensor in operator.outputs}
    tensor = parts.outputs[0] if parts.outputs else -1
    name = ""
    while tensor in makers:  # Each is visited once, so that a circle ends too.
        operator = makers.pop(tensor)
        name = operator.name
        if name not in TRANSPARENT or not operator.inputs:
            break
        tensor = operator.inputs[0]
    return name
