"""The nets, from raw RGB images (0..255) to class probabilities."""

from collections.abc import Callable

import keras
from keras import layers

from edge_app.errors import PipelineError


def build_model(architecture: str, *, image_size: tuple[int, int], class_count: int) -> keras.Model:
    """Build an untrained net.

    Its input is float32 (n, height, width, 3), raw RGB 0..255: the scale to 0..1 is its first
    layer, and folds into the first convolution at conversion. Its output is float32
    (n, class_count), probabilities. ``image_size`` is (height, width) in pixels.

    Raises PipelineError: an unknown architecture.
    """
    if architecture not in ARCHITECTURES:
        raise PipelineError(
            f"Unknown architecture {architecture!r}. Known: {', '.join(ARCHITECTURES)}."
        )
    image = keras.Input((*image_size, 3), name="image")
    features = ARCHITECTURES[architecture](layers.Rescaling(1 / 255, name="scale")(image))
    logits = layers.Dense(class_count, name="logits")(features)
    probabilities = layers.Softmax(name="probabilities")(logits)
    return keras.Model(image, probabilities, name=architecture.replace("-", "_"))


def _plain_cnn(x: keras.KerasTensor) -> keras.KerasTensor:
    """Three convolutions, two poolings and a dense layer, as in the common tutorials."""
    x = layers.Conv2D(32, 3, activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.MaxPooling2D()(x)
    x = layers.Conv2D(64, 3, activation="relu")(x)
    x = layers.Flatten()(x)
    return layers.Dense(64, activation="relu")(x)


def _resnet8(x: keras.KerasTensor) -> keras.KerasTensor:
    """ResNet-8: a stem and three residual blocks of 16, 32 and 64 channels.

    The shape of MLPerf Tiny's image classification reference (Banbury et al., 2021,
    https://arxiv.org/abs/2106.07597).
    """
    x = layers.ReLU()(_convolution(x, 16))
    for channels, stride in ((16, 1), (32, 2), (64, 2)):
        branch = layers.ReLU()(_convolution(x, channels, stride=stride))
        branch = _convolution(branch, channels)
        if stride != 1:
            x = _convolution(x, channels, kernel=1, stride=stride)
        x = layers.ReLU()(layers.Add()([x, branch]))
    return layers.GlobalAveragePooling2D()(x)


def _convolution(
    x: keras.KerasTensor, channels: int, *, kernel: int = 3, stride: int = 1
) -> keras.KerasTensor:
    """A convolution with batch norm, which folds into one convolution at conversion."""
    x = layers.Conv2D(
        channels,
        kernel,
        strides=stride,
        padding="same",
        use_bias=False,
        kernel_initializer="he_normal",
    )(x)
    return layers.BatchNormalization(momentum=0.9)(x)


ARCHITECTURES: dict[str, Callable[[keras.KerasTensor], keras.KerasTensor]] = {
    "plain-cnn": _plain_cnn,
    "resnet8": _resnet8,
}
