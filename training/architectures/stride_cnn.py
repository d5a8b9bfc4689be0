"""The nets made for the device: nothing but dense 3x3 convolutions, the first of a stage strided.

On a Cortex-A76 a dense convolution is cheaper per product than a depthwise one, for its dot-product
instruction does the whole multiplication, and a stride at the start of a stage spares three
quarters of what follows. What a plain stack lacks in training, parallel branches give it (RepVGG:
Ding et al., 2021, https://arxiv.org/abs/2101.03697); ``training.folding`` makes one convolution of
them, so that they cost the device nothing.
"""

import keras
from keras import layers

from training.architectures.blocks import convolution, scaled
from training.recipe import Recipe


def stride_cnn(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """A stage for each number in ``channels``: two 3x3 convolutions, the first with stride 2."""
    x = scaled(image)
    for channels in recipe.channels:
        for stride in (2, 1):
            x = _unit(x, channels, stride=stride, branches=recipe.branches)
    return layers.GlobalAveragePooling2D()(x)


def _unit(x: keras.KerasTensor, channels: int, *, stride: int, branches: bool) -> keras.KerasTensor:
    """A 3x3 convolution, in training with a 1x1 one and the identity beside it, then ReLU.

    Each branch has its own batch norm. Where the shape changes there is no identity.
    """
    outputs = [convolution(x, channels, stride=stride)]
    if branches:
        outputs.append(convolution(x, channels, kernel=1, stride=stride))
        if x.shape[-1] == channels and stride == 1:
            outputs.append(layers.BatchNormalization(momentum=0.9)(x))
    return layers.ReLU()(layers.Add()(outputs) if len(outputs) > 1 else outputs[0])
