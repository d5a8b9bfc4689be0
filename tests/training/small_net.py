"""A net that compiles in a moment, with every kind of state that a resume could lose."""

import keras
from keras import layers


def build_small_net(*, class_count: int = 4, side_px: int = 32, seed: int = 1) -> keras.Model:
    """Batch norm, dropout, and a backbone of its own, which is not frozen."""
    keras.utils.set_random_seed(seed)
    inner = keras.Input((side_px // 4, side_px // 4, 8))
    x = layers.ReLU()(layers.BatchNormalization(momentum=0.5)(layers.Conv2D(16, 3)(inner)))
    backbone = keras.Model(inner, x, name="backbone")
    image = keras.Input((side_px, side_px, 3), name="image")
    x = layers.Conv2D(8, 4, strides=4, name="stem")(layers.Rescaling(1 / 255)(image))
    x = layers.GlobalAveragePooling2D()(backbone(x))
    logits = layers.Dense(class_count, name="logits")(layers.Dropout(0.3)(x))
    return keras.Model(image, layers.Softmax(name="probabilities")(logits), name="small_net")
