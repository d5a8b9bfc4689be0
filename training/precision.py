"""A net that computes in a mixed precision, and the float32 net that is kept of it."""

from typing import Any

import keras

# Their outputs are small numbers that the loss takes a logarithm of.
ALWAYS_FLOAT32 = ("logits", "probabilities")


def in_precision(model: keras.Model, precision: str) -> keras.Model:
    """A copy of ``model`` that computes in ``precision``; for "float32", ``model`` itself.

    Its weights stay float32, and are those of ``model``, in the same order.
    """
    if precision == "float32":
        return model
    config = with_policy(model.get_config(), precision)
    for layer in config["layers"]:
        if layer["config"]["name"] in ALWAYS_FLOAT32:
            layer["config"] = with_policy(layer["config"], "float32")
    copy = keras.Model.from_config(config)
    copy.set_weights(model.get_weights())
    return copy


def with_policy(config: Any, policy: str) -> Any:
    """A layer's configuration, and those nested in it, with another dtype policy."""
    if isinstance(config, list | tuple):
        return type(config)(with_policy(each, policy) for each in config)
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "DTypePolicy":
        return {**config, "config": {**config["config"], "name": policy}}
    return {name: with_policy(each, policy) for name, each in config.items()}
