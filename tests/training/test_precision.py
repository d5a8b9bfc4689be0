"""Mixed precision: what computes in it, and what stays float32."""

import keras
import numpy as np
import pytest
from keras import layers

from training.precision import in_precision


@pytest.fixture
def model():
    inner_input = keras.Input((8, 8, 4))
    inner = keras.Model(inner_input, layers.Conv2D(4, 3)(inner_input), name="inner")
    image = keras.Input((8, 8, 3), name="image")
    features = inner(layers.BatchNormalization()(layers.Conv2D(4, 1, name="stem")(image)))
    pooled = layers.Dropout(0.5)(layers.GlobalAveragePooling2D()(features))
    logits = layers.Dense(4, name="logits")(pooled)
    return keras.Model(image, layers.Softmax(name="probabilities")(logits))


def test_float32_is_the_model_itself(model):
    assert in_precision(model, "float32") is model


@pytest.mark.parametrize("precision", ["mixed_float16", "mixed_bfloat16"])
def test_a_copy_computes_in_the_precision_with_float32_weights(model, precision):
    model.get_layer("stem").trainable = False
    copy = in_precision(model, precision)
    computing = {layer.name: layer.compute_dtype for layer in copy.layers}
    dtype = precision.removeprefix("mixed_")
    assert computing["stem"] == dtype
    assert copy.get_layer("inner").layers[-1].compute_dtype == dtype
    assert computing["logits"] == computing["probabilities"] == "float32"
    assert {weight.dtype for weight in copy.weights} == {"float32"}
    assert len(copy.trainable_weights) == len(model.trainable_weights)
    for ours, theirs in zip(copy.get_weights(), model.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)


def test_the_copy_gives_nearly_the_same_answers_and_shares_no_weights(model):
    copy = in_precision(model, "mixed_bfloat16")
    images = np.random.default_rng(1).random((4, 8, 8, 3), np.float32)
    before = model.predict(images, verbose=0)
    assert copy.predict(images, verbose=0) == pytest.approx(before, abs=0.02)
    copy.set_weights([weights + 1 for weights in copy.get_weights()])
    assert np.array_equal(model.predict(images, verbose=0), before)
