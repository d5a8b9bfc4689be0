"""The nets of the common Keras tutorials: to recognise, and to see the distance."""

import keras
from keras import layers

from training.architectures.blocks import convolution, dropout, scaled
from training.recipe import Recipe


def plain_cnn(image: keras.KerasTensor, _: Recipe) -> keras.KerasTensor:
    """Three convolutions, two poolings and a dense layer."""
    x = _convolutions_with_pooling(scaled(image))
    x = layers.Conv2D(64, 3, activation="relu")(x)
    return _dense(x, 64)


def plain_cnn_2(image: keras.KerasTensor, _: Recipe) -> keras.KerasTensor:
    """Two convolutions, two poolings and a dense layer."""
    return _dense(_convolutions_with_pooling(scaled(image)), 64)


def batchnorm_cnn(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """Three blocks of 32, 64 and 128 channels with batch norm, a dense layer and dropout.

    Batch norm stands before the activation, where it folds into its convolution; tutorials that
    have it after the activation, or keep a bias before it, train the same number of kernels.
    """
    x = _blocks_with_pooling(scaled(image), (32, 64, 128))
    return dropout(_dense(x, 128), recipe.dropout)


def gap_cnn(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """Four blocks of 32 to 256 channels with batch norm, global average pooling and dropout."""
    x = _blocks_with_pooling(scaled(image), (32, 64, 128))
    x = layers.ReLU()(convolution(x, 256))
    return dropout(layers.GlobalAveragePooling2D()(x), recipe.dropout)


def _convolutions_with_pooling(x: keras.KerasTensor) -> keras.KerasTensor:
    for channels in (32, 64):
        x = layers.Conv2D(channels, 3, activation="relu")(x)
        x = layers.MaxPooling2D()(x)
    return x


def _blocks_with_pooling(x: keras.KerasTensor, channels: tuple[int, ...]) -> keras.KerasTensor:
    for count in channels:
        x = layers.MaxPooling2D()(layers.ReLU()(convolution(x, count)))
    return x


def _dense(x: keras.KerasTensor, units: int) -> keras.KerasTensor:
    return layers.Dense(units, activation="relu")(layers.Flatten()(x))
