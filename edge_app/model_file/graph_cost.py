"""What a .tflite graph costs, read from the file: the products that one inference takes."""

import math
from dataclasses import dataclass

from edge_app.errors import ModelFileError
from edge_app.model_file.parts import OperatorPart, Parts, read_parts

COUNTED = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "TRANSPOSE_CONV")


@dataclass(frozen=True)
class GraphCost:
    """``multiply_accumulates`` of one inference, and the type of the values that most of them take.

    ``arithmetic`` is such as "int8" or "float32"; "" for a graph without any.
    """

    multiply_accumulates: int
    arithmetic: str


def graph_cost(content: bytes) -> GraphCost:
    """The cost of the graph in a .tflite file. Raises ModelFileError: it is damaged."""
    return cost_of(read_parts(content))


def cost_of(parts: Parts) -> GraphCost:
    """Convolutions and dense layers count, as is usual; poolings, sums and activations do not.

    Raises ModelFileError: one of them lacks its weights.
    """
    try:
        costs = [_of_operator(operator, parts) for operator in parts.operators]
    except IndexError as error:
        raise ModelFileError(
            "The model is cut off or damaged: a layer has no weights. Copy the file again."
        ) from error
    heaviest = max(costs, key=lambda cost: cost.multiply_accumulates, default=GraphCost(0, ""))
    return GraphCost(sum(cost.multiply_accumulates for cost in costs), heaviest.arithmetic)


def _of_operator(operator: OperatorPart, parts: Parts) -> GraphCost:
    """Each weight is used once for each pixel of the output; transposed, of the input."""
    if operator.custom or operator.name not in COUNTED:
        return GraphCost(0, "")
    inputs = [parts.tensors[i] for i in operator.inputs if i >= 0]
    output, weights = parts.tensors[operator.outputs[0]], inputs[1]
    is_transposed = operator.name == "TRANSPOSE_CONV"
    data, pixels = (inputs[2], inputs[2]) if is_transposed else (inputs[0], output)
    return GraphCost(math.prod(pixels.shape[:-1]) * math.prod(weights.shape), data.type)
