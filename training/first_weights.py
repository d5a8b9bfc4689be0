"""A net as it is before its first step, and first weights that are better than random ones."""

import keras
import numpy as np
from keras import layers
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from training.architectures import build_model
from training.architectures.whitened_cnn import PATCH_PX, WHITENING
from training.datasets import Dataset
from training.parts import Images
from training.recipe import Recipe

PIXELS_LOOKED_AT = 5_000 * 32 * 32
# Added to the variance of each direction, in squares of the scale 0..1: the weakest directions are
# hardly more than noise, and would be blown up to the strength of the others.
LEAST_VARIANCE = 5e-4


def new_model(recipe: Recipe, dataset: Dataset) -> keras.Model:
    """The untrained net of ``recipe`` for ``dataset``, the same each time.

    Raises PipelineError: the images are too small for it, its backbone cannot be had, or a
    picture can no longer be read.
    """
    keras.utils.set_random_seed(recipe.seed)
    images = dataset.train.images
    size = (images.shape[1], images.shape[2])
    model = build_model(recipe, image_size=size, class_count=len(dataset.class_names))
    if has_whitening(model):
        set_first_weights(model, sample(images))
    return model


def sample(images: Images) -> NDArray[np.uint8]:
    """Images from first to last, at even distances: as many pixels as 5,000 of 32 x 32 have."""
    _, height, width, _ = images.shape
    count = min(len(images), max(1, PIXELS_LOOKED_AT // (height * width)))
    return images[np.linspace(0, len(images) - 1, count).astype(np.int64)]


def set_first_weights(model: keras.Model, images: NDArray[np.uint8]) -> None:
    """Let the first layer of ``model`` whiten patches of ``images``, uint8 (n, height, width, 3).

    The other convolutions begin as the identity, as far as they have as many channels as come in
    (Dirac initialisation: Zagoruyko and Komodakis, 2017, https://arxiv.org/abs/1706.00388).
    """
    for layer in model.layers:
        if layer.name == WHITENING:
            layer.set_weights(whitening_filters(images))
        elif isinstance(layer, layers.Conv2D):
            layer.set_weights([partial_identity(layer.get_weights()[0])])


def freeze_whitening(model: keras.Model) -> None:
    """Keep the filters of a whitening layer as they are; its bias is trained."""
    if has_whitening(model):
        model.get_layer(WHITENING).kernel.trainable = False


def has_whitening(model: keras.Model) -> bool:
    """Whether the net has a layer that whitens."""
    return any(layer.name == WHITENING for layer in model.layers)


def whitening_filters(images: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
    """Filters that turn patches of the images into values without correlation, of like variance.

    float32 (2, 2, 3, 24) for pixels 0..1, and the bias (24,) that makes their mean zero: the twelve
    principal directions of the patches, the strongest first, then their opposites.
    """
    patches = sliding_window_view(images, (PATCH_PX, PATCH_PX), axis=(1, 2))
    size = 3 * PATCH_PX**2
    flat = patches.reshape(-1, size).astype(np.float32) / 255  # By colour, row, column.
    mean = flat.mean(axis=0, dtype=np.float64)
    variances, directions = np.linalg.eigh(np.cov(flat, rowvar=False))
    filters = (directions / np.sqrt(variances + LEAST_VARIANCE))[:, ::-1]
    both = np.concatenate([filters, -filters], axis=1)
    kernel = both.reshape(3, PATCH_PX, PATCH_PX, 2 * size).transpose(1, 2, 0, 3)
    return [kernel.astype(np.float32), (-mean @ both).astype(np.float32)]


def partial_identity(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """A kernel (height, width, in, out) whose first channels pass what comes in as it is.

    The others keep their random weights, as all do where fewer go out than come in.
    """
    height, width, channels_in, channels_out = kernel.shape
    if channels_out < channels_in:
        return kernel
    changed: NDArray[np.float32] = kernel.copy()
    changed[..., :channels_in] = 0
    passed = np.arange(channels_in)
    changed[height // 2, width // 2, passed, passed] = 1
    return changed
