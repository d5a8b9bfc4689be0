"""The pictures of a training run: curves, confusion matrix, sample predictions."""

from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from edge_app.files import replacing
from training.checkpoint import History
from training.datasets import Split

SAMPLES = 24
RIGHT, WRONG = "#1b7f3b", "#b3261e"


def draw_training_curves(path: Path, history: History, *, best_epoch: int) -> None:
    """Loss and accuracy per epoch, for training and validation images; the best epoch is marked."""
    epochs = range(1, len(history["loss"]) + 1)
    figure = Figure(figsize=(10, 4), layout="constrained")
    for axes, metric in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(epochs, history[metric], marker=".", label="training (augmented)")
        axes.plot(epochs, history[f"val_{metric}"], marker=".", label="validation")
        axes.axvline(best_epoch + 1, color="grey", linestyle=":", label="kept epoch")
        axes.set(xlabel="epoch", title=metric.capitalize())
        axes.grid(alpha=0.3)
        axes.legend()
    _save(figure, path)


def draw_confusion_matrix(
    path: Path, counts: NDArray[np.int64], class_names: tuple[str, ...], *, title: str
) -> None:
    """The confusion ``counts`` (classes, classes), rows the true classes, as shares of a row."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = 2.5 + 0.6 * len(class_names)
    figure = Figure(figsize=(side + 0.8, side), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ticks = range(len(class_names))
    axes.set_xticks(ticks, class_names, rotation=45, ha="right")
    axes.set_yticks(ticks, class_names)
    axes.set(xlabel="predicted", ylabel="true", title=title)
    for (row, column), count in np.ndenumerate(counts):
        color = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=color, fontsize=8)
    figure.colorbar(image, label="share of the true class", shrink=0.8)
    _save(figure, path)


def draw_sample_predictions(
    path: Path, split: Split, probabilities: NDArray[np.float32], class_names: tuple[str, ...]
) -> None:
    """Pictures of a split, spread evenly over it, with predicted and, where wrong, true class."""
    chosen = np.linspace(0, len(split.labels) - 1, min(SAMPLES, len(split.labels))).astype(int)
    figure = Figure(figsize=(12, 2.1 * -(-len(chosen) // 8)), layout="constrained")
    for axes in figure.subplots(-(-len(chosen) // 8), 8, squeeze=False).flat:
        axes.axis("off")
    for axes, i, image in zip(figure.axes, chosen, split.images[chosen], strict=False):
        predicted, true = int(probabilities[i].argmax()), int(split.labels[i])
        axes.imshow(image)
        title = f"{class_names[predicted]} {100 * probabilities[i, predicted]:.0f} %"
        if predicted != true:
            title += f"\n(is {class_names[true]})"
        axes.set_title(title, fontsize=9, color=RIGHT if predicted == true else WRONG)
    _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    with replacing(path) as partial, matplotlib.rc_context({"savefig.dpi": 110}):
        figure.savefig(partial)
