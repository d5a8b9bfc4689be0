"""A published backbone with a new head."""

import keras
from keras import layers

from training.architectures.blocks import dropout
from training.backbones import build_backbone, preprocessed
from training.recipe import Recipe


def transfer(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """A frozen ``keras.applications`` backbone, global average pooling and dropout.

    The backbone is a model inside the model, called in inference mode for good: its batch norm
    keeps the statistics that it came with, also while its upper layers are trained (as Keras's
    guide to transfer learning asks for), and its own dropout is off.
    """
    backbone = build_backbone(
        recipe.backbone,
        weights=recipe.backbone_weights,
        image_size=(image.shape[1], image.shape[2]),
    )
    backbone.trainable = False
    x = backbone(preprocessed(image, recipe.backbone), training=False)
    return dropout(layers.GlobalAveragePooling2D()(x), recipe.dropout)
