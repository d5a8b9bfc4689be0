"""First weights: whitened patches, identities, and a first layer that stays as it is."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from training.architectures.whitened_cnn import WHITENING
from training.first_weights import (
    freeze_whitening,
    has_whitening,
    new_model,
    partial_identity,
    sample,
    whitening_filters,
)
from training.fit import train
from training.saving import load_model, save_model


@pytest.fixture
def whitened(recipe):
    return replace(recipe, architecture="whitened-cnn", channels=(4, 6), epochs=1)


@pytest.fixture
def images() -> np.ndarray:
    """Images in which neighbours are alike, as in photos."""
    random = np.random.default_rng(1)
    coarse = random.integers(0, 256, (60, 8, 8, 3)).repeat(4, axis=1).repeat(4, axis=2)
    return np.clip(coarse + random.normal(0, 12, coarse.shape), 0, 255).astype(np.uint8)


def test_whitened_patches_have_no_mean_and_no_correlation_and_at_most_the_variance_one(images):
    kernel, bias = whitening_filters(images)
    patches = sliding_window_view(images / 255, (2, 2), axis=(1, 2))
    values = np.einsum("nhwcij,ijco->nhwo", patches, kernel).reshape(-1, 24) + bias
    first, opposite = values[:, :12], values[:, 12:]
    assert np.allclose(first, -opposite, atol=1e-4)
    assert np.abs(first.mean(axis=0)).max() < 1e-3
    covariance = np.cov(first, rowvar=False)
    assert np.abs(covariance - np.diag(np.diag(covariance))).max() < 1e-3
    variances = np.diag(covariance)
    assert variances.max() < 1
    assert variances[0] > 0.99
    assert np.all(np.diff(variances) < 1e-6)


def test_the_filters_are_those_that_the_layer_of_the_net_applies(whitened, dataset):
    model = new_model(whitened, dataset)
    layer = model.get_layer(WHITENING)
    images = sample(dataset.train.images)
    scaled = images.astype(np.float32) / 255
    values = np.asarray(keras.Model(model.input, layer.output)(images.astype(np.float32)))
    kernel, bias = whitening_filters(images)
    by_hand = sum(
        scaled[:, i : i + 31, j : j + 31] @ kernel[i, j] for i in range(2) for j in range(2)
    )
    assert np.allclose(values, by_hand + bias, atol=1e-4)


def test_an_identity_passes_what_comes_in_and_leaves_the_further_channels_random():
    random = np.random.default_rng(1).normal(size=(3, 3, 2, 5)).astype(np.float32)
    kernel = partial_identity(random)
    assert np.array_equal(kernel[..., 2:], random[..., 2:])
    assert np.array_equal(kernel[1, 1, :, :2], np.eye(2))
    assert np.count_nonzero(kernel[..., :2]) == 2


def test_a_convolution_to_fewer_channels_keeps_its_random_weights():
    random = np.ones((3, 3, 5, 2), np.float32)
    assert np.array_equal(partial_identity(random), random)


def test_a_new_net_is_the_same_each_time_and_another_with_another_seed(whitened, dataset):
    nets = [new_model(replace(whitened, seed=seed), dataset).get_weights() for seed in (1, 1, 2)]
    assert all(np.array_equal(a, b) for a, b in zip(nets[0], nets[1], strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(nets[0], nets[2], strict=True))


def test_other_nets_begin_as_keras_makes_them(recipe, dataset):
    model = new_model(replace(recipe, architecture="resnet8"), dataset)
    assert not has_whitening(model)
    assert not np.array_equal(model.layers[2].get_weights()[0][1, 1], np.eye(3, 16))
    freeze_whitening(model)
    assert len(model.trainable_variables) == len(model.variables) - len(
        model.non_trainable_variables
    )


def test_training_moves_everything_but_the_filters_of_the_first_layer(whitened, dataset, tmp_path):
    model = new_model(whitened, dataset)
    before = {v.path: np.array(v) for v in model.variables}
    train(model, dataset, whitened, checkpoint=tmp_path / "c.npz", run={})
    same = {v.path for v in model.variables if np.array_equal(v, before[v.path])}
    assert {path for path in same if "seed" not in path} == {f"{WHITENING}/kernel"}


def test_a_trained_net_answers_the_same_from_its_file(whitened, dataset, tmp_path):
    model = new_model(whitened, dataset)
    train(model, dataset, whitened, checkpoint=tmp_path / "c.npz", run={})
    save_model(tmp_path / "model.keras", model)
    images = dataset.test.images
    loaded = load_model(tmp_path / "model.keras").predict(images, verbose=0)
    assert np.array_equal(loaded, model.predict(images, verbose=0))


def test_a_sample_goes_from_the_first_image_to_the_last_and_holds_a_bounded_number_of_pixels():
    few = np.arange(7, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    assert np.array_equal(sample(few), few)
    large = np.zeros((30, 1000, 1000, 3), np.uint8)
    large[-1] = 9
    assert sample(large).shape == (5, 1000, 1000, 3)
    assert sample(large)[-1].max() == 9
