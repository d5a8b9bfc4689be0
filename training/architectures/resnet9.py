"""ResNet-9: few wide convolutions at high resolution, for boards that can afford them."""

import keras
from keras import layers

from training.architectures.blocks import convolution, scaled
from training.recipe import Recipe


def resnet9(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """A stem of half the first of ``channels``, then three stages of a convolution and a pooling.

    The first and the last stage end in a residual block of two convolutions. The shape of the nets
    that learn CIFAR-10 fastest (Coleman et al., 2017, "DAWNBench"; D. Page, "How to train your
    ResNet", 2018), with an average in place of the maximum at the end.
    """
    first, second, third = recipe.channels
    x = _activated(scaled(image), first // 2)
    x = _residual(layers.MaxPooling2D()(_activated(x, first)))
    x = layers.MaxPooling2D()(_activated(x, second))
    x = _residual(layers.MaxPooling2D()(_activated(x, third)))
    return layers.GlobalAveragePooling2D()(x)


def _activated(x: keras.KerasTensor, channels: int) -> keras.KerasTensor:
    return layers.ReLU()(convolution(x, channels))


def _residual(x: keras.KerasTensor) -> keras.KerasTensor:
    channels = x.shape[-1]
    return layers.Add()([x, _activated(_activated(x, channels), channels)])
