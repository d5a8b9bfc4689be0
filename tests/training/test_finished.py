"""A finished run: which records are taken for one, and which data for its own."""

import json
import shutil
from copy import deepcopy

import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.datasets import DataSettings, load_dataset
from training.finished import (
    REQUIRED,
    FinishedRun,
    load_training_data,
    read_finished_run,
    remark_on_images,
)


@pytest.fixture
def record(trained):
    return json.loads((trained.folder / "training.json").read_text(encoding="utf-8"))


@pytest.fixture
def read(tmp_path):
    """A function that writes a text as training.json, and reads that."""

    def write_and_read(text: str) -> FinishedRun:
        (tmp_path / "training.json").write_text(text, encoding="utf-8")
        return read_finished_run(tmp_path / "training.json")

    return write_and_read


def test_a_record_is_read_whole(read, record):
    run = read(json.dumps(record))
    assert run.record == record
    parts = (run.recipe, run.data, run.metrics)
    assert parts == (record["recipe"], record["data"], record["metrics"])


@pytest.mark.parametrize("key", REQUIRED)
@pytest.mark.parametrize("value", [None, "absent"])
def test_a_record_that_lacks_something_is_refused_by_its_name(read, record, key, value):
    *above, last = key.split(".")
    place = record
    for name in above:
        place = place[name]
    place[last] = value
    if value == "absent":
        del place[last]
    with pytest.raises(PipelineError, match=rf"training\.json cannot be read .*\({key} is missing"):
        read(json.dumps(record))


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"recipe": 3}', "\ufeff{}"])
def test_what_is_no_record_is_refused(read, text):
    with pytest.raises(PipelineError, match=r"training\.json cannot be read as a training record"):
        read(text)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_does_not_have_are_refused(read, record, number):
    record["curves"]["loss"][0] = number
    with pytest.raises(PipelineError, match=r"(NaN|Infinity) is no JSON"):
        read(json.dumps(record))


def test_a_missing_record_says_what_it_is_for(tmp_path):
    with pytest.raises(PipelineError, match=r"training\.json is missing\. It says which images"):
        read_finished_run(tmp_path / "training.json")


def test_a_folder_in_its_place_is_refused(tmp_path):
    (tmp_path / "training.json").mkdir()
    with pytest.raises(PipelineError, match=r"training\.json cannot be read"):
        read_finished_run(tmp_path / "training.json")


def test_the_data_of_the_training_are_loaded_in_its_split(record, shapes_archive, tmp_path):
    moved = shutil.copy(shapes_archive, tmp_path / "moved.tar.gz")
    dataset = load_training_data(FinishedRun(record), str(moved))
    assert {**dataset.summary(), "left_out": []} == {**record["data"], "name": "moved"}


def test_a_record_from_before_there_were_image_sizes_and_splits_is_read(read, record):
    del record["recipe"]["image_size"], record["data"]["left_out"]
    settings = read(json.dumps(record)).data_settings
    assert settings == DataSettings(image_size=32, validation_images=300, seed=1)


def test_a_split_in_percent_and_an_image_size_are_drawn_again(read, record, members, write_archive):
    archive = str(write_archive(members))
    settings = DataSettings(image_size=16, validation_images=8, seed=4)
    drawn = load_dataset(archive, recipe=settings, split=(60, 20, 20))
    record["recipe"] |= {"image_size": 16, "validation_images": 8, "seed": 4}
    record["data"] = drawn.summary()
    again = load_training_data(read(json.dumps(record)), archive)
    assert again.summary() == drawn.summary()
    assert np.array_equal(again.test.images, drawn.test.images)


@pytest.mark.parametrize(
    ("part", "value"), [("recipe", {"image_size": "32"}), ("data", {"split": [70, 15, 15]})]
)
def test_settings_of_another_type_are_refused(read, record, part, value):
    record[part] |= value
    with pytest.raises(PipelineError, match=f"{part}.{next(iter(value))} is missing, or not of"):
        read(json.dumps(record))


def test_a_split_that_is_none_is_refused(read, record, shapes_archive):
    record["data"]["split"] = "most"
    with pytest.raises(PipelineError, match="The split is 'most', expected"):
        load_training_data(read(json.dumps(record)), str(shapes_archive))


def test_the_parts_of_a_folder_are_drawn_again_and_other_pictures_are_refused(
    read, record, tmp_path
):
    root = write_shapes_folder(tmp_path / "shapes", {"circle": 9, "square": 9}, seed=1)
    (root / "circle" / "empty.png").touch()
    data = load_dataset(str(root), recipe=DataSettings(image_size=8, validation_images=1, seed=2))
    record["recipe"] |= {"image_size": 8, "seed": 2}
    record["data"] = data.summary()
    run = read(json.dumps(record))
    (root / "circle" / "empty.png").unlink()
    assert load_training_data(run, str(root)).summary() == data.summary()
    (root / "circle" / "0000.png").unlink()
    with pytest.raises(PipelineError, match="is not the data that the model was trained on"):
        load_training_data(run, str(root))


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_data_with_other_images_are_refused(record, shapes_archive, part):
    other = deepcopy(record)
    other["data"][part]["sha256_of_sorted_record_sha256"] = "00" * 32
    with pytest.raises(PipelineError, match=f"not the data .* on: its {part} is .*expected .*0000"):
        load_training_data(FinishedRun(other), str(shapes_archive))


def test_data_with_other_class_names_are_refused(record, shapes_archive):
    other = deepcopy(record)
    other["data"]["class_names"] = ["circle", "square", "stripes", "triangle"]
    with pytest.raises(PipelineError, match=r"not the data .* on: its class_names is"):
        load_training_data(FinishedRun(other), str(shapes_archive))


def test_a_model_that_learned_from_other_images_of_the_same_classes_is_remarked_on(
    record, dataset, tmp_path
):
    model = tmp_path / "model.keras"

    def remark(**changes) -> str | None:
        changed = {**record, "data": {**dataset.summary(), **changes}}
        model.with_name("training.json").write_text(json.dumps(changed))
        return remark_on_images(model, dataset, role="teacher")

    assert remark() is None
    assert remark(train={}).startswith("The teacher did not learn from the same training images")
    assert remark(train={}, class_names=["other"]) is None
