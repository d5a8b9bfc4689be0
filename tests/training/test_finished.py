"""A finished run: which records are taken for one, and which data for its own."""

import json
import shutil
from copy import deepcopy

import pytest

from edge_app.errors import PipelineError
from training.finished import REQUIRED, FinishedRun, load_training_data, read_finished_run


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
    assert dataset.summary() == {**record["data"], "name": "moved"}


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
