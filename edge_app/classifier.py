"""Classify pictures with one model: the public API, and the path that the proof measures."""

import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.images import MAX_PIXELS, decode_image, fit_to_input
from edge_app.model_file import check_against_record, read_model_info
from edge_app.predictions import Prediction, top_predictions
from edge_app.runtime import open_runtime
from edge_app.tensors import checked_tensors, dequantize, quantize

DEFAULT_MODEL_NAME = "cifar10-resnet8"
MAX_MODEL_BYTES = 512 * 2**20


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

        A record NAME.json beside the file is compared with it, so that a damaged file is refused.

        Raises ModelFileError: no such file, or one that is damaged or not such a model.
        RuntimeUnavailableError: no TFLite runtime works on this machine. ValueError: fewer threads
        than one, or more than this machine has cores.
        """
        cores = os.cpu_count() or 1
        if not 1 <= threads <= cores:
            raise ValueError(f"threads is {threads}, expected 1 to {cores}, the number of cores.")
        self.path = default_model_path() if model is None else Path(model)
        try:
            content = _read_model(self.path)
            self.info = read_model_info(content)
            check_against_record(self.path, self.info)
            self.runtime = open_runtime(content, threads=threads)
            self._input, self._output = checked_tensors(self.runtime, self.info)
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
        self,
        image: bytes | bytearray | memoryview | NDArray[np.uint8],
        *,
        top: int = 3,
        max_pixels: int = MAX_PIXELS,
    ) -> Classification:
        """Classify one picture, and give its ``top`` most probable classes.

        ``image`` is the content of a picture file, or uint8 (height, width, 3), RGB, 0..255, of
        any size. ``max_pixels`` limits what is decoded.

        Raises ImageError: bytes that are not a usable picture. ValueError: an array of another
        shape or dtype, or ``top`` below 1. TypeError: neither bytes nor an array.
        """
        if top < 1:
            raise ValueError(f"top is {top}, expected at least 1.")
        started = time.perf_counter()
        if isinstance(image, np.ndarray):
            pixels = image
        elif isinstance(image, bytes | bytearray | memoryview):
            pixels = decode_image(bytes(image), max_pixels=max_pixels)
        else:
            raise TypeError(
                f"image is a {type(image).__name__}, expected the bytes of a picture file or a "
                "NumPy array. Read a file first: Path(name).read_bytes()."
            )
        decoded = time.perf_counter()
        tensor = self._to_input(pixels)
        prepared = time.perf_counter()
        probabilities, invoke_s = self._invoke(tensor)
        return Classification(
            top_predictions(probabilities, self.labels, count=top),
            Timing(
                decode_ms=1000 * (decoded - started),
                preprocess_ms=1000 * (prepared - decoded),
                invoke_ms=1000 * invoke_s,
            ),
        )

    def probabilities(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The probability of each class, float32 (classes,), for uint8 (height, width, 3), RGB.

        Raises ValueError: an array of another shape or dtype.
        """
        return self._invoke(self._to_input(image))[0]

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

    def _invoke(self, tensor: NDArray[Any]) -> tuple[NDArray[np.float32], float]:
        """The probabilities (classes,), and the seconds that it took without the waiting."""
        interpreter = self.runtime.interpreter
        with self._lock:  # An interpreter holds one input and one output: one caller at a time.
            started = time.perf_counter()
            interpreter.set_tensor(self._input["index"], tensor)
            interpreter.invoke()
            output = interpreter.get_tensor(self._output["index"])[0]
            invoke_s = time.perf_counter() - started
        if output.dtype == np.float32:
            return np.asarray(output, np.float32), invoke_s
        scale, zero_point = self._output["quantization"]
        return dequantize(output, scale, zero_point), invoke_s


def _read_model(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise ModelFileError("This is not a file. Expected a .tflite file.")
        if path.stat().st_size > MAX_MODEL_BYTES:
            raise ModelFileError(f"The file is larger than {MAX_MODEL_BYTES} bytes.")
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"Cannot read the model: {error.strerror}.") from error
