"""What makes a file of an integer variant one: raw bytes in, and no operator left in floats."""

from typing import Any

from ai_edge_litert import schema_py_generated as tflite_schema

from convert.proof.open_file import OPERATOR_NAMES
from edge_app.errors import PipelineError

FLOATS = (tflite_schema.TensorType.FLOAT32, tflite_schema.TensorType.FLOAT16)
# They lead from floats to integers, and back: at the ends of a file of float input and output.
BOUNDARY = ("QUANTIZE", "DEQUANTIZE")


def check_raw_input(content: bytes) -> None:
    """Raises PipelineError: the input of a .tflite file is not uint8 with scale 1, zero point 0."""
    graph = tflite_schema.Model.GetRootAs(content).Subgraphs(0)
    tensor = graph.Tensors(graph.Inputs(0))
    quantization = tensor.Quantization()
    found = (quantization.Scale(0), quantization.ZeroPoint(0))
    if tensor.Type() != tflite_schema.TensorType.UINT8 or found != (1, 0):
        raise PipelineError(
            f"The input of the int8 file got scale {found[0]:g} and zero point {found[1]}, "
            "expected 1 and 0: a picture's bytes would not mean what they say. Calibrate with "
            "pictures that hold the values 0 and 255, and let the model take raw RGB."
        )


def check_operators(content: bytes) -> None:
    """Raises PipelineError: an operator of a .tflite file reads or gives floats, and which.

    TFLite's converter does not refuse one that it has in floats only, not even where built-in
    integer operators are all that is allowed: it converts to floats before, and back behind it.
    """
    graph = tflite_schema.ModelT.InitFromPackedBuf(content, 0)
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in graph.operatorCodes]
    operators = graph.subgraphs[0].operators
    tensors = graph.subgraphs[0].tensors
    names = {
        OPERATOR_NAMES[codes[one.opcodeIndex]] for one in operators if _has_floats(one, tensors)
    }
    if found := sorted(names - set(BOUNDARY)):
        raise PipelineError(
            f"TFLite's converter leaves these operators in floats: {', '.join(found)}. The file "
            "would not be one of integers throughout. Replace the layers that need them (by ReLU, "
            "or by BatchNormalization) and train again, or choose the variant dynamic."
        )


def _has_floats(operator: Any, tensors: list[Any]) -> bool:
    places = (*operator.inputs, *operator.outputs)
    return any(tensors[place].type in FLOATS for place in places if place >= 0)
