"""Classify pictures with one model: the public API, and the path that the proof measures."""

import copy
import os
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.images import MAX_PIXELS, decode_image
from edge_app.interpreter_pool import InterpreterPool
from edge_app.model_file.golden_samples import check_golden_samples
from edge_app.model_file.graph import check_graph, read_graph
from edge_app.model_file.info import check_against_record, read_model_file, read_model_info
from edge_app.model_file.labels import Labels, choose_labels
from edge_app.model_file.thresholds import check_count
from edge_app.model_input import InputRule, ModelInput, choose_input_rule
from edge_app.model_output import choose_output_rule, class_count, real_values, to_probabilities
from edge_app.predictions import Answer, Classification, Timing, classified
from edge_app.reduced_scale import needed_size
from edge_app.runtime import Runtime, open_runtime
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
        interpreters: int = 1,
        labels: str | Path | None = None,
        input_range: str | None = None,
    ) -> None:
        """Load a .tflite file; the default model when none is given.

        ``threads`` is the number of CPU threads for one answer, ``interpreters`` the number of
        callers who are answered at the same moment; others wait. Their product is at most the
        number of cores: for nets this small, more interpreters serve more than more threads. One
        more of the default model costs 0.6 MB and 3 ms at the start.

        Only a model that does not say it itself needs the others: ``labels`` is a file of class
        names, ``input_range`` what black and white become, one of "0,1", "-1,1", "0,255" and
        "imagenet". Both go before what it says.

        A record NAME.json beside the file is compared with it, so that a damaged file is refused.

        Raises ModelFileError: no such file, or one that is damaged, not an image classifier, or
        does not say enough. RuntimeUnavailableError: no TFLite runtime works on this machine.
        ValueError: fewer threads or interpreters than one, or together more than this machine has
        cores; another range.
        """
        _check_cores(threads, interpreters)
        self.path = default_model_path() if model is None else Path(model)
        try:
            content = read_model_file(self.path)
            self._load(content, threads, Path(labels) if labels is not None else None, input_range)
            for _ in range(interpreters - 1):  # After the first one has proved to compute rightly.
                self._pool.add(open_runtime(content, threads=threads))
        except ModelFileError as error:
            raise ModelFileError(f"{self.path}: {error}") from error

    def _load(
        self, content: bytes, threads: int, labels_file: Path | None, input_range: str | None
    ) -> None:
        self.info = read_model_info(content)
        if self.info.is_ours:
            check_against_record(self.path, self.info)
        graph = read_graph(content)
        check_graph(graph)
        self.runtime = open_runtime(content, threads=threads)
        image, self.output = checked_tensors(self.runtime)
        self._pool = InterpreterPool(
            self.runtime, input_index=image.tensor.index, output_index=self.output.index
        )
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

    @property
    def needed_size(self) -> tuple[int, int]:
        """(height, width) that a picture should at least have, so that the model sees all it can.

        A larger JPEG need not be decoded in full: ``decode_image`` takes this as ``at_least``.
        """
        return needed_size(self.input_size)

    def with_runtime(self, runtime: Runtime) -> "Classifier":
        """The same model, asked in the same way, with one other interpreter that is ready."""
        other = copy.copy(self)
        other.runtime = runtime
        other._pool = InterpreterPool(
            runtime, input_index=self.input.image.tensor.index, output_index=self.output.index
        )
        return other

    def classify(
        self,
        image: bytes | bytearray | memoryview | NDArray[np.uint8],
        *,
        top: int = 3,
        max_pixels: int = MAX_PIXELS,
    ) -> Classification:
        """Classify one picture, and give its ``top`` most probable classes.

        ``image`` is the content of a picture file, or uint8 (height, width, 3), RGB, 0..255, of
        any size. ``max_pixels`` limits what is decoded; a large JPEG is decoded at reduced scale.

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
            pixels = decode_image(bytes(image), max_pixels=max_pixels, at_least=self.needed_size)
        else:
            raise TypeError(
                f"image is a {type(image).__name__}, expected the bytes of a picture file or a "
                "NumPy array. Read a file first: Path(name).read_bytes()."
            )
        answer = self.measured(pixels, decode_ms=1000 * (time.perf_counter() - started))
        return classified(
            answer.probabilities, self.labels, self.info.thresholds, answer.timing, count=top
        )

    def measured(self, pixels: NDArray[np.uint8], *, decode_ms: float = 0.0) -> Answer:
        """The probability of every class for uint8 (height, width, 3), RGB, and the time it took.

        ``decode_ms`` is what it took to get the pixels. Raises ValueError: an array of another
        shape or dtype. ModelFileError: the model's answer is not a number.
        """
        started = time.perf_counter()
        tensor = self.input.tensor(pixels)
        preprocess_ms = 1000 * (time.perf_counter() - started)
        output, invoke_s = self._pool.invoke(tensor)
        probabilities = to_probabilities(real_values(self.output, output), self.output_rule)
        return Answer(probabilities, Timing(decode_ms, preprocess_ms, 1000 * invoke_s))

    def probabilities(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The probability of each class, float32 (classes,), for uint8 (height, width, 3), RGB.

        Raises ValueError: an array of another shape or dtype. ModelFileError: the model's answer
        is not a number.
        """
        return to_probabilities(self._run(image), self.output_rule)

    def _run(self, image: NDArray[np.uint8]) -> NDArray[np.float32]:
        return real_values(self.output, self._pool.invoke(self.input.tensor(image))[0])


def _check_cores(threads: int, interpreters: int) -> None:
    cores = os.cpu_count() or 1
    for name, number in (("threads", threads), ("interpreters", interpreters)):
        if not 1 <= number <= cores:
            raise ValueError(f"{name} is {number}, expected 1 to {cores}, the number of cores.")
    if threads * interpreters > cores:
        raise ValueError(
            f"{interpreters} interpreters of {threads} threads each are more than the {cores} "
            "cores of this machine. Give fewer of either."
        )
