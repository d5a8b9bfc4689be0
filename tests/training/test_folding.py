"""Folding: the same answers for every padding, stride and shape; and what stays as it is."""

import keras
import numpy as np
import pytest
from keras import layers

from training.folding import fold_branches

RANDOM = np.random.default_rng(7)


def randomized(model: keras.Model) -> keras.Model:
    """The net with random weights, and with the statistics of a batch norm that has learned."""
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            for weight in layer.weights:
                low = 0.1 if "variance" in weight.path else -1.0
                weight.assign(RANDOM.uniform(low, 1.5, weight.shape))
        else:
            layer.set_weights([RANDOM.normal(0, 0.5, w.shape) for w in layer.get_weights()])
    return model


def kinds(model: keras.Model) -> list[str]:
    return [type(layer).__name__ for layer in model.layers[1:]]


def assert_same_answers(
    model: keras.Model, folded: keras.Model, size: tuple[int, int] = (9, 8), channels: int = 4
) -> None:
    images = RANDOM.normal(0, 3, (3, *size, channels)).astype(np.float32)
    expected, found = (np.asarray(net(images, training=False)) for net in (model, folded))
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max())


def normalized_convolution(x, channels, kernel, *, stride=1, padding="same", use_bias=False):
    x = layers.Conv2D(channels, kernel, strides=stride, padding=padding, use_bias=use_bias)(x)
    return layers.BatchNormalization()(x)


@pytest.mark.parametrize("height", [7, 8, 9, 10])
@pytest.mark.parametrize("width", [7, 8])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_a_3x3_and_a_1x1_branch_become_one_for_even_and_odd_sizes(height, width, stride):
    image = keras.Input((height, width, 4))
    branches = [normalized_convolution(image, 5, kernel, stride=stride) for kernel in (3, 1)]
    model = randomized(keras.Model(image, layers.Add()(branches)))
    folded = fold_branches(model)
    assert kinds(folded) == ["Conv2D"]
    assert_same_answers(model, folded, (height, width))


@pytest.mark.parametrize("kernels", [(5, 3), (2, 3), (4, 1), ((1, 3), (3, 1)), ((3, 3), (1, 5))])
@pytest.mark.parametrize("size", [(9, 9), (8, 8)])
def test_kernels_of_other_sizes_are_laid_on_the_pixels_that_they_see(kernels, size):
    image = keras.Input((*size, 4))
    branches = [normalized_convolution(image, 4, kernel) for kernel in kernels]
    model = randomized(keras.Model(image, layers.Add()([*branches, image])))
    folded = fold_branches(model)
    assert_same_answers(model, folded, size)
    assert kinds(folded) == ["Conv2D"]


def test_the_identity_with_and_without_batch_norm_is_a_branch():
    image = keras.Input((9, 8, 4))
    branches = [normalized_convolution(image, 4, 3, use_bias=True), image]
    branches.append(layers.BatchNormalization(center=False)(image))
    branches.append(layers.BatchNormalization(scale=False)(image))
    model = randomized(keras.Model(image, layers.ReLU()(layers.Add()(branches))))
    folded = fold_branches(model)
    assert kinds(folded) == ["Conv2D", "ReLU"]
    assert_same_answers(model, folded)


def test_sums_of_sums_and_a_batch_norm_behind_a_sum_become_one_convolution():
    image = keras.Input((9, 8, 4))
    inner = layers.Add()([layers.Conv2D(4, 3, padding="same")(image), image])
    outer = layers.Add()([layers.BatchNormalization()(inner), normalized_convolution(image, 4, 1)])
    model = randomized(keras.Model(image, layers.BatchNormalization()(outer)))
    folded = fold_branches(model)
    assert kinds(folded) == ["Conv2D"]
    assert_same_answers(model, folded)


def test_a_shortcut_around_one_linear_convolution_is_folded():
    image = keras.Input((9, 8, 4))
    x = normalized_convolution(image, 4, 1)
    model = randomized(keras.Model(image, layers.Add()([x, normalized_convolution(x, 4, 3)])))
    folded = fold_branches(model)
    assert kinds(folded) == ["Conv2D", "Conv2D"]
    assert_same_answers(model, folded)


