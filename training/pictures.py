"""The pictures of a training run: curves, confusion matrix, sample predictions."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from training.checkpoint import History
from training.datasets import Split
from training.figures import RIGHT, WRONG, drawn_name, save_figure

SAMPLES = 24
PER_ROW = 8
TILE_INCHES, TITLE_INCHES, GAP = 1.5, 0.42, 0.05
IMAGE = TILE_INCHES - 2 * GAP
ROW_INCHES = TITLE_INCHES + TILE_INCHES
# Beyond so many classes, the cells of a confusion matrix are smaller.
MANY_CLASSES = 20


def draw_training_curves(path: Path, history: History, *, best_epoch: int) -> None:
    """Loss and accuracy per epoch, for training and validation images; the best epoch is marked."""
    epochs = range(1, len(history["loss"]) + 1)
    figure = Figure(figsize=(10, 4), layout="constrained")
    for axes, metric in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(epochs, history[metric], marker=".", label="training (augmented)")
        axes.plot(epochs, history[f"val_{metric}"], marker=".", label="validation")
        axes.axvline(best_epoch + 1, color="grey", linestyle=":", label="kept epoch")
        axes.set(xlabel="epoch", title=metric.capitalize())
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        axes.legend()
    save_figure(figure, path)


def draw_confusion_matrix(
    path: Path, counts: NDArray[np.int64], class_names: tuple[str, ...], *, title: str
) -> None:
    """The confusion ``counts`` (classes, classes), rows the true classes, as shares of a row."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = [drawn_name(name) for name in class_names]
    cell, font_size = (0.6, 8) if len(names) <= MANY_CLASSES else (0.38, 7)
    side = 2.5 + cell * len(names)
    figure = Figure(figsize=(side + 0.8, side), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=title)
    for (row, column), count in np.ndenumerate(counts):
        color = "white" if shares[row, column] > 0.5 else "black"
        if count:
            axes.text(
                column, row, str(count), ha="center", va="center", color=color, fontsize=font_size
            )
    figure.colorbar(image, label="share of the true class", shrink=0.8)
    save_figure(figure, path)


def draw_sample_predictions(
    path: Path, split: Split, probabilities: NDArray[np.float32], class_names: tuple[str, ...]
) -> None:
    """Pictures of a split, spread evenly over it, with predicted and, where wrong, true class."""
    draw_predictions(path, split, samples(len(split.labels)), probabilities, class_names)


def samples(count: int) -> list[int]:
    """The places of at most SAMPLES of ``count`` images, spread evenly over them."""
    return [int(i) for i in np.linspace(0, count - 1, min(SAMPLES, count))]


def draw_predictions(
    path: Path,
    split: Split,
    chosen: list[int],
    probabilities: NDArray[np.float32],
    class_names: tuple[str, ...],
) -> None:
    """The images of ``split`` at the places ``chosen``, one at least, as in the samples."""
    names = [drawn_name(name) for name in class_names]
    width, height = TILE_INCHES * PER_ROW, ROW_INCHES * -(-len(chosen) // PER_ROW)
    figure = Figure(figsize=(width, height))
    # One for all, in inches from the upper left corner: axes for each image take ten times as long.
    axes = figure.add_axes((0, 0, 1, 1))
    for tile, (i, image) in enumerate(zip(chosen, split.images[chosen], strict=True)):
        left, top = tile % PER_ROW * TILE_INCHES, tile // PER_ROW * ROW_INCHES + TITLE_INCHES
        axes.imshow(image, extent=(left + GAP, left + IMAGE + GAP, top + IMAGE, top))
        predicted, true = int(probabilities[i].argmax()), int(split.labels[i])
        title = f"{names[predicted]} {100 * probabilities[i, predicted]:.0f} %"
        if predicted != true:
            title += f"\n(is {names[true]})"
        color = RIGHT if predicted == true else WRONG
        center = left + TILE_INCHES / 2
        axes.text(center, top - GAP, title, fontsize=9, color=color, ha="center", va="bottom")
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    save_figure(figure, path)
