"""Model files as they should not be, made from sound ones."""

from collections.abc import Callable
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as tflite_schema


def changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """The model file after ``change`` was applied to its tree; its label file is left out."""
    model = tflite_schema.ModelT.InitFromPackedBuf(content, 0)
    change(model)
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), file_identifier=b"TFL3")
    return bytes(builder.Output())


def weights_of(model: Any, operator: str, *, place: int = 0) -> Any:
    """The tensor of the weights of one of the operators that are called ``operator``."""
    code = getattr(tflite_schema.BuiltinOperator, operator)
    codes = [max(one.builtinCode, one.deprecatedBuiltinCode) for one in model.operatorCodes]
    graph = model.subgraphs[0]
    found = [one for one in graph.operators if codes[one.opcodeIndex] == code]
    return graph.tensors[found[place].inputs[1]]


def set_values(model: Any, tensor: Any, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """Replace the constants of a float32 or int8 ``tensor`` by what ``change`` makes of them."""
    floats = tensor.type == tflite_schema.TensorType.FLOAT32
    values = np.array(model.buffers[tensor.buffer].data, np.uint8)
    values = values.view(np.float32 if floats else np.int8)
    new = change(values.copy()).astype(values.dtype)
    model.buffers[tensor.buffer].data = new.view(np.uint8)
