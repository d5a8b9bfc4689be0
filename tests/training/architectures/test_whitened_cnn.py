"""The plain net behind a layer that whitens."""

from keras import layers

from training.architectures.whitened_cnn import WHITENING
from training.cost import multiply_accumulates


def test_a_net_for_cifar10_has_its_known_size(build):
    model = build("whitened-cnn", channels=(48, 192, 256))
    assert model.count_params() == 1_484_866
    assert multiply_accumulates(model) == 76_812_448


def test_each_stage_has_two_convolutions_and_the_last_pooling_leaves_one_value_a_channel(build):
    model = build("whitened-cnn", channels=(8, 12, 16))
    convolutions = [layer for layer in model.layers if isinstance(layer, layers.Conv2D)]
    assert convolutions[0].name == WHITENING
    assert [layer.filters for layer in convolutions[1:]] == [8, 8, 12, 12, 16, 16]
    sides = [layer.output.shape[1] for layer in convolutions]
    assert sides == [31, 31, 15, 15, 7, 7, 3]
    assert model.get_layer("logits").input.shape == (None, 16)


def test_strides_in_place_of_poolings_take_a_quarter_of_the_products_of_their_layers(build):
    pooled = build("whitened-cnn", channels=(8, 12))
    strided = build("whitened-cnn", channels=(8, 12), strided=True)
    assert strided.count_params() == pooled.count_params()
    convolutions = [layer for layer in strided.layers if isinstance(layer, layers.Conv2D)]
    assert [layer.output.shape[1] for layer in convolutions] == [31, 16, 16, 8, 8]
    assert not any(isinstance(layer, layers.MaxPooling2D) for layer in strided.layers[:-5])