def test_valid_convolutions_of_one_size_are_folded():
    image = keras.Input((9, 8, 4))
    branches = [normalized_convolution(image, 4, 3, padding="valid") for _ in range(2)]
    model = randomized(keras.Model(image, layers.Add()(branches)))
    folded = fold_branches(model)
    assert kinds(folded) == ["Conv2D"]
    assert_same_answers(model, folded)


def test_images_of_any_size_fold_where_the_padding_does_not_depend_on_it():
    image = keras.Input((None, None, 4))
    branches = [normalized_convolution(image, 4, kernel) for kernel in (3, 1)]
    model = randomized(keras.Model(image, layers.Add()(branches)))
    folded = fold_branches(model)
    assert kinds(folded) == ["Conv2D"]
    assert_same_answers(model, folded, (7, 10))


def test_what_stands_around_the_branches_is_copied_with_its_weights():
    image = keras.Input((8, 8, 4))
    x = layers.ReLU()(normalized_convolution(image, 6, 3))
    x = layers.DepthwiseConv2D(3)(layers.ReLU()(layers.Add()([layers.Conv2D(6, 1)(x), x])))
    inner_input = keras.Input((6, 6, 6))
    inner = keras.Model(inner_input, layers.Conv2D(3, 3)(inner_input))
    x = layers.Dense(2)(layers.Flatten()(inner(x)))
    model = randomized(keras.Model(image, x))
    folded = fold_branches(model)
    assert kinds(folded)[:4] == ["Conv2D", "ReLU", "Conv2D", "ReLU"]
    assert_same_answers(model, folded, (8, 8))


def test_a_layer_that_is_used_twice_keeps_one_set_of_weights():
    image = keras.Input((9, 8, 4))
    shared, norm = layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization()
    once = layers.ReLU()(layers.Add()([norm(shared(image)), image]))
    model = keras.Model(image, layers.Dense(2)(layers.Add()([norm(shared(once)), once])))
    folded = fold_branches(randomized(model))
    assert kinds(folded) == ["Conv2D", "ReLU", "Conv2D", "Dense"]
    assert_same_answers(model, folded)


def unfoldable() -> dict[str, keras.Model]:
    def net(build, channels=4):
        image = keras.Input((8, 8, channels))
        return keras.Model(image, layers.Add()(build(image)))

    def convolution(x, **options):
        return layers.Conv2D(4, 3, padding="same", **options)(x)

    return {
        "an activation between": net(lambda x: [convolution(convolution(x, activation="relu")), x]),
        "an activation at the end": net(lambda x: [convolution(x, activation="relu"), x]),
        "two layers deep": net(lambda x: [convolution(convolution(x)), x]),
        "groups": net(lambda x: [convolution(x, groups=2), x]),
        "dilation": net(lambda x: [convolution(x, dilation_rate=2), x]),
        "depthwise": net(lambda x: [layers.DepthwiseConv2D(3, padding="same")(x), x]),
        "only scales": net(lambda x: [layers.BatchNormalization()(x), x]),
        "batch statistics": net(
            lambda x: [layers.BatchNormalization()(convolution(x), training=True), x]
        ),
        "normalized along another axis": net(
            lambda x: [layers.BatchNormalization(axis=1)(convolution(x)), x]
        ),
        "broadcast channels": net(lambda x: [convolution(x), layers.Conv2D(1, 1)(x)]),
        "broadcast pixels": net(lambda x: [convolution(x), layers.Conv2D(4, 8)(x)]),
        "different strides": net(
            lambda x: [layers.Conv2D(4, 2, strides=2)(x), layers.Conv2D(4, 5)(x)]
        ),
    }


@pytest.mark.parametrize("reason", unfoldable())
def test_a_sum_that_is_no_convolution_is_left_as_it_is(reason):
    model = unfoldable()[reason]
    assert fold_branches(model) is model
