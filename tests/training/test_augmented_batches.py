"""The batches that training really sees."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from training.architectures import build_model
from training.augmented_batches import AugmentedBatches
from training.datasets import Split
from training.fit import train
from training.hosts import Share

NAMES = ("horizontal_flip", "translation_px", "rotation_degrees", "jpeg_quality", "cutout_px")
RICH = dict(zip(NAMES, (True, 2, 15.0, 50, 8), strict=True))


def batches_of(dataset, recipe) -> AugmentedBatches:
    return AugmentedBatches(dataset.train, recipe, class_count=len(dataset.class_names))


def test_a_batch_is_float_pixels_and_their_labels(dataset, recipe):
    images, labels = batches_of(dataset, recipe)[0]
    assert (images.dtype, images.shape) == (np.float32, (32, 32, 32, 3))
    assert (labels.dtype, labels.shape) == (np.int64, (32,))
    assert images.min() == 0
    assert images.max() == 255


def test_an_epoch_shows_every_image_once_with_its_label(dataset, recipe):
    plain = replace(recipe, horizontal_flip=False, translation_px=0)
    batches = batches_of(dataset, plain)
    shown = {
        image.astype(np.uint8).tobytes(): label
        for i in range(len(batches))
        for image, label in zip(*batches[i], strict=True)
    }
    given = zip(dataset.train.images, dataset.train.labels, strict=True)
    assert shown == {image.tobytes(): label for image, label in given}


def test_the_last_smaller_batch_is_left_out(dataset, recipe):
    assert len(batches_of(dataset, replace(recipe, batch_size=50))) == 1
    assert len(batches_of(dataset, replace(recipe, batch_size=96))) == 1


def test_a_batch_larger_than_the_data_is_cut_to_it(dataset, recipe):
    batches = batches_of(dataset, replace(recipe, batch_size=1000))
    assert len(batches) == 1
    assert len(batches[0][1]) == 96


@pytest.mark.parametrize("settings", [{}, RICH])
def test_a_batch_depends_on_seed_epoch_and_place_and_on_nothing_else(dataset, recipe, settings):
    recipe = replace(recipe, **settings)
    batches = batches_of(dataset, recipe)
    batches.start_epoch(3)
    expected = batches[1][0]
    batches[0], batches[2]
    again = batches_of(dataset, recipe)
    again.start_epoch(3)
    assert np.array_equal(again[1][0], expected)
    again.start_epoch(4)
    assert not np.array_equal(again[1][0], expected)
    assert not np.array_equal(batches[2][0], expected)
    other = batches_of(dataset, replace(recipe, seed=2))
    other.start_epoch(3)
    assert not np.array_equal(other[1][0], expected)


def test_class_weights_go_with_the_labels(dataset, recipe):
    labels = np.repeat([0, 1, 2, 3], [12, 28, 28, 28])
    uneven = Split(dataset.train.images, labels, dataset.train.hashes)
    weighted = replace(recipe, class_weights="on")
    _, labels, weights = AugmentedBatches(uneven, weighted, class_count=4)[0]
    assert weights.dtype == np.float32
    assert weights == pytest.approx(np.where(labels == 0, 96 / 48, 96 / (4 * 28)))
    unweighted = AugmentedBatches(uneven, replace(recipe, class_weights="off"), class_count=4)[0]
    assert len(unweighted) == 2


class OnDemand:
    """Images that are given in pieces only, as a folder of files gives them."""

    def __init__(self, images: np.ndarray) -> None:
        self._images = images
        self.shape = images.shape

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, indices) -> np.ndarray:
        assert len(np.arange(len(self))[indices]) <= 32
        return self._images[indices]


def test_images_that_are_read_on_demand_give_the_same_batches(dataset, recipe):
    streamed = replace(dataset.train, images=OnDemand(dataset.train.images))
    images, labels = AugmentedBatches(streamed, recipe, class_count=4)[1]
    expected_images, expected_labels = batches_of(dataset, recipe)[1]
    assert np.array_equal(images, expected_images)
    assert np.array_equal(labels, expected_labels)


class Witness(keras.Model):
    """A net that keeps what each training step is given, and may be interrupted at a step."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.seen = []
        self.interrupt_at = None

    def compile(self, **options):
        super().compile(run_eagerly=True, **options)

    def train_step(self, data):
        if len(self.seen) == self.interrupt_at:
            raise KeyboardInterrupt
        images, labels = data
        self.seen.append((np.asarray(images), np.asarray(labels)))
        return super().train_step(data)


@pytest.fixture
def witness(recipe):
    def build() -> Witness:
        net = build_model(recipe, image_size=(32, 32), class_count=4)
        return Witness(net.inputs, net.outputs)

    return build


def expected_batches(dataset, recipe, epochs):
    batches = batches_of(dataset, recipe)
    for epoch in epochs:
        batches.start_epoch(epoch)
        yield from (batches[i] for i in range(len(batches)))


def assert_same(seen, expected):
    for (images, labels), (expected_images, expected_labels) in zip(seen, expected, strict=True):
        assert np.array_equal(images, expected_images)
        assert np.array_equal(labels, expected_labels)


def test_under_fit_each_step_is_given_its_own_batch_of_its_own_epoch(
    dataset, recipe, witness, tmp_path
):
    model = witness()
    train(model, dataset, replace(recipe, epochs=3), checkpoint=tmp_path / "c.npz", run={})
    assert_same(model.seen, expected_batches(dataset, recipe, (0, 1, 2)))


def test_a_resumed_run_is_given_the_batches_that_it_would_have_been_given(
    dataset, recipe, witness, tmp_path
):
    longer, checkpoint = replace(recipe, epochs=3), tmp_path / "c.npz"
    stopped, resumed = witness(), witness()
    stopped.interrupt_at = 5  # In the second epoch of three steps each.
    with pytest.raises(KeyboardInterrupt):
        train(stopped, dataset, longer, checkpoint=checkpoint, run={})
    train(resumed, dataset, longer, checkpoint=checkpoint, run={})
    assert_same(resumed.seen, expected_batches(dataset, recipe, (1, 2)))


def test_the_parts_of_all_hosts_are_the_batch_of_one(dataset, recipe):
    recipe = replace(recipe, **RICH, sharpness=0.5, class_weights="on")
    expected = batches_of(dataset, recipe)[1]
    parts = [
        AugmentedBatches(
            dataset.train, recipe, class_count=len(dataset.class_names), share=Share(index, 4)
        )[1]
        for index in range(4)
    ]
    for whole, *columns in zip(expected, *parts, strict=True):
        assert np.array_equal(np.concatenate(columns), whole)
        assert len(columns[0]) == 8


def test_crops_are_for_the_first_epochs(dataset, recipe):
    batches = batches_of(dataset, replace(recipe, crop_px=20, crop_epochs=1))
    shapes = []
    for epoch in (0, 1, 0):
        batches.start_epoch(epoch)
        shapes.append(batches[0][0].shape)
    assert shapes == [(32, 20, 20, 3), (32, 32, 32, 3), (32, 20, 20, 3)]
