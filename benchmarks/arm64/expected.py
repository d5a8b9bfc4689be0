"""What the app answers on this machine: what the emulated board is compared with."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.arm64.asking import Answer, classify_words, read_answers
from benchmarks.environments import TREE, last_line, plain_environment, read_environment
from benchmarks.hints import Hints, open_classifier
from edge_app import Classifier
from edge_app.errors import ImageError, PipelineError
from edge_app.images import read_image_file

ROUNDING = 2e-6  # Answers have six decimals.
# The sums of a float model are added up in another order: the seventh digit may differ.
FLOAT_TOLERANCE = 1e-5
# The kernels of two processors may round a sum that lies between two steps differently. Those of
# tflite-runtime, one for x86 and one for ARM, round often, and what they round adds up.
STEPS = {"ai-edge-litert": 1, "tflite-runtime": 32}
TFLITE_RUNTIME = "tflite-runtime"


@dataclass(frozen=True)
class Expected:
    """The answers here, one for each picture. ``model`` are the app's words for the model file.

    ``tolerance`` is how far another processor may be off: a probability, or None where the runtime
    there is another library than here.
    """

    model: tuple[str, ...]
    answers: list[Answer]
    tolerance: float | None


def expected_answers(
    path: Path, pictures: Sequence[Path], *, runtime: str, peer: Path | None, hints: Hints
) -> Expected:
    """The answers of this machine, by the library ``runtime`` where it has it.

    ``peer`` is the Python of an environment with tflite-runtime, ``hints`` are for a model that
    does not say enough.

    Raises PipelineError: a picture cannot be read. ModelFileError: the app cannot run the model.
    """
    classifier, needed = open_classifier(path, hints)
    model = ("--model", str(path.resolve()), *needed.words())
    if runtime == TFLITE_RUNTIME and peer:
        return Expected(model, _ask_peer(peer, model, pictures), _tolerance(classifier, runtime))
    same = classifier.runtime.name == runtime
    answers = [_answer_here(classifier, picture) for picture in pictures]
    return Expected(model, answers, _tolerance(classifier, runtime) if same else None)


def check_peer(python: Path | None) -> Path | None:
    """The Python with tflite-runtime as an absolute path.

    Raises PipelineError: it does not run, or the app would take another runtime in it.
    """
    if python is None:
        return None
    found = read_environment(python, roots=(TFLITE_RUNTIME, "ai-edge-litert"))
    if found.version(TFLITE_RUNTIME) is None or found.version("ai-edge-litert"):
        raise PipelineError(
            f"The app does not run on tflite-runtime in {python}. Expected an environment that has "
            "tflite-runtime and not ai-edge-litert."
        )
    return found.python


def _ask_peer(python: Path, model: Sequence[str], pictures: Sequence[Path]) -> list[Answer]:
    done = subprocess.run(
        [str(python), *classify_words(model, pictures)],
        cwd=TREE,
        env=plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout:
        raise PipelineError(f"{python}: {last_line(done.stderr)}")
    return read_answers(done.stdout)


def _answer_here(classifier: Classifier, picture: Path) -> Answer:
    count = len(classifier.labels)
    try:
        predictions = classifier.classify(read_image_file(picture), top=count).predictions
    except ImageError as error:
        raise PipelineError(f"{picture}: {error}") from error
    return {prediction.label: prediction.probability for prediction in predictions}


def _tolerance(classifier: Classifier, runtime: str) -> float:
    """So many steps of a quantized output, such as 1/256."""
    details = classifier.runtime.interpreter.get_output_details()[0]
    if np.dtype(details["dtype"]).kind == "f":
        return FLOAT_TOLERANCE
    return STEPS[runtime] * float(details["quantization"][0]) + ROUNDING
