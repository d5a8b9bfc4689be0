"""Batches for scoring: everything, in order; and an error that says which picture is gone."""

import gc
from dataclasses import replace

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.batches import (
    EvaluationBatches,
    RaiseReadingErrors,
    evaluation_batch_size,
    predict,
    read_batch,
    reading_failure,
)
from training.folder_data import load_image_folder


@pytest.fixture
def streamed(tmp_path):
    """The root of a folder of pictures, and its training part, which is read from the disk."""
    root = write_shapes_folder(tmp_path / "data", {"circle": 12, "square": 12}, seed=1)
    return root, load_image_folder(root, image_size=16, seed=1, memory_bytes=0).train


def make_net():
    layers = [keras.Input((16, 16, 3)), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]
    model = keras.Sequential(layers)
    model.compile(loss="sparse_categorical_crossentropy")
    return model


def fit(train, validation):
    """Train a new net for an epoch, in batches of four."""
    make_net().fit(
        EvaluationBatches(train, batch_size=4),
        validation_data=EvaluationBatches(validation, batch_size=4),
        callbacks=[RaiseReadingErrors(train, validation)],
        verbose=0,
    )


def test_the_batches_are_all_images_in_their_order(dataset):
    batches = EvaluationBatches(dataset.train, batch_size=40)
    assert [len(batches[i][1]) for i in range(len(batches))] == [40, 40, 16]
    images, labels = (
        np.concatenate(column) for column in zip(*(batches[i] for i in range(3)), strict=True)
    )
    assert images.dtype == np.float32
    assert labels.dtype == np.int64
    assert np.array_equal(images, dataset.train.images)
    assert np.array_equal(labels, dataset.train.labels)


@pytest.mark.parametrize(
    ("side", "size"), [(32, 500), (64, 500), (96, 227), (224, 41), (1024, 2), (4000, 1)]
)
def test_large_images_come_in_smaller_batches(side, size):
    assert evaluation_batch_size((9, side, side, 3)) == size


def test_a_split_without_images_has_no_batches(dataset):
    assert len(EvaluationBatches(dataset.test.take([]))) == 0


def test_predictions_do_not_depend_on_where_the_images_are(streamed):
    net, (_, split) = make_net(), streamed
    in_memory = replace(split, images=split.images[:])
    probabilities = predict(net, split)
    assert probabilities.shape == (len(split.labels), 2)
    assert np.array_equal(probabilities, predict(net, in_memory))
    assert np.allclose(probabilities, net.predict(in_memory.images, verbose=0), atol=1e-6)


def test_a_picture_that_goes_missing_is_named_and_nothing_else_is_said(streamed, capfd):
    root, split = streamed
    there = replace(split, images=split.images[:])
    parts = [load_image_folder(root, image_size=16, seed=1, memory_bytes=0) for _ in range(2)]
    for path in (root / "circle").iterdir():
        path.unlink()
    expected = r"circle.*\.png could be read when this command began"
    with pytest.raises(PipelineError, match=expected):
        predict(make_net(), split)
    for watched in ((parts[0].train, there), (there, parts[1].train)):
        with pytest.raises(PipelineError, match=expected):
            fit(*watched)
    gc.collect()  # TensorFlow warns of iterators that outlive the interpreter.
    assert capfd.readouterr() == ("", "")


def test_a_batch_that_cannot_be_read_is_black_and_the_error_is_kept(streamed):
    root, split = streamed
    assert reading_failure(split.take([0]).images) is None
    for path in (root / "circle").iterdir():
        path.unlink()
    batch = read_batch(split.images, slice(0, 5))
    assert batch.shape == (5, 16, 16, 3)
    assert not batch.any()
    assert "could be read" in reading_failure(split.images)


def test_errors_that_nobody_keeps_are_raised():
    class Images:
        def __getitem__(self, indices):
            raise PipelineError("another")

    with pytest.raises(PipelineError, match="another"):
        read_batch(Images(), [0])
