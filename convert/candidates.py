"""Candidates for the device: each converted, loaded as the device does it, and judged."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from convert.confidence.calibrated import Calibrated
from convert.confidence.variant_confidence import VariantConfidence
from convert.data.calibration import Calibration
from convert.export.tflite import convert_variant
from convert.gate import Thresholds, Verdict, judge, unusable
from convert.proof.comparison import Comparison
from convert.proof.extremes import Extremes, extremes
from convert.variants import CALIBRATED, file_names
from edge_app.classifier import Classifier
from edge_app.confidence import ClassThresholds
from edge_app.errors import EdgeAppError
from training.datasets import Dataset

# Puts metadata into a file: with these thresholds, or without any yet.
Describe = Callable[[bytes, ClassThresholds | None], bytes]


@dataclass(frozen=True)
class Measured:
    """A file that could be made and asked about the validation images, and what was found.

    ``path`` is where it lies while it is measured; ``extremes`` is None of the float32 file, with
    which the others are compared. The thresholds in ``confidence`` stand in the file.
    """

    content: bytes
    path: Path
    classifier: Classifier
    comparison: Comparison
    extremes: Extremes | None
    confidence: VariantConfidence


@dataclass(frozen=True)
class Candidate:
    """One variant and the verdict on it; ``measured`` is None where it could not be made or asked.

    ``calibration`` is None for a variant that needs none.
    """

    variant: str
    verdict: Verdict
    calibration: Calibration | None
    measured: Measured | None


class Workbench:
    """Makes candidates of one Keras model, with their files in ``folder``.

    Raises PipelineError: the model cannot be expressed in TFLite's own operators.
    """

    def __init__(
        self,
        name: str,
        calibrated: Calibrated,
        dataset: Dataset,
        *,
        folder: Path,
        thresholds: Thresholds,
        describe: Describe,
    ) -> None:
        self._name = name
        self._model = calibrated.parent.model
        self._dataset = dataset
        self._folder = folder
        self._thresholds = thresholds
        self._describe = describe
        self._fitter = calibrated.fitter
        self.prover = calibrated.prover
        # Made even when it is not asked for: the others are compared with it on extreme inputs.
        self.float32 = convert_variant("float32", self._model, None)

    def make(self, variant: str, calibration: Calibration) -> Candidate:
        """Convert to ``variant``, ask about every validation image, and judge.

        A file that cannot be made, loaded or asked does not pass, and the verdict says why.
        """
        used = calibration if variant in CALIBRATED else None
        try:
            measured = self._measure(variant, self._convert(variant, calibration))
        except EdgeAppError as error:
            return Candidate(variant, unusable(variant, str(error)), used, None)
        if isinstance(measured, str):
            return Candidate(variant, unusable(variant, measured), used, None)
        return Candidate(variant, self.verdict(variant, measured), used, measured)

    def _convert(self, variant: str, calibration: Calibration) -> bytes:
        if variant == "float32":
            return self.float32
        return convert_variant(variant, self._model, calibration.images)

    def _measure(self, variant: str, bare: bytes) -> Measured | str:
        """What was measured of a file without metadata, or the reason why it could not be."""
        path = self._folder / file_names(self._name)[variant]
        classifier = self._load(path, self._describe(bare, None))
        proof = self.prover.proof({variant: classifier}, progress=f"  {variant}")
        if variant in proof.refused:
            return proof.refused[variant]
        confidence = self._fitter.fit(variant, classifier, proof.answers[variant])
        content = self._describe(bare, confidence.figures.values)
        drawn = None if variant == "float32" else extremes(self.float32, content)
        return Measured(
            content,
            path,
            self._load(path, content),
            proof.variants[variant],
            drawn,
            confidence,
        )

    def _load(self, path: Path, content: bytes) -> Classifier:
        path.write_bytes(content)
        return Classifier(path)

    def verdict(self, variant: str, measured: Measured) -> Verdict:
        """The verdict of the gate on what was measured; its sentences begin with ``variant``."""
        names = self._dataset.class_names
        counts = np.bincount(self._dataset.validation.labels, minlength=len(names))
        return judge(
            variant,
            measured.comparison,
            size_bytes=len(measured.content),
            class_counts=counts.tolist(),
            class_names=names,
            thresholds=self._thresholds,
            extremes=measured.extremes,
        )
