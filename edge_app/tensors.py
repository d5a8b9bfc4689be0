"""A model's input and output tensors: which ones are usable, and real values as integers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.model_file import ModelInfo
from edge_app.runtime import Runtime


def checked_tensors(runtime: Runtime, info: ModelInfo) -> tuple[dict[str, Any], dict[str, Any]]:
    """The details of a model's input and output, once they are known to be usable.

    Raises ModelFileError: not one RGB image in and one probability per label out, or a type or a
    quantization that would give answers without meaning.
    """
    try:
        inputs = runtime.interpreter.get_input_details()
        outputs = runtime.interpreter.get_output_details()
    except ValueError as error:
        raise ModelFileError(f"the model's tensors cannot be read: {error}") from error
    shapes = [tuple(int(n) for n in details["shape"]) for details in (*inputs, *outputs)]
    expected_output = (1, len(info.labels))
    if len(inputs) != 1 or len(shapes[0]) != 4 or shapes[0][0] != 1 or shapes[0][3] != 3:
        raise ModelFileError(
            f"the model's input has the shape {shapes[0]}; expected one RGB image, "
            "(1, height, width, 3)."
        )
    if len(outputs) != 1 or shapes[1] != expected_output:
        raise ModelFileError(
            f"the model's outputs have the shapes {shapes[1:]}; expected one, "
            f"{expected_output}, for its {len(info.labels)} labels."
        )
    for what, details in (("input", inputs[0]), ("output", outputs[0])):
        scale, zero_point = details["quantization"]
        quantized = details["dtype"] in (np.uint8, np.int8)
        if not (details["dtype"] == np.float32 or (quantized and 0 < scale < np.inf)):
            raise ModelFileError(
                f"the model's {what} has the type {np.dtype(details['dtype'])}, scale {scale} and "
                f"zero point {zero_point}; expected float32, or uint8 or int8 with a scale."
            )
    return inputs[0], outputs[0]


def quantize(
    values: NDArray[np.float32], scale: float, zero_point: int, dtype: Any
) -> NDArray[Any]:
    """Real values as integers of ``dtype``: round(values / scale) + zero_point, clipped."""
    limits = np.iinfo(dtype)
    steps = np.clip(np.rint(values / scale) + zero_point, limits.min, limits.max)
    return np.asarray(steps, dtype)


def dequantize(values: NDArray[Any], scale: float, zero_point: int) -> NDArray[np.float32]:
    """Integers as the real values they stand for: (values - zero_point) * scale, as float32.

    The subtraction is done in int32: in the tensor's own 8 bits it would wrap around.
    """
    return ((values.astype(np.int32) - zero_point) * scale).astype(np.float32)
