"""ResNet-9: its size, and where its convolutions stand."""

import pytest
from keras import layers

from training.cost import multiply_accumulates


@pytest.mark.parametrize(
    ("channels", "parameters", "products"),
    [((48, 96, 192), 928_690, 53_749_632), ((48, 112, 256), 1_545_330, 69_675_520)],
)
def test_a_net_for_cifar10_has_its_known_size(channels, parameters, products, build):
    model = build("resnet9", channels=channels)
    assert model.count_params() == parameters
    assert multiply_accumulates(model) == products


def test_it_has_eight_convolutions_and_a_residual_block_in_its_first_and_last_stage(build):
    model = build("resnet9", channels=(8, 12, 16))
    convolutions = [layer for layer in model.layers if isinstance(layer, layers.Conv2D)]
    assert [layer.filters for layer in convolutions] == [4, 8, 8, 8, 12, 16, 16, 16]
    sums = [layer.output.shape[1:] for layer in model.layers if isinstance(layer, layers.Add)]
    assert sums == [(16, 16, 8), (4, 4, 16)]
