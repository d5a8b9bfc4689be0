"""Classify pictures with one model: the public API, and the path that the proof measures."""

import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.images import MAX_PIXELS, decode_image
from edge_app.model_file.golden_samples import check_golden_samples
from edge_app.model_file.graph import check_graph, read_graph
from edge_app.model_file.info import check_against_record, read_model_file, read_model_info
from edge_app.model_file.labels import Labels, choose_labels
from edge_app.model_file.thresholds import check_count
from edge_app.model_input import InputRule, ModelInput, choose_input_rule
from edge_app.model_output import choose_output_rule, class_count, real_values, to_probabilities
from edge_app.plain_text import printable
from edge_app.predictions import Classification, Timing, classified
from edge_app.runtime import open_runtime
from edge_app.tensors import ImageInput, checked_tensors

DEFAULT_MODEL_NAME = "cifar10-resnet8"


def default_model_path() -> Path:
    """The int8 model that comes with the package, or with the source tree it runs from."""
    package = Path(__file__).parent
    name = f"{DEFAULT_MODEL_NAME}.tflite"
    installed = package / "models" / name
    return installed if installed.exists() else package.parent / "models" / name


class Classifier:
    """An image classifier that is loaded once and may be asked from many threads.

    ``info`` is what the file says of itself; ``label_choice``, ``input`` and ``output_rule`` say
    where the class names come from, how pixels enter, and what the model's numbers are.

    >>> classifier = Classifier("models/cifar10-resnet8.tflite")
    >>> best = classifier.classify(Path("cat.jpg").read_bytes()).predictions[0]
    >>> print(best.label, best.probability)
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        threads: int = 1,
        labels: str | Path | None = None,
        input_range: str | None = None,
    ) -> None:
        """Load a .tflite file; the default model when none is given.

        ``threads`` is the number of CPU threads for one answer. Only a model that does not say it
        itself needs the others: ``labels`` is a file of class names, ``input_range`` what black and
        white become, one of "0,1", "-1,1", "0,255" and "imagenet". Both go before what it says.

        A record NAME.json beside the file is compared with it, so that a damaged file is refused.

        Raises ModelFileError: no such file, or one that is damaged, not an image classifier, or
        does not say enough. RuntimeUnavailableError: no TFLite runtime works on this machine.
        ValueError: fewer threads than one, or more than this machine has cores; another range.
        """
        cores = os.cpu_count() or 1
        if not 1 <= threads <= cores:
            raise ValueError(f"threads is {threads}, expected 1 to {cores}, the number of cores.")
        self.path = default_model_path() if model is None else Path(model)
        self._lock = threading.Lock()
        try:
            self._load(threads, Path(labels) if labels is not None else None, input_range)
        except ModelFileError as error:
            raise ModelFileError(f"{self.path}: {error}") from error

    def _load(self, threads: int, labels_file: Path | None, input_range: str | None) -> None:
        content = read_model_file(self.path)
        self.info = read_model_info(content)
        if self.info.is_ours:
            check_against_record(self.path, self.info)
        graph = read_graph(content)
        check_graph(graph)
        self.runtime = open_runtime(content, threads=threads)
        image, self.output = checked_tensors(self.runtime)
        self.label_choice, rule = self._completed(image, labels_file, input_range)
        self.input = ModelInput(image, rule)
        self.output_rule = choose_output_rule(graph.last_operator, self.output, self._run)
        if self.info.is_ours and input_range is None:
            check_golden_samples(
                self.path,
                self.info.name,
                self.probabilities,
                labels=self.labels,
                input_size=self.input_size,
            )

    def _completed(
        self, image: ImageInput, labels_file: Path | None, input_range: str | None
    ) -> tuple[Labels, InputRule]:
        """What the file may leave open; all that is missing is said at once."""
        problems = []
        try:
            classes = class_count(self.output)
            check_count(self.info.thresholds, classes=classes)
            labels = choose_labels(
                self.path, self.info.label_lists, classes=classes, file=labels_file
            )
        except ModelFileError as error:
            problems.append(str(error))
        try:
            rule = choose_input_rule(image, self.info.normalization, input_range=input_range)
        except ModelFileError as error:
            problems.append(str(error))
        if problems:
            raise ModelFileError(" ".join(problems))
        return labels, rule

    @property
    def name(self) -> str:
        """The name that the model gives itself, or else that of its file."""
        return self.info.name or self.path.stem

    @property
    def labels(self) -> tuple[str, ...]:
        """The class names, in the order of the model's outputs."""
        return self.label_choice.names

    @property
    def input_size(self) -> tuple[int, int]:
        """(height, width) of the model's input in pixels."""
        return self.input.image.size

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
        shape or dtype, or ``top`` below 1. TypeError: neither bytes nor an array. ModelFileError:
        the model's answer is not a number.
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
        tensor = self.input.tensor(pixels)
        prepared = time.perf_counter()
        values, invoke_s = self._invoke(tensor)
        timing = Timing(
            decode_ms=1000 * (decoded - started),
            preprocess_ms=1000 * (prepared - decoded),
            invoke_ms=1000 * invoke_s,
        )
        probabilities = to_probabilities(values, self.output_rule)
        return classified(probabilities, self.labels, self.info.thresholds, timing, count=top)

    def probabilities(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The probability of each class, float32 (classes,), for uint8 (height, width, 3), RGB.

        Raises ValueError: an array of another shape or dtype. ModelFileError: the model's answer
        is not a number.
        """
        return to_probabilities(self._run(image), self.output_rule)

    def _run(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self._invoke(self.input.tensor(image))[0]

    def _invoke(self, tensor: NDArray[Any]) -> tuple[NDArray[np.float32], float]:
        """The output's real values (outputs,), and the seconds it took without the waiting."""
        interpreter = self.runtime.interpreter
        with self._lock:  # An interpreter holds one input and one output: one caller at a time.
            started = time.perf_counter()
            try:
                interpreter.set_tensor(self.input.image.tensor.index, tensor)
                interpreter.invoke()
                output = interpreter.get_tensor(self.output.index)
            except (RuntimeError, ValueError) as error:
                reason = printable(str(error))
                raise ModelFileError(f"{self.runtime.name} cannot run it: {reason}") from error
            invoke_s = time.perf_counter() - started
        return real_values(self.output, output), invoke_s
