"""The net for crops: the same weights at another size of its images, and back."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architectures import build_model
from training.crops import net_of
from training.phases import current_phase
from training.recipe import Recipe


@pytest.fixture
def cropped(recipe) -> Recipe:
    net = {"architecture": "whitened-cnn", "channels": (8, 12, 16)}
    return replace(recipe, **net, epochs=3, crop_px=20, crop_epochs=1)


@pytest.fixture
def whole(cropped) -> keras.Model:
    keras.utils.set_random_seed(1)
    return build_model(cropped, image_size=(32, 32), class_count=4)


def same(first: keras.Model, second: keras.Model) -> bool:
    pairs = zip(first.variables, second.variables, strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def test_there_and_back_the_weights_stay(cropped, whole):
    crops_first, then_whole = (
        current_phase(cropped, {"val_accuracy": done}) for done in ([], [0.5])
    )
    smaller = net_of(crops_first, cropped, whole=whole, now=whole)
    assert smaller.input_shape == (None, 20, 20, 3)
    assert same(smaller, whole)
    assert net_of(crops_first, cropped, whole=whole, now=smaller) is smaller
    for variable in smaller.variables:
        variable.assign(np.array(variable) + 1)
    assert not same(smaller, whole)
    assert net_of(then_whole, cropped, whole=whole, now=smaller) is whole
    assert same(smaller, whole)


def test_without_crops_the_net_is_the_whole_one(recipe, whole):
    phase = current_phase(recipe, {})
    assert net_of(phase, recipe, whole=whole, now=whole) is whole


def test_a_net_with_a_dense_layer_on_its_map_is_refused(cropped):
    dense = replace(cropped, architecture="plain-cnn", channels=())
    net = build_model(dense, image_size=(32, 32), class_count=4)
    with pytest.raises(PipelineError, match="those of 'plain-cnn' do not"):
        net_of(current_phase(dense, {}), dense, whole=net, now=net)
