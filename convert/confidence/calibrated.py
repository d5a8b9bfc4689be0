"""The Keras model of a conversion with a temperature inside, and all that its files need of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from convert.confidence.applied_temperature import AppliedTemperature, apply_temperature
from convert.confidence.twin import read_twin
from convert.confidence.variant_confidence import ThresholdFitter
from convert.job import Job
from convert.models.parent import Parent
from convert.proof.prover import Proof, Prover
from edge_app.confidence import with_temperature
from training.confidence.figures import ThresholdFigures, figures_of
from training.confidence.unknown import unknown_pictures
from training.datasets import Dataset
from training.parts import Split
from training.reliability import calibration_error


@dataclass(frozen=True)
class Calibrated:
    """``parent`` has the ``temperature`` inside, and the ``prover`` compares with it."""

    parent: Parent
    temperature: AppliedTemperature
    prover: Prover
    fitter: ThresholdFitter

    def on_test(
        self, test: Split, prover: Prover, proof: Proof, thresholds: Mapping[str, ThresholdFigures]
    ) -> dict[str, Any]:
        """What an outcome holds of the test images: calibration without the temperature, and how
        often each variant is sure.

        ``prover`` and ``proof`` are those of the test images, ``thresholds`` those of each variant.
        """
        before = with_temperature(prover.keras_probabilities, 1 / self.temperature.temperature)
        return {
            "keras_test_error_before": calibration_error(before, test.labels),
            "sure_on_test": {
                variant: figures_of(
                    thresholds[variant].fitted,
                    answers,
                    test.labels,
                    precision=self.fitter.precision,
                    unknown={},
                )
                for variant, answers in proof.answers.items()
            },
        }


def calibrate(
    job: Job, parent: Parent, dataset: Dataset, *, say: Callable[[str], None]
) -> Calibrated:
    """Ask Keras about the validation images, and put the temperature into the model.

    Raises PipelineError: a picture can no longer be read, Keras gives no numbers, or the record or
    the folder that the ``job`` names cannot be used.
    """
    names, validation = dataset.class_names, dataset.validation
    twin = read_twin(job.confidence_from, class_names=names) if job.confidence_from else None
    size = validation.images.shape[1]
    unknown = unknown_pictures(size=size, folder=job.unknown_folder)
    for remark in unknown.remarks:
        say(remark)
    say(f"Asking Keras about {len(validation.labels):,} validation images ...")
    answers = Prover(parent.model, validation).keras_probabilities
    folded, temperature = apply_temperature(
        parent, answers, validation.labels, given=job.temperature, twin=twin
    )
    say(str(temperature))
    same = answers if folded is parent else None
    fitter = ThresholdFitter(
        labels=np.asarray(validation.labels),
        precision=job.sure_precision,
        temperature=temperature.temperature,
        unknown=unknown,
        twin=twin,
    )
    prover = Prover(folded.model, validation, answers=same)
    return Calibrated(folded, temperature, prover, fitter)
