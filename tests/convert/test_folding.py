"""Nets with parallel branches, and transfer nets: what the device gets of them."""

from collections import Counter
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers

from convert.export.tflite import to_float32, to_int8
from tests.convert.interpreting import open_interpreter
from training.architectures import build_model
from training.backbones import preprocessed
from training.recipe import Recipe, load_recipe
from training.transfer import find_backbone_of

RANDOM = np.random.default_rng(5)


def images(count: int, size: int) -> np.ndarray:
    """Pictures of smooth colours, uint8, which span 0..255: the same ones for the same numbers."""
    random = np.random.default_rng([count, size])
    coarse = random.integers(0, 256, (count, 4, 4, 3)).astype(np.uint8)
    coarse[0, 0, 0], coarse[0, 1, 1] = 0, 255
    return coarse.repeat(size // 4, axis=1).repeat(size // 4, axis=2)


def net(recipe: Recipe, *, size: int) -> keras.Model:
    """The net of a recipe for five classes, with the statistics of one that has learned."""
    keras.utils.set_random_seed(1)
    model = build_model(recipe, image_size=(size, size), class_count=5)
    pictures = images(20, size).astype(np.float32)
    if recipe.architecture == "transfer":
        learn_statistics(find_backbone_of(model), pictures / 127.5 - 1)
    else:
        learn_statistics(model, pictures)
    spread_answers(model, images(20, size))
    return model


def learn_statistics(model: keras.Model, pictures: np.ndarray) -> None:
    """Give each batch norm the statistics of ``pictures``, and a random scale and offset.

    Without them the answers of a deep random net hardly depend on the picture.
    """
    norms = [layer for layer in model.layers if isinstance(layer, layers.BatchNormalization)]
    momentum = [norm.momentum for norm in norms]
    frozen = not model.trainable
    model.trainable = True
    for norm in norms:
        norm.momentum = 0.0
        norm.gamma.assign(RANDOM.uniform(0.5, 1.5, norm.gamma.shape))
        norm.beta.assign(RANDOM.uniform(-0.5, 0.5, norm.beta.shape))
    model(pictures, training=True)
    for norm, value in zip(norms, momentum, strict=True):
        norm.momentum = value
    model.trainable = not frozen


def spread_answers(model: keras.Model, pictures: np.ndarray) -> None:
    """Let each class of an untrained net be the answer to some of the pictures."""
    head = model.get_layer("logits")
    logits = keras.Model(model.input, head.output).predict(pictures, verbose=0)
    kernel, bias = head.get_weights()
    scale = 2 / logits.std(axis=0)
    head.set_weights([kernel * scale, (bias - logits.mean(axis=0)) * scale])


def correlation_with(model: keras.Model, content: bytes, size: int) -> float:
    """How the file's probabilities follow those of Keras, on pictures that differ in class."""
    pictures = images(20, size)
    expected, found = model.predict(pictures, verbose=0), answers(content, pictures)
    assert len(set(expected.argmax(axis=1))) > 2
    return float(np.corrcoef(found.ravel(), expected.ravel())[0, 1])


def operators(content: bytes) -> Counter[str]:
    return Counter(op["op_name"] for op in open_interpreter(content)._get_ops_details())


def answers(content: bytes, pictures: np.ndarray) -> np.ndarray:
    interpreter = open_interpreter(content)
    (source,), (target,) = interpreter.get_input_details(), interpreter.get_output_details()
    rows = []
    for picture in pictures.astype(source["dtype"]):
        interpreter.set_tensor(source["index"], picture[np.newaxis])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(target["index"])[0].astype(np.float32))
    return np.stack(rows) * (target["quantization"][0] or 1.0)


@pytest.fixture(scope="module")
def stride_cnn() -> keras.Model:
    return net(load_recipe("stride-cnn-small"), size=32)


def test_branches_reach_the_device_as_one_convolution_each(stride_cnn: keras.Model) -> None:
    content = to_float32(stride_cnn)
    counted = operators(content)
    assert counted["CONV_2D"] == 6
    assert set(counted) == {"CONV_2D", "MEAN", "FULLY_CONNECTED", "SOFTMAX"}
    pictures = images(8, 32)
    expected = stride_cnn.predict(pictures, verbose=0)
    np.testing.assert_allclose(answers(content, pictures), expected, atol=1e-4)


def test_the_folded_int8_file_answers_as_the_branched_parent(stride_cnn: keras.Model) -> None:
    content = to_int8(stride_cnn, images(40, 32))
    assert operators(content)["CONV_2D"] == 6
    assert "ADD" not in operators(content)
    assert correlation_with(stride_cnn, content, 32) > 0.9


def test_a_shortcut_around_two_layers_stays_a_sum(recipe: Recipe) -> None:
    model = net(replace(recipe, architecture="resnet8"), size=32)
    assert operators(to_float32(model))["ADD"] == 3


@pytest.fixture
def recipe() -> Recipe:
    return replace(load_recipe("transfer"), backbone_weights="none")


@pytest.mark.attack  # A large net is converted twice: a minute and more.
def test_a_transfer_net_becomes_int8_of_built_in_operators(recipe: Recipe) -> None:
    model = net(recipe, size=96)
    content = to_int8(model, images(20, 96))
    (source,) = open_interpreter(content).get_input_details()
    assert (source["dtype"], source["quantization"]) == (np.uint8, (1.0, 0))
    assert not [name for name in operators(content) if name.startswith(("Flex", "CUSTOM"))]
    # The noise of int8 grows through fifty layers of random weights; float32 loses nothing.
    assert correlation_with(model, content, 96) > 0.5
    assert correlation_with(model, to_float32(model), 96) > 0.9999


@pytest.mark.parametrize("backbone", ["ResNet50", "DenseNet121", "MobileNetV2"])
def test_the_backbone_s_preprocessing_survives_int8(backbone: str) -> None:
    keras.utils.set_random_seed(1)
    image = keras.Input((32, 32, 3))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(preprocessed(image, backbone))
    x = layers.Dense(5, name="logits")(layers.GlobalAveragePooling2D()(x))
    model = keras.Model(image, layers.Softmax()(x))
    spread_answers(model, images(20, 32))
    assert correlation_with(model, to_int8(model, images(20, 32)), 32) > 0.99
