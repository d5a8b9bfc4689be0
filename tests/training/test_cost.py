"""Multiply-accumulates, counted by hand."""

import keras
from keras import layers

from training.cost import multiply_accumulates


def test_each_kind_of_layer_is_counted_by_its_output_pixels():
    image = keras.Input((8, 6, 3))
    x = layers.Conv2D(4, 3, strides=2, padding="same")(image)  # 4 x 3 pixels, 3 x 3 x 3 x 4
    x = layers.DepthwiseConv2D(3, padding="same")(x)  # 4 x 3 pixels, 3 x 3 x 4
    x = layers.SeparableConv2D(5, 3, padding="same")(x)  # the same, and 4 x 5
    x = layers.Conv2D(10, 1, groups=5)(x)  # 10 outputs of one input each
    x = layers.Dense(7)(layers.Flatten()(layers.ReLU()(x)))  # 120 x 7
    model = keras.Model(image, x)
    assert multiply_accumulates(model) == 12 * (108 + 36 + 36 + 20 + 10) + 120 * 7


def test_a_net_inside_the_net_counts():
    inner_image = keras.Input((8, 8, 3))
    inner = keras.Model(inner_image, layers.Conv2D(2, 1)(inner_image))
    image = keras.Input((8, 8, 3))
    assert multiply_accumulates(keras.Model(image, inner(image))) == 64 * 6


def test_parallel_branches_count_as_the_one_convolution_that_they_become():
    image = keras.Input((8, 8, 3))
    branches = [layers.Conv2D(3, size, padding="same")(image) for size in (3, 1)]
    model = keras.Model(image, layers.Add()([*branches, image]))
    model.compile("sgd", "mse")
    assert multiply_accumulates(model) == 64 * 81
    assert model.compiled
