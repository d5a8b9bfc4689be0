"""A Keras model without models inside it, and without half precision: the same answers."""

import keras

from training.precision import with_policy


def flattened(model: keras.Model) -> keras.Model:
    """The same net with the layers of nested models as its own, so that branches can be folded.

    The layers are shared with ``model``, which stays as it was. Models inside stay where two layers
    would get the same name; a model without any is returned as it is.
    """
    while nested := [layer for layer in model.layers if isinstance(layer, keras.Model)]:
        inner = [one for each in nested for one in each.layers]
        names = [one.name for one in (*model.layers, *inner) if not _is_dropped(one, nested)]
        if len(set(names)) < len(names) or not all(each.inputs for each in nested):
            return model
        model = keras.models.clone_model(
            functional(model),
            clone_function=lambda layer: layer,
            call_function=_call,
        )
    return model


def bare(model: keras.Model) -> keras.Model:
    """The same net with its one input and its one output by themselves, not in a list or a dict."""
    sides = (getattr(model, side, None) for side in ("input", "output"))  # A Sequential has none.
    return functional(model) if any(isinstance(one, list | dict) for one in sides) else model


def in_float32(model: keras.Model) -> keras.Model:
    """A net of the same weights that computes in float32: ``model`` itself where it does so."""
    if precision(model) == "float32":
        return model
    copy = keras.Model.from_config(with_policy(functional(model).get_config(), "float32"))
    copy.set_weights(model.get_weights())
    return copy


def precision(model: keras.Model) -> str:
    """What the layers compute in: "float32", or the name of the first other type."""
    types = [layer.compute_dtype for layer in model.layers if hasattr(layer, "compute_dtype")]
    halves = (each for each in types if each in ("float16", "bfloat16", "float64"))
    return next(halves, "float32")


def functional(model: keras.Model) -> keras.Model:
    """``model`` as a net from its first input to its first output, of the same layers."""
    return keras.Model(model.inputs[0], model.outputs[0], name=model.name)


def _is_dropped(layer: keras.Layer, nested: list[keras.Model]) -> bool:
    return isinstance(layer, keras.layers.InputLayer) or any(layer is each for each in nested)


def _call(layer, *inputs, **options):  # type: ignore[no-untyped-def]
    """The layer's answer; of a model, that of its layers, without a node for the model."""
    call = layer.call if isinstance(layer, keras.Model) else layer
    return call(*inputs, **options)
