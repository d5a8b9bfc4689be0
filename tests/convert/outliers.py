"""A net that int8 cannot hold, made of one that it can."""

import keras
import numpy as np


def with_outlier(model: keras.Model, *, factor: float = 1e5) -> keras.Model:
    """The same answers from Keras, but one channel of the first convolution is ``factor`` times
    as loud, and the next convolution listens to it less by as much.

    All channels share one scale in int8: the others are left without a step of their own.
    """
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    first, second = (copy.get_layer(name) for name in ("conv2d", "conv2d_1"))
    kernel, bias = first.get_weights()
    outgoing, outgoing_bias = second.get_weights()
    channel = int(np.abs(outgoing).sum(axis=(0, 1, 3)).argmin())
    kernel[..., channel] *= factor
    bias[channel] *= factor
    outgoing[:, :, channel] /= factor
    first.set_weights([kernel, bias])
    second.set_weights([outgoing, outgoing_bias])
    return copy
