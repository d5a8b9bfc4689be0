"""Choose golden samples: drawn pictures whose answers every device must give again."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.classifier import Classifier
from edge_app.model_file.golden_samples import DRAWING_RULE, draw_sample
from edge_app.native_logs import quiet_native_logs

CANDIDATES = 96
SHORTLIST = 16
SAMPLES = 5
RECORDED_CLASSES = 5
CLEAR_LEAD = 0.4  # Of the best class' probability before the second's.
# Two more ways to round were 14 steps of 256 apart where a third, on another processor, was 15.
SAFETY_FACTOR = 2.0
# Of a probability, for nets on which all kernels agree: more than two steps of an 8-bit output.
LEAST_TOLERANCE = 0.01


def choose_golden_samples(classifier: Classifier, *, seed: int) -> dict[str, Any]:
    """Golden samples for ``edge_app.model_file.golden_samples.replay``, ready for JSON.

    Of ``CANDIDATES`` pictures drawn from ``seed``, up to ``SAMPLES`` are taken on which the best
    class is before the second by ``CLEAR_LEAD`` or more, of as many classes as there are. Where
    the net is never so sure, those with the largest leads are taken, and ``clear`` is false.

    The tolerance is measured: the same file is run by TFLite's built-in kernels too, which
    tflite-runtime uses, and by its reference kernels. They differ by their rounding alone, and so
    do the kernels of another processor. Kernels that lack one of the file's operators are left
    out. What a probability may be off is ``SAFETY_FACTOR`` times
    the largest difference on the ``SHORTLIST``, plus ``LEAST_TOLERANCE``.
    """
    size = classifier.input_size
    pictures = [draw_sample(seed, number, input_size=size) for number in range(CANDIDATES)]
    answers = np.stack([classifier.probabilities(picture) for picture in pictures])
    shortlist, clear = _shortlist(answers)
    spread = _spread(classifier, [pictures[i] for i in shortlist], answers[shortlist])
    tolerance = SAFETY_FACTOR * spread + LEAST_TOLERANCE
    chosen = shortlist[:SAMPLES]
    return {
        "drawing_rule": DRAWING_RULE,
        "seed": seed,
        "tolerance": round(tolerance, 4),
        "clear": clear and bool((_leads(answers)[chosen] > 2 * tolerance).all()),
        "samples": [_sample(number, answers[number]) for number in chosen],
    }


def _leads(answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far the best class is before the second, (pictures,)."""
    if answers.shape[1] < 2:
        return np.ones(len(answers), np.float32)
    ordered = np.sort(answers, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2], np.float32)


def _shortlist(answers: NDArray[np.float32]) -> tuple[list[int], bool]:
    """The pictures to choose from, classes in turn, and whether their leads are clear."""
    leads = _leads(answers)
    clear = [int(number) for number in np.flatnonzero(leads >= CLEAR_LEAD)]
    if len(clear) >= SAMPLES:
        return _classes_in_turn(clear, answers)[:SHORTLIST], True
    return [int(number) for number in np.argsort(-leads, kind="stable")[:SHORTLIST]], False


def _classes_in_turn(numbers: list[int], answers: NDArray[np.float32]) -> list[int]:
    """The first picture of every class, then the second of every class, and so on."""
    seen: dict[int, int] = {}
    turns = []
    for number in numbers:
        label = int(answers[number].argmax())
        turns.append((seen.get(label, 0), number))
        seen[label] = seen.get(label, 0) + 1
    return [number for _, number in sorted(turns)]


def _spread(
    classifier: Classifier, pictures: list[NDArray[np.uint8]], answers: NDArray[np.float32]
) -> float:
    """The largest difference of a probability between the runtime's kernels."""
    from ai_edge_litert.interpreter import OpResolverType

    kernels = (OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES, OpResolverType.BUILTIN_REF)
    differences = [0.0]
    for kernel in kernels:
        try:
            other = _with_kernels(classifier, kernel)
        except (ValueError, RuntimeError):  # The reference kernels lack some operators, as ELU.
            continue
        got = np.stack([other.probabilities(picture) for picture in pictures])
        differences.append(float(np.abs(got - answers).max()))
    return max(differences)


def _with_kernels(classifier: Classifier, kernels: Any) -> Classifier:
    """The same classifier with other arithmetic: its own preprocessing, its own file."""
    from ai_edge_litert.interpreter import Interpreter

    with quiet_native_logs():
        interpreter = Interpreter(
            model_content=classifier.path.read_bytes(),
            num_threads=1,
            experimental_op_resolver_type=kernels,
        )
        interpreter.allocate_tensors()
    return classifier.with_runtime(dataclasses.replace(classifier.runtime, interpreter=interpreter))


def _sample(number: int, answer: NDArray[np.float32]) -> dict[str, Any]:
    classes = [int(index) for index in np.argsort(-answer, kind="stable")[:RECORDED_CLASSES]]
    return {
        "number": number,
        "classes": classes,
        "probabilities": [round(float(answer[index]), 6) for index in classes],
    }
