"""A temperature inside a Keras model: its last layer's weights are divided by it."""

from typing import Any

import keras
import numpy as np
from keras import layers

from convert.export.flattening import functional
from convert.models.output import activation, drawn_images, last_operation
from edge_app.confidence import with_temperature

# They multiply, add, and nothing else: what is divided before is divided behind.
LINEAR = (layers.Dense, layers.Conv2D)
# Of a probability: float32 arithmetic in another order.
TOLERANCE = 1e-3
NOT_SOFTMAX = "it does not end in a softmax over the classes"
NOT_LINEAR = "no Dense or Conv2D layer of its own, without an activation, stands before its softmax"


class CannotFoldError(ValueError):
    """The model has no place for a temperature; the message says why, as a clause."""


def fold_temperature(model: keras.Model, temperature: float) -> keras.Model:
    """The same net, whose probabilities p become softmax(log p / ``temperature``).

    ``model`` gives probabilities and stays as it was; other layers are shared with the new one.
    The order of the classes' probabilities is as before, and no operator is added.

    Raises CannotFoldError: it does not end in a softmax behind one linear layer.
    """
    target = _target(model)
    copy = type(target).from_config(target.get_config())
    calls = []

    def chosen(layer: Any) -> Any:
        return copy if layer is target else layer

    def call(layer: Any, *inputs: Any, **options: Any) -> Any:
        calls.append(layer)
        return layer(*inputs, **options)

    folded = keras.models.clone_model(functional(model), clone_function=chosen, call_function=call)
    if sum(one is copy for one in calls) != 1:  # Elsewhere its answers must stay as they are.
        raise CannotFoldError(NOT_LINEAR)
    copy.set_weights([weights / temperature for weights in target.get_weights()])
    _check(model, folded, temperature)
    return folded


def _target(model: keras.Model) -> keras.Layer:
    """The layer whose weights make the logits."""
    last, before = last_operation(model.outputs[0])
    if not _is_softmax(last):
        raise CannotFoldError(NOT_SOFTMAX)
    own = type(last) in LINEAR  # With the softmax as its activation.
    target = last if own else last_operation(before)[0]
    linear = own or activation(target) == "linear"
    inside = any(target is one for one in model.layers)
    if type(target) not in LINEAR or not linear or not inside:
        raise CannotFoldError(NOT_LINEAR)
    return target


def _is_softmax(operation: Any) -> bool:
    return type(operation).__name__ == "Softmax" or activation(operation) == "softmax"


def _check(model: keras.Model, folded: keras.Model, temperature: float) -> None:
    """By answers to drawn images: something behind the softmax may change what it gives."""
    images = drawn_images(model)
    before, after = (each.predict(images, verbose=0) for each in (model, folded))
    expected = with_temperature(before.reshape(len(images), -1), temperature)
    if not np.allclose(after.reshape(expected.shape), expected, atol=TOLERANCE):
        raise CannotFoldError(NOT_SOFTMAX)
