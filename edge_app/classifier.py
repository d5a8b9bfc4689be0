"""Classify pictures with one model: the public API, and the path that the proof measures."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.images import MAX_PIXELS, decode_image, fit_to_input
from edge_app.model_file import read_model_info
from edge_app.runtime import open_runtime

DEFAULT_MODEL_NAME = "cifar10-resnet8"


@dataclass(frozen=True)
class Prediction:
    """One class with its probability (0..1) and its index in the model's label list."""

    label: str
    index: int
    probability: float


@dataclass(frozen=True)
class Timing:
    """Where the time of one answer went, in milliseconds."""

    decode_ms: float
    preprocess_ms: float
    invoke_ms: float


@dataclass(frozen=True)
class Classification:
    """The answer for one picture: predictions from the most to the least probable."""

    predictions: tuple[Prediction, ...]
    timing: Timing


def default_model_path() -> Path:
    """The int8 model that comes with the package, or with the source tree it runs from."""
    package = Path(__file__).parent
    name = f"{DEFAULT_MODEL_NAME}.tflite"
    installed = package / "models" / name
    return installed if installed.exists() else package.parent / "models" / name


class Classifier:
    """An image classifier that is loaded once and may be asked from many threads.

    >>> classifier = Classifier("models/cifar10-resnet8.tflite")
    >>> best = classifier.classify(Path("cat.jpg").read_bytes()).predictions[0]
    >>> print(best.label, best.probability)
    """

    def __init__(self, model: str | Path | None = None, *, threads: int = 1) -> None:
        """Load a .tflite file with TFLite Metadata; the default model when none is given.

        ``threads`` is the number of CPU threads for one answer.

        Raises ModelFileError: no such file, or one that is not such a model.
        RuntimeUnavailableError: no TFLite runtime works on this machine.
        """
        self.path = default_model_path() if model is None else Path(model)
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise ModelFileError(f"Cannot read the model {self.path}: {error.strerror}.") from error
        try:
            self.info = read_model_info(content)
            self.runtime = open_runtime(content, threads=threads)
            self._input, self._output = self._check_tensors()
        except ModelFileError as error:
            raise ModelFileError(f"{self.path}: {error}") from error
        self._lock = threading.Lock()

    @property
    def labels(self) -> tuple[str, ...]:
        """The class names, in the order of the model's outputs."""
        return self.info.labels

    @property
    def input_size(self) -> tuple[int, int]:
        """(height, width) of the model's input in pixels."""
        _, height, width, _ = self._input["shape"]
        return int(height), int(width)

    def classify(
        self, image: bytes | NDArray[np.uint8], *, top: int = 3, max_pixels: int = MAX_PIXELS
    ) -> Classification:
        """Classify one picture, and give its ``top`` most probable classes.

        ``image`` is the content of a picture file, or uint8 (height, width, 3), RGB, 0..255, of
        any size. ``max_pixels`` limits what is decoded.

        Raises ImageError: bytes that are not a usable picture. ValueError: an array of another
        shape or dtype, or ``top`` below 1.
        """
        if top < 1:
            raise ValueError(f"top is {top}, expected at least 1.")
        started = time.perf_counter()
        pixels = decode_image(image, max_pixels=max_pixels) if isinstance(image, bytes) else image
        decoded = time.perf_counter()
        tensor = self._to_input(pixels)
        prepared = time.perf_counter()
        probabilities = self._invoke(tensor)
        invoked = time.perf_counter()
        return Classification(
            top_predictions(probabilities, self.labels, count=top),
            Timing(
                decode_ms=1000 * (decoded - started),
                preprocess_ms=1000 * (prepared - decoded),
                invoke_ms=1000 * (invoked - prepared),
            ),
        )

    def probabilities(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The probability of each class, float32 (classes,), for uint8 (height, width, 3), RGB.

        Raises ValueError: an array of another shape or dtype.
        """
        return self._invoke(self._to_input(image))

    def _to_input(self, image: NDArray[np.uint8]) -> NDArray[Any]:
        """The input tensor (1, height, width, 3) for an image, in the model's own dtype."""
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
            raise ValueError(
                f"The image has dtype {image.dtype} and shape {image.shape}; "
                "expected uint8 (height, width, 3), RGB."
            )
        height, width = self.input_size
        pixels = fit_to_input(image, height=height, width=width)[np.newaxis]
        dtype = self._input["dtype"]
        scale, zero_point = self._input["quantization"]
        mean, deviation = self.info.mean, self.info.standard_deviation
        if dtype == np.uint8 and (scale, zero_point, mean, deviation) == (1, 0, 0, 1):
            return pixels  # The quantized values are the bytes themselves.
        values = (pixels.astype(np.float32) - mean) / deviation
        return values if dtype == np.float32 else quantize(values, scale, zero_point, dtype)

    def _invoke(self, tensor: NDArray[Any]) -> NDArray[np.float32]:
        interpreter = self.runtime.interpreter
        with self._lock:  # An interpreter holds one input and one output: one caller at a time.
            interpreter.set_tensor(self._input["index"], tensor)
            interpreter.invoke()
            output = interpreter.get_tensor(self._output["index"])[0]
        if output.dtype == np.float32:
            return np.asarray(output, np.float32)
        scale, zero_point = self._output["quantization"]
        return dequantize(output, scale, zero_point)

    def _check_tensors(self) -> tuple[dict[str, Any], dict[str, Any]]:
        inputs = self.runtime.interpreter.get_input_details()
        outputs = self.runtime.interpreter.get_output_details()
        shapes = [tuple(int(n) for n in details["shape"]) for details in (*inputs, *outputs)]
        expected_output = (1, len(self.info.labels))
        if len(inputs) != 1 or len(shapes[0]) != 4 or shapes[0][0] != 1 or shapes[0][3] != 3:
            raise ModelFileError(
                f"the model's input has the shape {shapes[0]}; expected one RGB image, "
                "(1, height, width, 3)."
            )
        if len(outputs) != 1 or shapes[1] != expected_output:
            raise ModelFileError(
                f"the model's outputs have the shapes {shapes[1:]}; expected one, "
                f"{expected_output}, for its {len(self.info.labels)} labels."
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


def top_predictions(
    probabilities: NDArray[np.float32], labels: tuple[str, ...], *, count: int
) -> tuple[Prediction, ...]:
    """The ``count`` most probable classes of ``probabilities`` (classes,), the best first.

    Of equal probabilities the lower index comes first.
    """
    order = np.argsort(-probabilities, kind="stable")[:count]
    return tuple(Prediction(labels[i], int(i), float(probabilities[i])) for i in order)
