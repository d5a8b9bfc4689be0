"""What a net costs the device: the products that one image takes."""

import math

import keras
from keras import layers

from training.folding import fold_branches


def multiply_accumulates(model: keras.Model) -> int:
    """Multiply-accumulates of one image in the exported net, where parallel branches are folded.

    Convolutions and dense layers count, models inside the model too; poolings, sums and
    activations do not, as is usual.
    """
    bare = keras.Model.from_config(model.get_config())  # A copy: it is not compiled.
    return _of_layers(fold_branches(bare))


def _of_layers(model: keras.Model) -> int:
    return sum(_of_layer(layer) for layer in model.layers)


def _of_layer(layer: keras.Layer) -> int:
    """Each value of a kernel is used once per output pixel."""
    if isinstance(layer, keras.Model):
        return _of_layers(layer)
    pixels = math.prod(layer.output.shape[1:-1])
    return int(pixels * sum(math.prod(kernel.shape) for kernel in _kernels(layer)))


def _kernels(layer: keras.Layer) -> list[keras.Variable]:
    if isinstance(layer, layers.SeparableConv2D):
        return [layer.depthwise_kernel, layer.pointwise_kernel]
    counted = (layers.Conv2D, layers.DepthwiseConv2D, layers.Dense)
    return [layer.kernel] if isinstance(layer, counted) else []
