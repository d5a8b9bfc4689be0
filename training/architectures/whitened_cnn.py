"""A plain net whose first layer is not learned: it whitens patches of 2x2 pixels.

The shape that reaches an accuracy on CIFAR-10 in the fewest steps (K. Jordan, "94% on CIFAR-10 in
3.29 seconds on a single GPU", 2024, https://arxiv.org/abs/2404.00498), with ReLU in place of GELU,
which costs a device more. Its weights start as ``training.first_weights`` says.
"""

import keras
from keras import layers

from training.architectures.blocks import convolution, scaled
from training.recipe import Recipe

WHITENING = "whitening"
PATCH_PX = 2
# Each of the twelve directions of a patch of 2 x 2 pixels in three colours, and its opposite.
WHITENED_CHANNELS = 2 * 3 * PATCH_PX**2
LOGIT_SCALE = 1 / 9


def whitened_cnn(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """The whitening, then for each number in ``channels``: convolution, pooling, convolution.

    Where the recipe is ``strided``, the first of the two has the stride 2 in place of the pooling:
    a quarter of its products, so that the same device can afford more channels.
    """
    x = layers.Conv2D(WHITENED_CHANNELS, PATCH_PX, name=WHITENING)(scaled(image))
    x = layers.ReLU()(x)
    for channels in recipe.channels:
        x = _halved(x, channels, strided=recipe.strided)
        x = _activated(x, channels)
    x = layers.Flatten()(layers.MaxPooling2D(x.shape[1:3])(x))
    return layers.Rescaling(LOGIT_SCALE)(x)


def _halved(x: keras.KerasTensor, channels: int, *, strided: bool) -> keras.KerasTensor:
    if strided:
        return _activated(x, channels, stride=2)
    return layers.MaxPooling2D()(_activated(x, channels))


def _activated(x: keras.KerasTensor, channels: int, *, stride: int = 1) -> keras.KerasTensor:
    return layers.ReLU()(convolution(x, channels, stride=stride))
