"""The pictures of a run: written, whole, and with something on them."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.pictures import draw_confusion_matrix, draw_sample_predictions, draw_training_curves

NAMES = ("circle", "square", "triangle", "stripes")


def drawn(path: Path) -> Image.Image:
    """Decode a picture fully; a cut-off one raises."""
    picture = Image.open(path).convert("RGB")
    picture.load()
    return picture


def color_count(picture: Image.Image) -> int:
    return len(picture.getcolors(picture.width * picture.height))


@pytest.mark.parametrize("epochs", [1, 5])
def test_the_curves_are_drawn_from_the_first_epoch_on(tmp_path, epochs):
    values = list(np.linspace(0.2, 0.9, epochs))
    history = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), values)
    draw_training_curves(tmp_path / "curves.png", history, best_epoch=epochs - 1)
    picture = drawn(tmp_path / "curves.png")
    assert picture.size == (1100, 440)
    assert color_count(picture) > 50


def test_the_confusion_matrix_is_dark_on_its_diagonal_when_all_is_right(tmp_path):
    draw_confusion_matrix(tmp_path / "a.png", np.diag([9, 9, 9, 0]), NAMES, title="all right")
    draw_confusion_matrix(tmp_path / "b.png", np.zeros((4, 4), np.int64), NAMES, title="empty")
    full, empty = drawn(tmp_path / "a.png"), drawn(tmp_path / "b.png")
    assert full.size == empty.size
    assert min(full.size) > 400
    dark = (8, 48, 107)  # The last colour of matplotlib's "Blues".
    share = [(np.asarray(p) == dark).all(axis=2).mean() for p in (full, empty)]
    assert share[0] > share[1] + 0.05


@pytest.mark.parametrize("count", [1, 3, 16])
def test_sample_predictions_mark_right_and_wrong_answers(tmp_path, dataset, count):
    split = dataset.test.take(range(count))
    certain = np.eye(4, dtype=np.float32)
    draw_sample_predictions(tmp_path / "right.png", split, certain[split.labels], NAMES)
    draw_sample_predictions(tmp_path / "wrong.png", split, certain[(split.labels + 1) % 4], NAMES)
    right, wrong = (np.asarray(drawn(tmp_path / f"{n}.png")) for n in ("right", "wrong"))
    green, red = (0x1B, 0x7F, 0x3B), (0xB3, 0x26, 0x1E)
    assert (right == green).all(axis=2).any()
    assert not (right == red).all(axis=2).any()
    assert (wrong == red).all(axis=2).any()
    assert not (wrong == green).all(axis=2).any()
