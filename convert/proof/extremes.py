"""The second proof: random and extreme inputs, on which the logits of two files are compared."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from convert.proof.collapse import favourite
from convert.proof.drawn_inputs import drawn_inputs
from convert.proof.open_file import OpenFile
from edge_app.errors import PipelineError

SEED = 1
# Measured: the int8 files of six sound nets (ResNets and plain CNNs on CIFAR-10 and on drawn
# shapes) have 0.03 to 0.12; with the weights of one layer doubled, negated or set to zero, or a
# scale changed by a factor of three, two of them have 0.66 to 1.8.
LARGEST_MEDIAN_ERROR = 0.5
FINAL_OPERATORS = ("SOFTMAX", "LOGISTIC")


@dataclass(frozen=True)
class Extremes:
    """How far the logits of a variant are from those of the float32 file, on drawn inputs.

    The error of an input is the root mean square of the differences of its logits. It is given in
    quantization steps of the variant's logits, of size ``step``, where these are integers; and
    relative to the standard deviation of the float32 file's logits for that input, which is all
    that softmax sees. ``largest_error_on`` names the input of the largest relative error.

    Beyond the ranges of its calibration images an int8 net saturates, so that single inputs may be
    far off in a sound file: only the median over the inputs decides. ``failure`` says how the file
    is broken; None when it is not.
    """

    inputs: int
    seed: int
    same_class: int
    step: float | None
    median_error_steps: float | None
    largest_error_steps: float | None
    median_relative_error: float
    largest_relative_error: float
    largest_error_on: str
    failure: str | None

    def __str__(self) -> str:
        steps = "" if self.median_error_steps is None else f"{self.median_error_steps:.1f} steps, "
        return (
            f"{self.inputs} drawn inputs, the same class for {self.same_class}; median error of "
            f"the logits {steps}{100 * self.median_relative_error:.1f} % of their spread; largest "
            f"{100 * self.largest_relative_error:.0f} %, on {self.largest_error_on}"
        )

    def summary(self) -> dict[str, Any]:
        """The same as plain data, ready for JSON."""
        return asdict(self)


def extremes(float32: bytes, variant: bytes, *, seed: int = SEED) -> Extremes:
    """Compare the logits of two model files on ``drawn_inputs`` of ``seed``.

    Logits are what enters the last softmax or sigmoid; in a file without either, the output.

    Raises PipelineError: a file cannot be run here, or one gives logits that are not finite.
    """
    expected_file, got_file = OpenFile(float32), OpenFile(variant)
    height, width = expected_file.input_size
    images = drawn_inputs(height=height, width=width, seed=seed)
    expected, got = (_logits(file, images.values()) for file in (expected_file, got_file))
    step = got_file.step(_logits_tensor(got_file))
    return compare_logits(expected, got, step=step, names=tuple(images), seed=seed)


def compare_logits(
    expected: NDArray[np.float32],
    got: NDArray[np.float32],
    *,
    step: float | None,
    names: tuple[str, ...],
    seed: int,
) -> Extremes:
    """Compare logits (n, classes) for the inputs of ``names``.

    ``step`` is the size of a quantization step of ``got``, None where these are floats.

    Raises PipelineError: there is a logit that is not a finite number.
    """
    if not (np.isfinite(expected).all() and np.isfinite(got).all()):
        raise PipelineError(
            "On drawn inputs such as black, white and noise, a converted file gives logits that "
            "are not finite numbers: its weights are damaged, or too large for the format."
        )
    errors = np.sqrt(np.square(got - expected).mean(axis=1, dtype=np.float64))
    spread = expected.std(axis=1, dtype=np.float64)
    # Where all logits of an input are nearly equal, their spread would say nothing.
    relative = errors / np.maximum(spread, max(0.1 * float(np.median(spread)), 1e-6))
    return Extremes(
        inputs=len(got),
        seed=seed,
        same_class=int((got.argmax(axis=1) == expected.argmax(axis=1)).sum()),
        step=step,
        median_error_steps=float(np.median(errors)) / step if step else None,
        largest_error_steps=float(errors.max()) / step if step else None,
        median_relative_error=float(np.median(relative)),
        largest_relative_error=float(relative.max()),
        largest_error_on=names[int(relative.argmax())],
        failure=_failure(expected, got, float(np.median(relative))),
    )


def _failure(expected: NDArray[np.float32], got: NDArray[np.float32], median: float) -> str | None:
    named = favourite(expected, got)
    drawn = f"{len(got)} drawn inputs such as black, white and noise"
    if named.collapsed:
        return (
            f"of {drawn}, {named.variant_count} get the same class, instead of "
            f"{named.keras_count}: the file is broken."
        )
    if median > LARGEST_MEDIAN_ERROR:
        return (
            f"on half of {drawn}, the logits are further off than {median:.2f} of their own "
            f"spread; sound files stay below {LARGEST_MEDIAN_ERROR}: the file is broken."
        )
    return None


def _logits_tensor(file: OpenFile) -> int:
    for operator in reversed(file.operators):
        if operator.name in FINAL_OPERATORS:
            return operator.inputs[0]
    return file.output


def _logits(file: OpenFile, images: Iterable[NDArray[np.uint8]]) -> NDArray[np.float32]:
    tensor, logits = _logits_tensor(file), []
    for image in images:
        file.ask(image)
        logits.append(file.values(tensor)[0])
    return np.stack(logits)
