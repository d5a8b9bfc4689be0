"""All nets alike: what goes in and what comes out."""

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architecture_settings import ARCHITECTURE_SETTINGS
from training.architectures import ARCHITECTURES

SETTINGS = {
    "resnet9": {"channels": (8, 12, 16)},
    "stride-cnn": {"channels": (8, 16)},
    "whitened-cnn": {"channels": (8, 12)},
    "transfer": {"backbone": "MobileNetV2", "backbone_weights": "none"},
}
OURS = [name for name in ARCHITECTURES if name != "transfer"]


@pytest.fixture(params=ARCHITECTURES)
def architecture(request):
    return request.param


def test_raw_pixels_give_probabilities(architecture, build):
    settings = SETTINGS.get(architecture, {})
    model = build(architecture, image_size=(48, 40), class_count=3, **settings)
    pixels = np.random.default_rng(1).integers(0, 256, (2, 48, 40, 3)).astype(np.float32)
    probabilities = model.predict(pixels, verbose=0)
    assert (probabilities.shape, probabilities.dtype) == ((2, 3), np.float32)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert probabilities.min() >= 0


@pytest.mark.parametrize("architecture", OURS)
def test_the_scale_is_inside_the_net_and_has_no_offset(architecture, build):
    scale = build(architecture, **SETTINGS.get(architecture, {})).layers[1]
    assert scale.name == "scale"
    assert (scale.scale, scale.offset) == (1 / 255, 0)


@pytest.mark.parametrize("architecture", ["plain-cnn", "plain-cnn-2", "transfer"])
def test_images_too_small_for_a_net_are_refused_by_their_size(architecture, build):
    with pytest.raises(PipelineError, match=r"8 x 9\s+pixels \(height x width\)"):
        build(architecture, image_size=(8, 9), **SETTINGS.get(architecture, {}))


def test_the_architectures_that_a_recipe_may_name_are_those_that_can_be_built():
    assert list(ARCHITECTURES) == list(ARCHITECTURE_SETTINGS)


@pytest.mark.parametrize("architecture", ["batchnorm-cnn", "gap-cnn", "transfer"])
def test_dropout_is_that_of_the_recipe_and_stands_before_the_head(architecture, build):
    settings = SETTINGS.get(architecture, {})
    without = build(architecture, **settings)
    assert not any(isinstance(layer, keras.layers.Dropout) for layer in without.layers)
    layer = build(architecture, dropout=0.25, **settings).layers[-3]
    assert isinstance(layer, keras.layers.Dropout)
    assert layer.rate == 0.25


def test_the_head_computes_in_float32_whatever_the_rest_does(build):
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        model = build("resnet8")
    finally:
        keras.config.set_dtype_policy("float32")
    assert model.get_layer("logits").compute_dtype == model.output.dtype == "float32"
    assert model.layers[2].compute_dtype == "bfloat16"
