"""What several nets are made of."""

import keras
from keras import layers


def scaled(image: keras.KerasTensor) -> keras.KerasTensor:
    """Raw values 0..255 as 0..1: a scale without an offset, so that conversion can fold it."""
    return layers.Rescaling(1 / 255, name="scale")(image)


def convolution(
    x: keras.KerasTensor, channels: int, *, kernel: int = 3, stride: int = 1
) -> keras.KerasTensor:
    """A convolution with batch norm, which folds into one convolution at conversion.

    ``x`` is (n, height, width, any); the result is (n, height / stride, width / stride, channels),
    rounded up.
    """
    x = layers.Conv2D(
        channels,
        kernel,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
    )(x)
    return layers.BatchNormalization(momentum=0.9)(x)


def dropout(x: keras.KerasTensor, rate: float) -> keras.KerasTensor:
    """Drop the share ``rate`` of the values while training; no layer at all where it is zero."""
    return layers.Dropout(rate)(x) if rate else x
