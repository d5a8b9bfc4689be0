"""The whole way once with a folder of pictures: train, convert, prove, classify a file."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convert.__main__ import main as convert_main
from edge_app.__main__ import main as app_main
from tests.drawing import CLASS_NAMES, draw_shape
from training.__main__ import main as training_main

RECIPE = """
architecture = "plain-cnn"
epochs = 14
batch_size = 32
optimizer = "adam"
schedule = "warmup-cosine"
learning_rate = 0.003
warmup_epochs = 1
validation_images = 1
seed = 1
image_size = 24
"""
PER_CLASS = {"circle": 200, "square": 200, "triangle": 200, "stripes": 60}
# Says that five entries follow, and ends: Pillow warns of it, and the picture is fine.
CORRUPT_EXIF = b"Exif\0\0II*\0\x08\0\0\0\x05\0"
SUFFIXES = (".png", ".jpg", ".webp", ".bmp")


def draw_files(root: Path, counts: dict[str, int], *, seed: int) -> Path:
    """Draw pictures of several sizes in several formats, a folder for each class."""
    random = np.random.default_rng(seed)
    for name, count in counts.items():
        (root / name).mkdir(parents=True)
        for i in range(count):
            width, height = (int(side) for side in random.integers(48, 80, 2))
            picture = Image.fromarray(draw_shape(name, random)).resize((width, height))
            picture.save(root / name / f"{i}{SUFFIXES[i % len(SUFFIXES)]}", quality=92)
    return root


def run(main: Callable[[list[str]], int], *arguments: object) -> str:
    """What a command prints, here in this process: Keras takes seconds to import."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main([*map(str, arguments)])
    assert (status, err.getvalue()) == (0, ""), out.getvalue() + err.getvalue()
    return out.getvalue()


@pytest.fixture(scope="module")
def way(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """The folder of everything, and what training and conversion printed."""
    base = tmp_path_factory.mktemp("folder")
    data = draw_files(base / "my-shapes", PER_CLASS, seed=1)
    (data / "circle" / "download.jpg").write_bytes(b"<html>not found</html>")
    odd = Image.fromarray(draw_shape("circle", np.random.default_rng(3)))
    odd.save(data / "circle" / "odd.jpg", exif=CORRUPT_EXIF)
    (base / "mine.toml").write_text(RECIPE)
    train = ("--recipe", base / "mine.toml", "--data", data, "--output", base / "run", "--test")
    trained = run(training_main, *train)
    convert = (base / "run/model.keras", "--data", data, "--output", base / "models")
    return base, trained, run(convert_main, *convert, "--max-accuracy-drop", 5)


def test_training_says_what_it_leaves_out_and_weighs(way: tuple[Path, str, str]) -> None:
    base, trained, converted = way
    left_out = (
        "Left out 1 of the files: circle/download.jpg (This is not a picture that can be read)."
    )
    assert "463 training, 99 validation and 99 test images of 4 classes." in trained
    assert left_out in trained
    assert "an image counts 0.82 (circle) to 2.76 (stripes)" in trained
    assert left_out in converted
    record = json.loads((base / "run/training.json").read_text())
    assert record["data"]["split"] == "70/15/15"
    assert [one["file"] for one in record["data"]["left_out"]] == ["circle/download.jpg"]


def test_files_of_any_size_and_format_are_classified(way: tuple[Path, str, str]) -> None:
    base, *_ = way
    unseen = draw_files(base / "unseen", dict.fromkeys(CLASS_NAMES, 8), seed=2)
    files = sorted(unseen.glob("*/*"))
    model = base / "models/my-shapes-mine.tflite"
    answers = json.loads(run(app_main, "classify", *files, "--model", model, "--json"))
    right = [
        answer["prediction"] == file.parent.name
        for file, answer in zip(files, answers["results"], strict=True)
    ]
    assert np.mean(right) > 0.75
