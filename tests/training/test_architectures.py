"""The nets: sizes, input and output."""

import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architectures import ARCHITECTURES, build_model


@pytest.mark.parametrize(
    # That of the plain net is the figure of the common Keras tutorial.
    ("architecture", "parameters"),
    [("resnet8", 78_714), ("plain-cnn", 122_570)],
)
def test_a_net_for_cifar10_has_its_known_number_of_parameters(architecture, parameters):
    model = build_model(architecture, image_size=(32, 32), class_count=10)
    assert model.count_params() == parameters


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_raw_pixels_give_probabilities(architecture):
    model = build_model(architecture, image_size=(48, 40), class_count=3)
    pixels = np.random.default_rng(1).integers(0, 256, (2, 48, 40, 3)).astype(np.float32)
    probabilities = model.predict(pixels, verbose=0)
    assert (probabilities.shape, probabilities.dtype) == ((2, 3), np.float32)
    assert probabilities.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert probabilities.min() >= 0


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_scale_is_inside_the_net_and_has_no_offset(architecture):
    model = build_model(architecture, image_size=(32, 32), class_count=4)
    scale = model.layers[1]
    assert scale.name == "scale"
    assert (scale.scale, scale.offset) == (1 / 255, 0)


def test_an_unknown_architecture_lists_the_known_ones():
    with pytest.raises(PipelineError, match=r"'resnet9'\. Known: plain-cnn, resnet8"):
        build_model("resnet9", image_size=(32, 32), class_count=10)
