"""A published backbone with a new head."""

import keras
from keras import layers

from training.architectures.blocks import dropout
from training.backbones import build_backbone, preprocessed
from training.recipe import Recipe


def transfer(image: keras.KerasTensor, recipe: Recipe) -> keras.KerasTensor:
    """A frozen ``keras.applications`` backbone, global average pooling and dropout.

    The backbone is a model inside the model, and computes the same in training as in inference,
    also while its upper layers learn (as Keras's guide to transfer learning asks for): its batch
    norm is never trainable, and so keeps the statistics that it came with, and its own dropout
    has the rate 0. Calling it with ``training=False`` would not do: of a model within a model,
    Keras overrides that by the mode of the outer one.
    """
    backbone = build_backbone(
        recipe.backbone,
        weights=recipe.backbone_weights,
        image_size=(image.shape[1], image.shape[2]),
    )
    backbone.trainable = False
    _switch_off_dropout(backbone)
    x = backbone(preprocessed(image, recipe.backbone))
    return dropout(layers.GlobalAveragePooling2D()(x), recipe.dropout)


def _switch_off_dropout(backbone: keras.Model) -> None:
    """Set every rate to 0, also where dropout drops whole branches, as in EfficientNet."""
    for layer in backbone.layers:
        if isinstance(layer, layers.Dropout):
            layer.rate = 0.0
