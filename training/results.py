"""Score a trained model and write what a run leaves: model, record and pictures."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from edge_app.files import write_json
from training import pictures
from training.batches import predict
from training.checkpoint import Progress
from training.datasets import Dataset, Split
from training.evaluation import confusion_matrix, cross_entropy, top1_accuracy
from training.record import environment, training_record
from training.saving import save_model


def write_results(
    output: Path,
    model: keras.Model,
    dataset: Dataset,
    progress: Progress,
    *,
    run: dict[str, Any],
    score_test: bool,
) -> None:
    """Score the trained model, draw the pictures, and write model and record.

    The record comes last: where it stands, everything else does too.
    """
    probabilities = predict(model, dataset.validation)
    metrics = {"validation": _score("Validation", probabilities, dataset.validation)}
    if score_test:
        metrics["test"] = _score("Test", predict(model, dataset.test), dataset.test)
    _draw(output, dataset, probabilities, progress)
    save_model(output / "model.keras", model)
    run = {**run, "data": {**run["data"], "left_out": [asdict(one) for one in dataset.left_out]}}
    record = training_record(run=run, progress=progress, model=model, metrics=metrics)
    write_json(output / "training.json", record)
    print(f"Wrote model.keras, training.json and pictures to {output}")


def add_test_score(
    output: Path, model: keras.Model, dataset: Dataset, *, record: dict[str, Any]
) -> None:
    """Score a finished run on the test images, and write its ``record`` again with the figure.

    The model file stays as it is, for files made from it may hold its hash. The figure has its own
    date and versions: the record's are those of the training.
    """
    score = _score("Test", predict(model, dataset.test), dataset.test)
    metrics = {**record["metrics"], "test": {**score, "made": environment()}}
    write_json(output / "training.json", {**record, "metrics": metrics})
    print(f"Wrote training.json to {output}")


def _score(title: str, probabilities: NDArray[np.float32], split: Split) -> dict[str, Any]:
    reached = top1_accuracy(probabilities, split.labels)
    print(f"{title} accuracy: {reached}", flush=True)
    return {"accuracy": asdict(reached), "loss": cross_entropy(probabilities, split.labels)}


def _draw(
    output: Path, dataset: Dataset, probabilities: NDArray[np.float32], progress: Progress
) -> None:
    """Draw the three pictures; ``probabilities`` (n, classes) are of the validation images."""
    labels, class_names = dataset.validation.labels, dataset.class_names
    predicted = probabilities.argmax(axis=1)
    pictures.draw_confusion_matrix(
        output / "confusion_matrix.png",
        confusion_matrix(predicted, labels, class_count=len(class_names)),
        class_names,
        title=f"{len(labels)} validation images: {100 * (predicted == labels).mean():.1f} % right",
    )
    pictures.draw_sample_predictions(
        output / "sample_predictions.png", dataset.validation, probabilities, class_names
    )
    pictures.draw_training_curves(
        output / "training_curves.png", progress.history, best_epoch=progress.best_epoch
    )
