"""Keras models as other people make them: small, and untrained."""

from collections.abc import Callable

import keras
import numpy as np
from keras import layers

SIZE = 12
CLASSES = 4


def random_images(count: int = 20) -> np.ndarray:
    """uint8 (count, SIZE, SIZE, 3), with the values 0 and 255."""
    images = np.random.default_rng(5).integers(0, 256, (count, SIZE, SIZE, 3), np.uint8)
    images[0, 0, 0] = [0, 255, 0]
    return images


def image(**options: object) -> keras.KerasTensor:
    return keras.Input((SIZE, SIZE, 3), **options)


def features(
    x: keras.KerasTensor, *, scale: float = 1 / 255, offset: float = 0
) -> keras.KerasTensor:
    """A few values for each image, which differ from image to image."""
    x = layers.Rescaling(scale, offset)(x) if scale != 1 else x
    x = layers.Conv2D(6, 3, strides=2, activation="relu")(x)
    return layers.Flatten()(x)


def net(units: int = CLASSES, activation: str | None = None) -> keras.Model:
    x = image()
    return keras.Model(x, layers.Dense(units, activation=activation)(features(x)))


def behind(
    last: Callable[[keras.KerasTensor], keras.KerasTensor], *, units: int = CLASSES
) -> keras.Model:
    """The net with another operation behind its logits."""
    x = image()
    return keras.Model(x, last(layers.Dense(units)(features(x))))


def branched_backbone() -> keras.Model:
    """Two parallel convolutions and their sum, to be folded, as a model to put into another."""
    x = image()
    y = layers.Conv2D(4, 3, padding="same", name="wide")(x)
    z = layers.Conv2D(4, 1, padding="same", name="narrow")(x)
    return keras.Model(x, layers.Add(name="sum")([y, z]), name="backbone")


def nested() -> keras.Model:
    """A model within a model, with its own preprocessing before it."""
    x = image()
    y = branched_backbone()(layers.Rescaling(1 / 127.5, -1)(x), training=False)
    y = layers.GlobalAveragePooling2D()(layers.ReLU()(y))
    return keras.Model(x, layers.Dense(CLASSES, activation="softmax")(y))
