"""A net that ends in one sigmoid as one of two classes, which ends in a softmax."""

import math
from typing import Any

import keras
import numpy as np
from keras import layers


def two_logits(last: Any, before: keras.KerasTensor, *, name: str) -> keras.KerasTensor | None:
    """0 and the logit, (None, 2), of the sigmoid operation ``last``, which reads ``before``.

    Their softmax is 1 - p and p. ``name`` is that of the new layer. None where the logit cannot be
    told, or where there are several, of which a later layer takes the mean.
    """
    if type(last) in (layers.Dense, layers.Conv2D):
        weights = last.get_weights()
        size = "units" if type(last) is layers.Dense else "filters"
        config = {**last.get_config(), size: 2, "activation": None, "name": name}
        pair = type(last).from_config(config)
    elif type(last).__name__ in ("Activation", "Sigmoid"):
        weights = [np.ones((1, 1), np.float32)]
        pair = layers.Dense(2, use_bias=False, name=name)
    else:
        return None
    logits = pair(before)
    if math.prod(logits.shape[1:]) != 2:
        return None
    pair.set_weights([np.pad(w, [(0, 0)] * (w.ndim - 1) + [(1, 0)]) for w in weights])
    return layers.Flatten()(logits) if len(logits.shape) > 2 else logits
