"""The table of layers finds the layer and the channel in which a net loses."""

import json
from dataclasses import asdict

import keras
import numpy as np
import pytest
from keras import layers

from convert.export.tflite import to_float32, to_int8
from convert.proof.layers import MOST_DB, LayerError, layer_errors, signal_to_noise_db
from tests.drawing import draw_shape

CLASSES = ("circle", "square", "triangle", "stripes")
OUTLIER = 5
LAYERS = ["stem", "pool", "first", "second", "sum_relu", "deep", "both", "mean", "hidden", "logits"]


def branched_net() -> keras.Model:
    """A net with batch norm, a residual sum, both poolings, a concatenation and dense layers."""
    keras.utils.set_random_seed(1)
    image = keras.Input((32, 32, 3), name="image")
    x = layers.Conv2D(8, 3, padding="same", name="stem")(layers.Rescaling(1 / 255)(image))
    x = layers.ReLU(name="stem_relu")(layers.BatchNormalization(name="stem_norm")(x))
    x = shortcut = layers.MaxPooling2D(4, name="pool")(x)
    x = layers.Conv2D(8, 3, padding="same", activation="relu", name="first")(x)
    x = layers.Conv2D(8, 3, padding="same", name="second")(x)
    x = layers.ReLU(name="sum_relu")(layers.Add(name="sum")([x, shortcut]))
    deep = layers.DepthwiseConv2D(3, padding="same", name="deep")(x)
    x = layers.GlobalAveragePooling2D(name="mean")(layers.Concatenate(name="both")([x, deep]))
    x = layers.Dense(12, activation="relu", name="hidden")(x)
    logits = layers.Dense(4, name="logits")(x)
    return keras.Model(image, layers.Softmax(name="probabilities")(logits))


def with_outlier(model: keras.Model, *, factor: float) -> keras.Model:
    """The same net, but the channel OUTLIER of the layer "first" is ``factor`` times as large.

    The layer "second", which alone reads it, divides: Keras answers as before.
    """
    spoilt = keras.models.clone_model(model)
    spoilt.set_weights(model.get_weights())
    kernel, bias = spoilt.get_layer("first").get_weights()
    kernel[..., OUTLIER] *= factor
    bias[OUTLIER] *= factor
    reading, reading_bias = spoilt.get_layer("second").get_weights()
    reading[:, :, OUTLIER] /= factor
    spoilt.get_layer("first").set_weights([kernel, bias])
    spoilt.get_layer("second").set_weights([reading, reading_bias])
    return spoilt


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Forty drawn shapes with the values 0 and 255 among them."""
    random = np.random.default_rng(1)
    images = np.stack([draw_shape(CLASSES[i % 4], random) for i in range(40)])
    images[0, 0, 0], images[0, 0, 1] = 0, 255
    return images


@pytest.fixture(scope="module")
def float32() -> bytes:
    return to_float32(branched_net())


@pytest.fixture(scope="module")
def sound(float32: bytes, images: np.ndarray) -> dict[str, LayerError]:
    int8 = to_int8(branched_net(), images)
    return {error.name: error for error in layer_errors(float32, int8, images)}


@pytest.fixture(scope="module")
def spoilt(images: np.ndarray) -> dict[str, LayerError]:
    model = with_outlier(branched_net(), factor=500)
    errors = layer_errors(to_float32(model), to_int8(model, images), images)
    return {error.name: error for error in errors}


def test_every_layer_of_a_branched_net_is_named_as_in_keras(sound: dict[str, LayerError]) -> None:
    assert sorted(sound) == sorted([*LAYERS, "softmax"])
    assert sound["stem"].operator == "CONV_2D"
    assert sound["deep"].operator == "DEPTHWISE_CONV_2D"
    assert sound["sum_relu"].operator == "ADD"
    assert sound["both"].operator == "CONCATENATION"
    assert list(sound)[-1] == "softmax"


def test_a_sound_net_loses_little_and_rounding_alone_loses_less(
    sound: dict[str, LayerError],
) -> None:
    for error in sound.values():
        assert error.signal_to_noise_db > 15, error
        assert error.rounding_signal_to_noise_db > error.signal_to_noise_db - 1, error
        assert error.worst_channel_signal_to_noise_db <= error.median_channel_signal_to_noise_db
        assert error.loudness < 10, error


def test_a_planted_outlier_is_found_in_its_layer_and_channel(
    spoilt: dict[str, LayerError],
) -> None:
    loudest = max(spoilt.values(), key=lambda error: error.loudness)
    assert (loudest.name, loudest.loudest_channel) == ("first", OUTLIER)
    assert loudest.loudness > 100
    others = [error.loudness for name, error in spoilt.items() if name != "first"]
    assert max(others) < 10


def test_what_the_outlier_costs_the_other_channels_is_seen_from_its_layer_on(
    sound: dict[str, LayerError], spoilt: dict[str, LayerError]
) -> None:
    for before in ("stem", "pool"):
        assert spoilt[before] == sound[before]
    assert spoilt["first"].signal_to_noise_db > 20  # The outlier itself, which hides the others.
    assert sound["first"].median_channel_signal_to_noise_db > 20
    assert spoilt["first"].median_channel_signal_to_noise_db < 5
    assert spoilt["first"].worst_channel != OUTLIER
    assert spoilt["second"].signal_to_noise_db < sound["second"].signal_to_noise_db - 10


def test_the_same_file_twice_has_no_noise(float32: bytes, images: np.ndarray) -> None:
    for error in layer_errors(float32, float32, images[:2]):
        assert error.signal_to_noise_db == error.rounding_signal_to_noise_db == MOST_DB


def test_channels_that_are_always_zero_are_not_the_worst(images: np.ndarray) -> None:
    model = branched_net()
    kernel, bias = model.get_layer("first").get_weights()
    bias[:6] = -1000  # Behind their ReLU, nothing is left.
    model.get_layer("first").set_weights([kernel, bias])
    errors = layer_errors(to_float32(model), to_int8(model, images), images)
    (first,) = (error for error in errors if error.name == "first")
    assert first.worst_channel in (6, 7)
    assert first.worst_channel_signal_to_noise_db > 0


def test_the_errors_are_ready_for_json(spoilt: dict[str, LayerError]) -> None:
    text = json.dumps([asdict(error) for error in spoilt.values()], allow_nan=False)
    assert json.loads(text)[0]["operator"] == "CONV_2D"


@pytest.mark.parametrize(
    ("signal", "noise", "expected"),
    [(100, 1, 20), (1, 1, 0), (1, 100, -20), (5, 0, MOST_DB), (0, 5, -MOST_DB), (0, 0, MOST_DB)],
)
def test_decibels_are_ten_times_the_logarithm_of_the_powers(
    signal: float, noise: float, expected: float
) -> None:
    assert signal_to_noise_db(signal, noise) == pytest.approx(expected)
