"""ResNet-8, the net of MLPerf Tiny's image classification."""

import keras
from keras import layers

from training.architectures.blocks import convolution, scaled
from training.recipe import Recipe


def resnet8(image: keras.KerasTensor, _: Recipe) -> keras.KerasTensor:
    """A stem and three residual blocks of 16, 32 and 64 channels.

    The shape of MLPerf Tiny's image classification reference (Banbury et al., 2021,
    https://arxiv.org/abs/2106.07597).
    """
    x = layers.ReLU()(convolution(scaled(image), 16))
    for channels, stride in ((16, 1), (32, 2), (64, 2)):
        branch = layers.ReLU()(convolution(x, channels, stride=stride))
        branch = convolution(branch, channels)
        if stride != 1:
            x = convolution(x, channels, kernel=1, stride=stride)
        x = layers.ReLU()(layers.Add()([x, branch]))
    return layers.GlobalAveragePooling2D()(x)
