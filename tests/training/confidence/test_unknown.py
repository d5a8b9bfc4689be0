"""Pictures of nothing known: the drawn ones, and the user's own."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.errors import PipelineError
from training.confidence.drawn_pictures import KINDS
from training.confidence.unknown import ask_about, count_sure, totals, unknown_pictures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures and a text in it, and one picture in a folder of its own."""
    root = tmp_path / "strange"
    (root / "frogs").mkdir(parents=True)
    (root / ".hidden").mkdir()
    for name in ("a.png", "b.jpg", "frogs/c.png", ".hidden/d.png"):
        Image.new("RGB", (40, 30), (200, 0, 0)).save(root / name)
    (root / "notes.txt").write_text("no picture")
    return root


def red_share(images: np.ndarray) -> np.ndarray:
    """A net of two classes: red, and the rest."""
    red = images[..., 0].mean(axis=(1, 2)) / 255
    return np.stack([red, 1 - red], axis=1).astype(np.float32)


def test_without_a_folder_there_are_the_drawn_ones() -> None:
    pictures = unknown_pictures(size=16, folder=None)
    assert list(pictures.images) == list(KINDS)
    assert pictures.remarks == ()


def test_a_folder_adds_its_pictures_by_the_folders_in_it(folder: Path) -> None:
    pictures = unknown_pictures(size=16, folder=folder)
    own = {kind: len(images) for kind, images in pictures.images.items() if kind not in KINDS}
    assert own == {"pictures: strange": 2, "pictures: frogs": 1}
    assert pictures.images["pictures: frogs"][:].shape == (1, 16, 16, 3)
    assert pictures.remarks == (
        "1 files of the unknown pictures cannot be read as pictures: left out.",
    )


def test_every_picture_is_asked_about_and_counted(folder: Path) -> None:
    answers = ask_about(unknown_pictures(size=16, folder=folder), red_share)
    assert {len(given) for kind, given in answers.items() if kind in KINDS} == {100}
    found = {one.kind: one for one in count_sure(answers, [0.7, None])}
    assert (found["pictures: strange"].count, found["pictures: strange"].answered_sure) == (2, 2)
    assert found["uniform noise"].answered_sure == 0
    assert found["uniform noise"].above_half == 100
    drawn, own = totals(found.values())
    assert (drawn.count, own.count, own.answered_sure) == (700, 3, 3)
    assert drawn.answered_sure == sum(found[kind].answered_sure for kind in KINDS)
    assert drawn.above_half == sum(found[kind].above_half for kind in KINDS)


def test_large_pictures_are_asked_about_a_few_at_a_time() -> None:
    asked = []

    def ask(images: np.ndarray) -> np.ndarray:
        asked.append(len(images))
        return np.zeros((len(images), 2), np.float32)

    pictures = unknown_pictures(size=300, folder=None)
    kinds = {"plain colours": pictures.images["plain colours"]}
    (answers,) = ask_about(type(pictures)(kinds), ask).values()
    assert (len(answers), max(asked) * 300**2 <= 2**21) == (100, True)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (str, "cannot be read: No such file"),
        (lambda path: path.write_text("a file"), "cannot be read: Not a directory"),
        (lambda path: path.mkdir(), "holds no file that can be read as a picture"),
        (lambda path: path.mkdir() or (path / "a.txt").write_text("x"), "holds no file that can"),
    ],
)
def test_a_folder_without_pictures_is_refused(tmp_path: Path, make, message: str) -> None:
    make(tmp_path / "strange")
    with pytest.raises(PipelineError, match=message):
        unknown_pictures(size=16, folder=tmp_path / "strange")
