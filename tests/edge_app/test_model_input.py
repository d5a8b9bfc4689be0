from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from edge_app import Classifier, ModelFileError
from edge_app.images import fit_to_input
from edge_app.model_input import InputRule, ModelInput
from edge_app.normalization import INPUT_RANGES, Normalization
from edge_app.tensors import ImageInput, Tensor
from tests.edge_app.tiny_models import TinyMetadata, TinyTensor, color_graph

Load = Callable[..., Classifier]
PIXELS = np.arange(256, dtype=np.uint8)
IMAGENET = TinyMetadata(mean=(123.675, 116.28, 103.53), deviation=(58.395, 57.12, 57.375))


def image_input(dtype: Any, scale: float = 1.0, zero_point: int = 0, **form: Any) -> ImageInput:
    form = {"size": (16, 16), "channels": 3, "channels_first": False, **form}
    channels = form["channels"]
    shape = (1, channels, 16, 16) if form["channels_first"] else (1, 16, 16, channels)
    return ImageInput(Tensor(0, shape, np.dtype(dtype), scale, zero_point), **form)


def entered(image: ImageInput, normalization: Normalization) -> np.ndarray:
    """What the 256 pixel values become, (256, channels), asked with one picture of all of them."""
    picture = PIXELS.reshape(16, 16, 1).repeat(3, axis=2)
    tensor = ModelInput(image, InputRule(normalization, "")).tensor(picture)
    assert tensor.dtype == image.tensor.dtype
    return tensor.reshape(256, -1)


@pytest.mark.parametrize(
    ("dtype", "scale", "zero_point", "key"),
    [
        ("uint8", 1.0, 0, "0,255"),
        ("uint8", 1 / 255, 0, "0,1"),
        ("uint8", 1 / 128, 128, "-1,1"),
        ("uint8", 1 / 127.5, 127, "-1,1"),
        ("int8", 1.0, -128, "0,255"),
        ("int8", 1 / 255, -128, "0,1"),
        ("int8", 1 / 127.5, -1, "-1,1"),
    ],
)
def test_a_model_quantized_over_its_whole_range_takes_the_bytes_themselves(
    dtype: str, scale: float, zero_point: int, key: str
) -> None:
    steps = entered(image_input(dtype, scale, zero_point), INPUT_RANGES[key]).astype(int)
    assert (steps == (np.arange(256) + np.iinfo(dtype).min)[:, np.newaxis]).all()


def test_a_narrower_quantization_is_computed_and_clipped() -> None:
    steps = entered(image_input("int8", 1 / 230, -128), INPUT_RANGES["0,1"])[:, 0].astype(int)
    assert steps[[0, 128, 255]].tolist() == [-128, round(128 * 230 / 255) - 128, 102]


def test_float_values_are_normalized_per_channel() -> None:
    values = entered(image_input("float32"), INPUT_RANGES["imagenet"])
    for channel, (mean, deviation) in enumerate(((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))):
        expected = (PIXELS / 255 - mean) / deviation
        np.testing.assert_allclose(values[:, channel], expected, rtol=1e-6, atol=1e-6)


def test_channels_first_and_grey_are_served() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8)
    rule = InputRule(INPUT_RANGES["0,255"], "")
    first = ModelInput(image_input("float32", channels_first=True), rule).tensor(picture)
    np.testing.assert_array_equal(first[0].transpose(1, 2, 0), picture)
    grey = ModelInput(image_input("uint8", channels=1), rule).tensor(picture)
    assert grey.shape == (1, 16, 16, 1)
    luma = picture @ np.array([0.299, 0.587, 0.114])
    assert np.abs(grey[0, :, :, 0] - luma).max() < 1


def test_our_own_models_get_the_very_pixels(classifier: Classifier) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (50, 70, 3), np.uint8)
    expected = fit_to_input(picture, height=32, width=32)[np.newaxis]
    np.testing.assert_array_equal(classifier.input.tensor(picture), expected)


def test_a_float_model_that_does_not_say_asks_for_the_range(load: Load) -> None:
    with pytest.raises(ModelFileError, match=r"float32 values and does not say which.*0,1 \| -1,1"):
        load(color_graph())
    assert load(color_graph(), input_range="0,1").input.rule.source == "--input-range"


def test_metadata_says_it_for_all_channels_or_for_each(load: Load) -> None:
    one = load(color_graph(), metadata=TinyMetadata(mean=(127.5,), deviation=(127.5,)))
    assert one.input.rule.normalization.range == (-1, 1)
    each = load(color_graph(), metadata=IMAGENET).input.rule.normalization
    np.testing.assert_allclose(each.mean, INPUT_RANGES["imagenet"].mean, rtol=1e-6)
    mixed = load(color_graph(), metadata=TinyMetadata(mean=(1.0, 2.0, 3.0), deviation=(4.0,)))
    assert mixed.input.rule.normalization == Normalization((1.0, 2.0, 3.0), (4.0, 4.0, 4.0))


