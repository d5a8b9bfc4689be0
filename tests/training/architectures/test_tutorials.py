"""The nets of the tutorials have the sizes that the tutorials print."""

import pytest

from training.cost import multiply_accumulates


@pytest.mark.parametrize(
    ("architecture", "parameters", "products"),
    [
        # The figure of the common Keras tutorial.
        ("plain-cnn", 122_570, 4_548_608),
        ("plain-cnn-2", 167_562, 4_040_704),
        # 224 less than with the bias that its batch norm makes superfluous.
        ("batchnorm-cnn", 357_482, 10_585_344),
        ("gap-cnn", 392_426, 15_043_072),
    ],
)
def test_a_net_for_cifar10_has_its_known_size(architecture, parameters, products, build):
    model = build(architecture)
    assert model.count_params() == parameters
    assert multiply_accumulates(model) == products


def test_a_net_with_global_pooling_has_the_same_weights_for_every_image_size(build):
    small, large = build("gap-cnn"), build("gap-cnn", image_size=(64, 96))
    assert small.count_params() == large.count_params()
