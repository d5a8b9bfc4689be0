"""All that a conversion found, and the verdict that follows from it."""

from dataclasses import dataclass, field
from typing import Literal

from convert.candidates import Candidate
from convert.confidence.applied_temperature import AppliedTemperature
from convert.gate import Thresholds, Verdict
from convert.proof.layers import LayerError
from convert.proof.prover import Proof, SecondProof
from convert.timing import Latencies
from convert.variants import PREFERENCE
from training.confidence.figures import ThresholdFigures
from training.evaluation import Accuracy

Word = Literal["passed", "fallback", "failed"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was tried and measured.

    ``candidates`` are in the order in which they were made, some of which nobody asked for. Keras'
    figures of the validation images, with the ``temperature`` inside, are ``keras`` and
    ``keras_calibration_error``. Of the chosen files only are ``test`` and what belongs to it:
    ``keras_test_error_before``, the calibration error without the temperature, and
    ``sure_on_test``, what the thresholds come to, by variant; ``second`` (by the part of the data,
    "validation" or "test"), ``second_verdicts`` (those of the same gate in the second runtime, by
    variant) and ``latencies``. ``layers`` is of the first int8 file where that was asked for or
    disappointed.
    """

    name: str
    class_names: tuple[str, ...]
    asked: tuple[str, ...]
    thresholds: Thresholds
    candidates: tuple[Candidate, ...]
    keras: Accuracy
    keras_calibration_error: float
    temperature: AppliedTemperature
    test: Proof | None = None
    keras_test_error_before: float | None = None
    sure_on_test: dict[str, ThresholdFigures] = field(default_factory=dict)
    second: dict[str, SecondProof] = field(default_factory=dict)
    second_verdicts: dict[str, Verdict] = field(default_factory=dict)
    latencies: Latencies | None = None
    layers: tuple[LayerError, ...] = ()

    @property
    def chosen(self) -> dict[str, Candidate]:
        """The candidates that pass, and are written, by their variant."""
        return chosen(self.candidates)

    @property
    def verdict(self) -> Word:
        """What the exit code says.

        passed: all that was asked for, in each runtime that was asked; fallback: not all of it, or
        others instead; failed: nothing.
        """
        if not self.chosen:
            return "failed"
        complete = set(self.asked) <= set(self.chosen)
        return "passed" if complete and not self.failing_elsewhere else "fallback"

    @property
    def failing_elsewhere(self) -> tuple[str, ...]:
        """The chosen variants that do not pass the gate in the second runtime."""
        return tuple(one for one, verdict in self.second_verdicts.items() if not verdict.passed)

    @property
    def recommended(self) -> str | None:
        """The variant to use: the most welcome of the chosen ones."""
        return next((variant for variant in PREFERENCE if variant in self.chosen), None)


def chosen(candidates: tuple[Candidate, ...]) -> dict[str, Candidate]:
    """Those of ``candidates`` that pass, by their variant."""
    return {one.variant: one for one in candidates if one.verdict.passed}
