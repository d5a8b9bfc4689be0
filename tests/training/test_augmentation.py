"""Flips, shifts, and the batches that training really sees."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from training.architectures import build_model
from training.augmentation import AugmentedBatches, augment
from training.fit import train

PICTURE = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
COPIES = np.repeat(PICTURE[None], 400, axis=0)


def generator() -> np.random.Generator:
    return np.random.default_rng(1)


def test_with_everything_off_the_images_stay_as_they_are():
    same = augment(COPIES, random=generator(), horizontal_flip=False, translation_px=0)
    assert np.array_equal(same, COPIES)


def test_half_of_the_images_are_mirrored_left_to_right():
    images = augment(COPIES, random=generator(), horizontal_flip=True, translation_px=0)
    mirrored = [np.array_equal(image, PICTURE[:, ::-1]) for image in images]
    kept = [np.array_equal(image, PICTURE) for image in images]
    assert sum(mirrored) + sum(kept) == len(COPIES)
    assert 150 < sum(mirrored) < 250


def test_a_shift_moves_the_picture_and_fills_the_border_by_reflection():
    border = np.pad(PICTURE, ((1, 1), (1, 1), (0, 0)), mode="reflect")
    expected = {
        (down, right): border[1 - down : 5 - down, 1 - right : 6 - right]
        for down in (-1, 0, 1)
        for right in (-1, 0, 1)
    }
    # One shift in numbers, so that the expectation is not only numpy's word.
    assert expected[1, 0][0].tolist() == PICTURE[1].tolist()
    assert expected[1, 0][1].tolist() == PICTURE[0].tolist()

    images = augment(COPIES, random=generator(), horizontal_flip=False, translation_px=1)
    seen = dict.fromkeys(expected, 0)
    for image in images:
        (shift,) = [shift for shift, moved in expected.items() if np.array_equal(image, moved)]
        seen[shift] += 1
    assert min(seen.values()) > 20  # Of 400 images, 44 are expected for each of the 9 shifts.


def test_shape_type_and_range_are_kept():
    images = augment(COPIES, random=generator(), horizontal_flip=True, translation_px=3)
    assert images.dtype == np.uint8
    assert images.shape == COPIES.shape
    assert set(np.unique(images)) <= set(np.unique(PICTURE))


def test_the_images_that_are_given_are_not_changed():
    given = COPIES.copy()
    augment(given, random=generator(), horizontal_flip=True, translation_px=2)
    assert np.array_equal(given, COPIES)


def test_a_batch_is_float_pixels_and_their_labels(dataset, recipe):
    images, labels = AugmentedBatches(dataset.train, recipe)[0]
    assert (images.dtype, images.shape) == (np.float32, (32, 32, 32, 3))
    assert (labels.dtype, labels.shape) == (np.int64, (32,))
    assert images.min() == 0
    assert images.max() == 255


def test_an_epoch_shows_every_image_once_with_its_label(dataset, recipe):
    plain = replace(recipe, horizontal_flip=False, translation_px=0)
    batches = AugmentedBatches(dataset.train, plain)
    shown = {
        image.astype(np.uint8).tobytes(): label
        for i in range(len(batches))
        for image, label in zip(*batches[i], strict=True)
    }
    given = zip(dataset.train.images, dataset.train.labels, strict=True)
    assert shown == {image.tobytes(): label for image, label in given}


def test_the_last_smaller_batch_is_left_out(dataset, recipe):
    assert len(AugmentedBatches(dataset.train, replace(recipe, batch_size=50))) == 1
    assert len(AugmentedBatches(dataset.train, replace(recipe, batch_size=96))) == 1


def test_a_batch_larger_than_the_data_is_cut_to_it(dataset, recipe):
    batches = AugmentedBatches(dataset.train, replace(recipe, batch_size=1000))
    assert len(batches) == 1
    assert len(batches[0][1]) == 96


def test_a_batch_depends_on_seed_epoch_and_place_and_on_nothing_else(dataset, recipe):
    batches = AugmentedBatches(dataset.train, recipe)
    batches.start_epoch(3)
    expected = batches[1][0]
    batches[0], batches[2]
    again = AugmentedBatches(dataset.train, recipe)
    again.start_epoch(3)
    assert np.array_equal(again[1][0], expected)
    again.start_epoch(4)
    assert not np.array_equal(again[1][0], expected)
    assert not np.array_equal(batches[2][0], expected)
    other = AugmentedBatches(dataset.train, replace(recipe, seed=2))
    other.start_epoch(3)
    assert not np.array_equal(other[1][0], expected)


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
def witness():
    def build() -> Witness:
        net = build_model("plain-cnn", image_size=(32, 32), class_count=4)
        return Witness(net.inputs, net.outputs)

    return build


def expected_batches(dataset, recipe, epochs):
    batches = AugmentedBatches(dataset.train, recipe)
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
