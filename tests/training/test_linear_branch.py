"""Branches: where the taps of a convolution lie, and what their sum is."""

import keras
import numpy as np
import pytest
from keras import layers

from training.linear_branch import Branch, of_convolution, padding_before


@pytest.mark.parametrize("size", [6, 7, 8])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("taps", [1, 2, 3, 5])
def test_the_padding_in_front_is_that_of_keras(size, stride, taps):
    # Over a row that counts 1, 2, 3 ..., the last tap of the first window shows where it lies.
    image = keras.Input((1, size, 1))
    convolution = layers.Conv2D(1, (1, taps), strides=(1, stride), padding="same", use_bias=False)
    net = keras.Model(image, convolution(image))
    last = np.zeros((1, taps, 1, 1))
    last[0, -1] = 1
    convolution.set_weights([last])
    row = np.arange(1, size + 1, dtype=np.float32).reshape(1, 1, size, 1)
    first = float(np.asarray(net(row)).ravel()[0])
    _, before = padding_before(image, (1, taps), (1, stride), "same")
    assert first == taps - before


def test_the_padding_is_unknown_where_it_depends_on_an_unknown_size():
    image = keras.Input((None, 8, 3))
    assert padding_before(image, (3, 3), (2, 2), "same") is None
    assert padding_before(image, (3, 3), (1, 1), "same") == (1, 1)
    assert padding_before(image, (3, 3), (2, 2), "valid") == (0, 0)
    strided = layers.Conv2D(4, 3, strides=2, padding="same")
    strided(image)
    assert of_convolution(image, strided) == []


def test_a_sum_adds_the_taps_that_see_the_same_pixel():
    image = keras.Input((8, 8, 1))
    wide = Branch(image, np.ones((3, 3, 1, 1)), np.ones(1), before=(1, 1), is_convolution=True)
    total = Branch.identity(image) + wide
    assert total.kernel[:, :, 0, 0].tolist() == [[1, 1, 1], [1, 2, 1], [1, 1, 1]]
    assert (total.before, total.bias.tolist(), total.is_convolution) == ((1, 1), [1], True)


def test_branches_are_parallel_where_source_and_strides_are_the_same():
    image, other = keras.Input((8, 8, 1)), keras.Input((8, 8, 1))
    identity = Branch.identity(image)
    assert identity.parallel_to(Branch.identity(image))
    assert not identity.parallel_to(Branch.identity(other))
    assert not identity.parallel_to(
        Branch(image, np.ones((1, 1, 1, 1)), np.ones(1), strides=(2, 2))
    )
