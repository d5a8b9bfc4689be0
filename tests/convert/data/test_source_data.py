"""The data of a conversion, with and without a record of the training."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from convert.data.source_data import (
    SEED,
    load_recorded_data,
    load_source_data,
    read_labels,
    with_class_order,
)
from convert.models.parent import Parent
from edge_app.errors import PipelineError
from tests.drawing import CLASS_NAMES, write_shapes_folder
from training.datasets import Dataset


@pytest.fixture
def foreign(parent: Parent) -> Parent:
    """The net, as somebody else would have it: no record of its training."""
    return replace(parent, run=None, class_names=None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Drawn shapes, of which the alphabet has another order than the net's outputs."""
    return write_shapes_folder(tmp_path / "shapes", dict.fromkeys(CLASS_NAMES, 10), seed=5)


def test_a_model_with_a_record_gets_the_split_of_its_training(
    parent: Parent, shapes_archive: Path, dataset: Dataset
) -> None:
    data = load_source_data(parent, str(shapes_archive), labels=None)
    assert data.training_known
    assert data.dataset.summary() == dataset.summary()


def test_a_model_without_a_record_gets_a_split_and_a_plain_warning(
    foreign: Parent, shapes_archive: Path
) -> None:
    data = load_source_data(foreign, str(shapes_archive), labels=CLASS_NAMES)
    assert not data.training_known
    assert data.settings.seed == SEED
    assert len(data.dataset.validation.labels) == 300  # A fifth of 1,500.
    assert any("it is unknown which images" in remark for remark in data.remarks)


def test_labels_in_another_order_than_the_folders_renumber_the_images(
    foreign: Parent, folder: Path
) -> None:
    data = load_source_data(foreign, str(folder), labels=CLASS_NAMES).dataset
    assert data.class_names == CLASS_NAMES
    for split in (data.train, data.validation, data.test):
        names = [path.parent.name for path in split.files]
        assert [CLASS_NAMES[label] for label in split.labels] == names


def test_without_labels_the_order_of_the_data_is_taken_aloud(foreign: Parent, folder: Path) -> None:
    data = load_source_data(foreign, str(folder), labels=None)
    assert data.dataset.class_names == tuple(sorted(CLASS_NAMES))
    assert "circle, square, stripes, triangle" in data.remarks[-1]
    assert "--labels" in data.remarks[-1]


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (("circle", "square", "stripes"), r"has 4 outputs, but --labels has 3 class names"),
        (("circle", "square", "stripes", "star"), r"star, triangle is in one of them only"),
    ],
)
def test_labels_that_do_not_fit_are_refused(
    labels: tuple[str, ...], message: str, foreign: Parent, folder: Path
) -> None:
    with pytest.raises(PipelineError, match=message):
        load_source_data(foreign, str(folder), labels=labels)


def test_the_classes_of_a_training_can_be_renamed_but_not_exchanged(
    parent: Parent, shapes_archive: Path
) -> None:
    names = ("Kreis", "Quadrat", "Dreieck", "Streifen")
    data = load_source_data(parent, str(shapes_archive), labels=names)
    assert data.dataset.class_names == names
    with pytest.raises(PipelineError, match="in another order"):
        load_source_data(parent, str(shapes_archive), labels=CLASS_NAMES[::-1])
    with pytest.raises(PipelineError, match="has 4 outputs, but --labels has 1"):
        load_source_data(parent, str(shapes_archive), labels=("one",))


@pytest.mark.parametrize("labels", [None, ("Kreis", "Quadrat", "Dreieck", "Streifen")])
def test_the_data_of_a_record_are_drawn_again(
    labels: tuple[str, ...] | None, parent: Parent, shapes_archive: Path
) -> None:
    data = load_source_data(parent, str(shapes_archive), labels=labels)
    again = load_recorded_data(data.summary(), str(shapes_archive))
    assert again.summary() == data.dataset.summary()
    assert np.array_equal(again.test.labels, data.dataset.test.labels)


def test_the_data_of_a_foreign_model_are_drawn_again_in_its_order(
    foreign: Parent, folder: Path
) -> None:
    data = load_source_data(foreign, str(folder), labels=CLASS_NAMES)
    again = load_recorded_data(data.summary(), str(folder))
    assert again.class_names == CLASS_NAMES
    assert np.array_equal(again.test.labels, data.dataset.test.labels)


def test_other_data_than_the_record_has_are_refused(
    parent: Parent, shapes_archive: Path, folder: Path
) -> None:
    data = load_source_data(parent, str(shapes_archive), labels=None)
    with pytest.raises(PipelineError, match="is not the data of the conversion: its train is"):
        load_recorded_data(data.summary(), str(folder))


def test_a_new_order_moves_the_labels_with_the_names(dataset: Dataset) -> None:
    turned = with_class_order(dataset, dataset.class_names[::-1])
    assert np.array_equal(turned.test.labels, 3 - dataset.test.labels)
    assert turned.class_names == dataset.class_names[::-1]


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"a\nb\na\n", "name 'a' more than once"), (b"\xff\xfe", "cannot be read")],
)
def test_a_label_file_that_cannot_be_used_is_refused(
    content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "labels.txt"
    path.write_bytes(content)
    with pytest.raises(PipelineError, match=message):
        read_labels(path)


def test_a_label_file_may_have_empty_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "labels.txt"
    path.write_bytes("\ufeffKröte\r\n\r\n ein Wal \n".encode())
    assert read_labels(path) == ("Kröte", "ein Wal")


def test_a_missing_label_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"nowhere\.txt cannot be read"):
        read_labels(tmp_path / "nowhere.txt")
