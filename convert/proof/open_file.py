"""A TFLite file that is open for inspection: every tensor can be read after an answer."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ai_edge_litert import schema_py_generated as tflite_schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from numpy.typing import NDArray

from edge_app.errors import PipelineError
from edge_app.native_logs import quiet_native_logs
from edge_app.tensors import dequantize, quantize

OPERATOR_NAMES = {
    number: name
    for name, number in vars(tflite_schema.BuiltinOperator).items()
    if isinstance(number, int)
}


@dataclass(frozen=True)
class Operator:
    """One operator of a file: its name in the TFLite schema, and the tensors it reads and gives."""

    name: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


class OpenFile:
    """A model file in an interpreter that keeps every tensor, on the built-in kernels.

    Not on the delegate that a device uses: a delegate keeps its tensors to itself. Its kernels
    round alike, but for the last step.
    """

    def __init__(self, content: bytes) -> None:
        """Open a file with one image as input, raw values 0..255.

        Raises PipelineError: the interpreter refuses it.
        """
        try:
            with quiet_native_logs():
                self._interpreter = Interpreter(
                    model_content=content,
                    experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
                    experimental_preserve_all_tensors=True,
                )
                self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise PipelineError(f"The built-in kernels cannot run this file: {error}") from error
        self.operators = _operators(content)
        self._details = {one["index"]: one for one in self._interpreter.get_tensor_details()}
        (self._input,) = self._interpreter.get_input_details()
        self.output = int(self._interpreter.get_output_details()[0]["index"])

    @property
    def input_size(self) -> tuple[int, int]:
        """(height, width) of the input in pixels."""
        _, height, width, _ = self._input["shape"]
        return int(height), int(width)

    def ask(self, image: NDArray[np.uint8]) -> None:
        """Answer one image, uint8 (height, width, 3), RGB, so that its tensors can be read."""
        values: NDArray[Any] = image[np.newaxis].astype(np.float32)
        scale, zero_point = self._input["quantization"]
        if self._input["dtype"] != np.float32:
            values = quantize(values, scale, zero_point, self._input["dtype"])
        self._interpreter.set_tensor(self._input["index"], values)
        self._interpreter.invoke()

    def values(self, tensor: int) -> NDArray[np.float32]:
        """The real values of a tensor, as it stands after the last answer."""
        raw = self._interpreter.get_tensor(tensor)
        scale, zero_point = self._details[tensor]["quantization"]
        return dequantize(raw, scale, zero_point) if scale else raw.astype(np.float32)

    def shape(self, tensor: int) -> tuple[int, ...]:
        return tuple(int(n) for n in self._details[tensor]["shape"])

    def name(self, tensor: int) -> str:
        return str(self._details[tensor]["name"])

    def step(self, tensor: int) -> float | None:
        """The size of a quantization step of an integer tensor; None of any other."""
        return float(self._details[tensor]["quantization"][0]) or None

    def stored(self, values: NDArray[np.float32], tensor: int) -> NDArray[np.float32]:
        """Real ``values`` (of any shape) as they come back from being stored in the tensor."""
        scale, zero_point = self._details[tensor]["quantization"]
        if not scale:
            return values
        integers = quantize(values, scale, zero_point, self._details[tensor]["dtype"])
        return dequantize(integers, scale, zero_point)


def _operators(content: bytes) -> tuple[Operator, ...]:
    model = tflite_schema.ModelT.InitFromPackedBuf(content, 0)
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in model.operatorCodes]
    return tuple(
        Operator(
            OPERATOR_NAMES[codes[operator.opcodeIndex]],
            tuple(int(i) for i in operator.inputs),
            tuple(int(i) for i in operator.outputs),
        )
        for operator in model.subgraphs[0].operators
    )
