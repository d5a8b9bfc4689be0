"""What a finished run leaves, read as its user reads it."""

import json
import re

import keras
import numpy as np
import pytest
from PIL import Image

from training.datasets import DataSettings, load_dataset
from training.evaluation import top1_accuracy
from training.report.file_names import FILES

SETTINGS = DataSettings(image_size=32, validation_images=300, seed=1)


@pytest.fixture
def record(trained):
    return json.loads((trained.folder / "training.json").read_text(encoding="utf-8"))


def test_a_run_prints_what_its_user_needs_and_nothing_else(trained):
    expected = [
        r"Reading .*shapes\.tar\.gz \.\.\.",
        r"1200 training, 300 validation and 400 test images of 4 classes\.",
        r"Training shapes: 122,180 parameters\.",
        *(
            rf"epoch   {epoch}/4  loss \d\.\d{{4}}  accuracy \d\.\d{{4}}"
            r"  validation loss \d\.\d{4}  accuracy \d\.\d{4}  \d+ s, about \d+ (s|min) left"
            for epoch in (1, 2, 3, 4)
        ),
        r"Validation accuracy: \d+\.\d\d % \(\d+ of 300; 95 % interval [\d.]+-[\d.]+\)",
        r"Test accuracy: \d+\.\d\d % \(\d+ of 400; 95 % interval [\d.]+-[\d.]+\)",
        r"Confidence: (temperature|no temperature) .*calibration error \d+\.\d\d %.*\.",
        r"Sure of \d+\.\d % of the validation images, \d+\.\d % of them right; and of \d+\.\d % of "
        r"700 drawn pictures of nothing that it knows\.",
        r"Wrote model\.keras, training\.json, report\.html and pictures to .*shapes",
    ]
    lines = trained.stdout.splitlines()
    assert len(lines) == len(expected), trained.stdout
    for line, pattern in zip(lines, expected, strict=True):
        assert re.fullmatch(pattern, line)
    assert trained.stderr == ""


def test_a_run_leaves_report_model_and_record_and_nothing_else(trained):
    left = {path.name for path in trained.folder.iterdir()}
    others = {"augmentation.png", "model.keras", "training.json"}
    assert others <= left <= others | set(FILES)
    # A net that makes no mistakes has no pictures of them.
    mistakes = {name for name in FILES if "mistakes" in name or "pairs" in name}
    assert set(FILES) - left <= mistakes


def test_each_picture_is_whole(trained):
    for path in trained.folder.glob("*.png"):
        with Image.open(path) as picture:
            picture.load()
            assert min(picture.size) > 200
            assert np.unique(np.asarray(picture.convert("L"))).size > 30


def test_the_record_holds_all_that_made_the_model(record, shapes_archive):
    data = load_dataset(str(shapes_archive), recipe=SETTINGS)
    assert record["schema"] == 1
    assert record["recipe"]["name"] == "shapes"
    assert record["recipe"]["validation_images"] == 300
    assert record["recipe"]["seed"] == 1
    assert record["data"] == {**data.summary(), "left_out": []}
    assert record["made"]["keras_backend"] == keras.backend.backend()
    assert record["made"]["versions"]["keras"] == keras.__version__


def test_the_record_holds_a_value_per_epoch_and_the_kept_epoch(record):
    curves = record["curves"]
    assert set(curves) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    assert {len(values) for values in curves.values()} == {4} == {record["epochs_trained"]}
    best = int(np.argmax(curves["val_accuracy"]))
    assert record["kept_epoch"] == best + 1
    reached = record["metrics"]["validation"]["accuracy"]["value"]
    assert reached == pytest.approx(curves["val_accuracy"][best], abs=1e-6)
    assert record["metrics"]["validation"]["loss"] == pytest.approx(
        curves["val_loss"][best], rel=1e-3
    )


def test_the_record_says_how_far_the_net_can_be_believed(record):
    confidence = record["confidence"]
    assert confidence["temperature"] > 0
    assert confidence["precision_wanted"] == 0.95
    assert [row["class"] for row in confidence["thresholds"]] == record["data"]["class_names"]
    assert confidence["sure"]["right"]["value"] >= 0.95
    assert sum(one["count"] for one in confidence["unknown"]) == 700
    assert "sure_precision" not in record["recipe"]


def test_the_drawn_shapes_are_learned(record):
    assert record["metrics"]["validation"]["accuracy"]["value"] > 0.9
    assert record["metrics"]["test"]["accuracy"]["value"] > 0.9


@pytest.mark.parametrize("part", ["validation", "test"])
def test_the_model_takes_raw_pixels_and_reproduces_the_recorded_accuracy(
    trained, record, shapes_archive, part
):
    model = keras.saving.load_model(trained.folder / "model.keras", safe_mode=True)
    split = getattr(load_dataset(str(shapes_archive), recipe=SETTINGS), part)
    assert (split.images.min(), split.images.max()) == (0, 255)
    probabilities = model.predict(split.images.astype(np.float32), verbose=0)
    reached = top1_accuracy(probabilities, split.labels)
    assert reached.correct == record["metrics"][part]["accuracy"]["correct"]
    assert reached.count == record["metrics"][part]["accuracy"]["count"]
