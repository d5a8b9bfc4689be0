"""A model's input and output tensors: which ones are usable, and real values as integers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.runtime import Runtime

NO_CLASSIFIER = "This is not an image classifier that can be run"
# As long as a picture's longer side may sensibly be: a net that wants more is no classifier.
MAX_SIDE_PX = 8192
# Far above any real one; 255 steps of it are still a float32.
MAX_SCALE = 1e30


@dataclass(frozen=True)
class Tensor:
    """A tensor of the interpreter: ``real value = (integer - zero_point) * scale``.

    float32 has the scale 1 and the zero point 0, and so has a uint8 input that is not quantized: it
    takes bytes. ``shape`` is as the model has it.
    """

    index: int
    shape: tuple[int, ...]
    dtype: Any
    scale: float
    zero_point: int

    @property
    def is_quantized(self) -> bool:
        return bool(self.dtype != np.float32)

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest real value that a quantized tensor can hold."""
        limits = np.iinfo(self.dtype)
        low, high = int(limits.min) - self.zero_point, int(limits.max) - self.zero_point
        return low * self.scale, high * self.scale


@dataclass(frozen=True)
class ImageInput:
    """The tensor for one picture; ``size`` is (height, width) in pixels, ``channels`` 1 or 3."""

    tensor: Tensor
    size: tuple[int, int]
    channels: int
    channels_first: bool


def checked_tensors(runtime: Runtime) -> tuple[ImageInput, Tensor]:
    """A model's input and output, once they are known to be those of an image classifier.

    Raises ModelFileError: not one picture in and one number per class out, or a type or a
    quantization that would give answers without meaning.
    """
    try:
        inputs = runtime.interpreter.get_input_details()
        outputs = runtime.interpreter.get_output_details()
    except ValueError as error:
        raise ModelFileError(f"The model's tensors cannot be read: {error}") from error
    if len(inputs) != 1:
        raise ModelFileError(
            f"{NO_CLASSIFIER}: it has {len(inputs)} inputs, of the shapes {_shapes(inputs)}. "
            "Expected one, a picture."
        )
    image = _image_input(inputs[0])
    if len(outputs) != 1:
        raise ModelFileError(
            f"{NO_CLASSIFIER}: it has {len(outputs)} outputs, of the shapes {_shapes(outputs)}, as "
            "object detectors have. Expected one, with one number for each class."
        )
    return image, _class_output(outputs[0])


def quantize(
    values: NDArray[np.floating[Any]], scale: float, zero_point: int, dtype: Any
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


def _image_input(details: dict[str, Any]) -> ImageInput:
    shape = _shape(details)
    signature = tuple(int(n) for n in details.get("shape_signature", shape))
    if len(shape) == 3 and shape[1] == shape[2]:
        # Grey without an axis for it, as of MNIST tutorials. Hardly any sensor gives a square.
        shape, signature = (*shape, 1), (*signature, 1)
    if len(shape) != 4 or not {shape[1], shape[3]} & {1, 3}:
        raise ModelFileError(
            f"{NO_CLASSIFIER}: its input has the shape {shape}. Expected one picture, "
            "(1, height, width, 3), or in grey (1, height, width, 1)."
        )
    channels_first = shape[3] not in (1, 3)
    height, width = shape[2:] if channels_first else shape[1:3]
    if len(signature) == 4 and -1 in signature[1:]:
        raise ModelFileError(
            f"{NO_CLASSIFIER}: its input has the shape {signature}, where -1 is any size. Expected "
            "a fixed height and width: convert the model with a fixed input shape."
        )
    if shape[0] != 1 or not (1 <= height <= MAX_SIDE_PX and 1 <= width <= MAX_SIDE_PX):
        raise ModelFileError(
            f"{NO_CLASSIFIER}: its input has the shape {shape}. Expected one picture at a time, "
            f"of at most {MAX_SIDE_PX} x {MAX_SIDE_PX} pixels: convert the model with a batch of 1."
        )
    channels = shape[1] if channels_first else shape[3]
    if np.dtype(details["dtype"]) == np.uint8 and details["quantization"] == (0.0, 0):
        details = {**details, "quantization": (1.0, 0)}
    return ImageInput(_tensor(details, "input"), (height, width), channels, channels_first)


def _class_output(details: dict[str, Any]) -> Tensor:
    """Any shape is accepted whose only side longer than 1 is the last, or the channels of NCHW."""
    shape = _shape(details)
    if len([n for n in shape if n != 1]) > 1 or 0 in shape:
        raise ModelFileError(
            f"{NO_CLASSIFIER}: its output has the shape {shape}, as models have that find objects "
            "or outline them. Expected one number for each class, (1, classes)."
        )
    return _tensor(details, "output")


def _tensor(details: dict[str, Any], what: str) -> Tensor:
    dtype = np.dtype(details["dtype"])
    scale, zero_point = (1.0, 0) if dtype == np.float32 else details["quantization"]
    if dtype != np.float32:
        usable = dtype in (np.uint8, np.int8) and 0 < scale < MAX_SCALE
        if not usable or not np.iinfo(dtype).min <= zero_point <= np.iinfo(dtype).max:
            raise ModelFileError(
                f"The model's {what} has the type {dtype}, scale {scale} and zero point "
                f"{zero_point}. Expected float32, or uint8 or int8 with a scale."
            )
    return Tensor(details["index"], _shape(details), dtype, float(scale), int(zero_point))


def _shape(details: dict[str, Any]) -> tuple[int, ...]:
    return tuple(int(n) for n in details["shape"])


def _shapes(tensors: list[dict[str, Any]]) -> str:
    return ", ".join(str(_shape(details)) for details in tensors[:8])
