"""Batches for scoring: everything, in order; and an error that says which picture is gone."""

import gc
from dataclasses import replace

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.drawing import write_shapes_folder
from training.batches import (
    NO_LABEL,
    EvaluationBatches,
    ForImages,
    RaiseReadingErrors,
    SharedEvaluation,
    evaluation_batch_size,
    predict,
    read_batch,
    reading_failure,
)
from training.folder_data import load_image_folder
from training.hosts import Share


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


def shared(split, *, hosts: int, devices: int) -> list[SharedEvaluation]:
    return [
        SharedEvaluation(split, share=Share(index, hosts), devices=devices)
        for index in range(hosts)
    ]


def test_hosts_share_the_images_and_fill_up_the_last_batch(dataset):
    split = dataset.validation.take(range(29))
    (first, second), rows = shared(split, hosts=2, devices=4), 16
    parts = [first[0], second[0]]
    images, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    assert [len(part[1]) for part in parts] == [rows, rows]
    assert np.array_equal(images[:29], split.images)
    assert np.array_equal(labels, [*split.labels, *[NO_LABEL] * 3])
    assert np.array_equal(weights, np.float32([*[32 / 29] * 29, 0, 0, 0]))


def test_the_figures_over_filled_batches_are_those_of_the_images(dataset):
    split = dataset.validation.take(range(29))
    (whole,) = shared(split, hosts=1, devices=4)
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Rescaling(1 / 255), keras.layers.Flatten()]
    net = keras.Sequential([keras.Input((32, 32, 3)), *layers, keras.layers.Dense(4, "softmax")])
    net.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    expected = net.evaluate(EvaluationBatches(split), return_dict=True, verbose=0)
    assert 0 < expected["accuracy"] < 1
    # On the CPU, TensorFlow itself refuses the label, so it is taken out of the loss here.
    metric = ForImages(name="accuracy")
    images, labels, weights = whole[0]
    answers = net.predict(images, verbose=0)
    metric.update_state(labels, answers)
    assert float(metric.result()) == pytest.approx(expected["accuracy"])
    each = -np.log(answers[np.arange(32), np.maximum(labels, 0)])
    assert (weights * each).mean() == pytest.approx(expected["loss"], rel=1e-4)
