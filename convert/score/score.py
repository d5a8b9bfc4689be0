"""How many images models answer rightly, through the code that the device runs."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.missing import Missing
from convert.score.models import Contestant
from convert.score.pictures import Pictures
from training.evaluation import top1_accuracy


def score(
    contestants: Mapping[str, Contestant], pictures: Pictures
) -> tuple[list[dict[str, Any]], Missing]:
    """Ask every model about each picture: what a record says of each, and what gave no numbers.

    Raises PipelineError: a picture can no longer be read.
    """
    from convert.proof.comparison import check_finite  # Slow: these import Keras.
    from convert.proof.device_answers import device_answers

    classifiers = {name: one.classifier for name, one in contestants.items()}
    answers = device_answers(classifiers, pictures.split)
    models, missing = [], Missing(failed=dict(answers.refused))
    for name, probabilities in answers.probabilities.items():
        with missing.noting(name):
            check_finite(probabilities, who="The model")
            figures = _figures(probabilities, contestants[name], pictures)
            models.append({"name": name, **contestants[name].summary(), **figures})
    return models, missing


def _figures(
    probabilities: NDArray[np.float32], contestant: Contestant, pictures: Pictures
) -> dict[str, Any]:
    """Accuracy, and right answers by class; any of the model's answers may be given."""
    labels = contestant.outputs[pictures.split.labels]
    right = probabilities.argmax(axis=1) == labels
    by_class = {
        name: {
            "correct": int(right[labels == output].sum()),
            "count": int((labels == output).sum()),
        }
        for name, output in zip(pictures.class_names, contestant.outputs, strict=True)
        if (labels == output).any()
    }
    return {"accuracy": asdict(top1_accuracy(probabilities, labels)), "by_class": by_class}