def test_the_user_goes_before_the_metadata(load: Load) -> None:
    assert load(color_graph(), metadata=IMAGENET, input_range="0,1").input.rule == InputRule(
        INPUT_RANGES["0,1"], "--input-range"
    )


@pytest.mark.parametrize(
    "metadata",
    [
        TinyMetadata(mean=(0.0, 0.0), deviation=(1.0, 1.0)),
        TinyMetadata(mean=(0.0,), deviation=(0.0,)),
        TinyMetadata(mean=(float("nan"),), deviation=(1.0,)),
        TinyMetadata(mean=(0.0,), deviation=(float("inf"),)),
        TinyMetadata(mean=(0.0,), deviation=()),
    ],
)
def test_a_normalization_without_meaning_is_refused(metadata: TinyMetadata, load: Load) -> None:
    with pytest.raises(ModelFileError, match="normalization"):
        load(color_graph(), metadata=metadata)


def test_a_quantized_range_that_is_none_of_the_known_is_not_guessed(load: Load) -> None:
    graph = color_graph(dtype=np.int8, scale=0.01, zero_point=0)
    with pytest.raises(ModelFileError, match=r"holds -1\.28 to 1\.27\. Expected about 0 to 1"):
        load(graph)
    assert load(graph, input_range="-1,1").input.rule.source == "--input-range"


def test_a_quantization_that_contradicts_the_metadata_decides_and_that_is_said(load: Load) -> None:
    """Of values 0 to 255 all but the first would be clipped to 1."""
    raw = TinyMetadata(mean=(0.0,), deviation=(1.0,))
    rule = load(color_graph(dtype=np.uint8, scale=1 / 255), metadata=raw).input.rule
    assert rule.normalization is INPUT_RANGES["0,1"]
    assert rule.source.endswith("zero point 0 (not the metadata's 0 to 255)")
    assert rule.was_derived
    with pytest.raises(ModelFileError, match=r"holds 0 to 127\.5\. Expected about"):
        load(color_graph(dtype=np.uint8, scale=0.5), metadata=raw)


def test_metadata_of_a_small_part_of_the_quantized_range_is_not_followed(load: Load) -> None:
    """As 0 to 1 all bytes would be 0 or 1."""
    small = TinyMetadata(mean=(0.0,), deviation=(255.0,))
    rule = load(color_graph(dtype=np.uint8, scale=1.0), metadata=small).input.rule
    assert rule.normalization is INPUT_RANGES["0,255"]
    assert rule.source.endswith("(not the metadata's 0 to 1)")
    symmetric = color_graph(dtype=np.int8, scale=1 / 127)
    assert load(symmetric, metadata=small).input.rule.source == "the file's metadata"


@pytest.mark.parametrize(
    ("scale", "key", "message"),
    [
        (1 / 255, "0,255", "become 0 to 255; .* holds 0 to 1. Leave it out: .* become 0 to 1"),
        (1.0, "0,1", "become 0 to 1; .* holds 0 to 255. Leave it out: then they become 0 to 255"),
        (1.0, "-1,1", "become -1 to 1; .* holds 0 to 255. Leave it out"),
        (0.5, "0,255", r"become 0 to 255; .* holds 0 to 127\.5. Say what black and white were"),
    ],
)
def test_a_range_that_the_quantization_contradicts_is_refused(
    scale: float, key: str, message: str, load: Load
) -> None:
    with pytest.raises(ModelFileError, match=message):
        load(color_graph(dtype=np.uint8, scale=scale), input_range=key)


def test_bytes_that_are_not_quantized_are_the_pixels(load: Load) -> None:
    """As of a Keras model whose input has the dtype uint8."""
    graph = color_graph()
    graph.tensors.insert(0, TinyTensor((1, 8, 8, 3), np.uint8))
    graph.operators = [(n, [i + 1 for i in a], [i + 1 for i in b]) for n, a, b in graph.operators]
    graph.operators.insert(0, ("CAST", [0], [1]))
    graph.outputs = [graph.outputs[0] + 1]
    classifier = load(graph)
    assert classifier.input.rule.normalization is INPUT_RANGES["0,255"]
    assert classifier.probabilities(np.full((8, 8, 3), (9, 8, 8), np.uint8)).tolist() == (
        pytest.approx([0.5761, 0.2119, 0.2119], abs=1e-4)
    )


def test_an_unknown_range_is_named(load: Load) -> None:
    with pytest.raises(ValueError, match=r"input_range is '0,2', expected one of '0,1'"):
        load(color_graph(), input_range="0,2")
