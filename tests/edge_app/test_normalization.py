import numpy as np
import pytest

from edge_app.normalization import INPUT_RANGES, Normalization, known_range


@pytest.mark.parametrize(
    ("key", "black", "white"),
    [("0,1", 0, 1), ("-1,1", -1, 1), ("0,255", 0, 255)],
)
def test_a_range_says_what_black_and_white_become(key: str, black: float, white: float) -> None:
    values = INPUT_RANGES[key].values(channels=3)
    assert values.shape == (256, 3)
    assert values[0].tolist() == [black] * 3
    assert values[255].tolist() == [white] * 3


def test_imagenet_is_the_normalization_of_torchvision() -> None:
    pixels = np.array([12, 130, 255])
    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    values = INPUT_RANGES["imagenet"].values(channels=3)
    for channel in range(3):
        expected = (pixels / 255 - mean[channel]) / deviation[channel]
        np.testing.assert_allclose(values[pixels, channel], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("scale", "zero_point", "lowest", "key"),
    [
        (1.0, 0, 0, "0,255"),
        (1.0, -128, -128, "0,255"),
        (1 / 255, 0, 0, "0,1"),
        (0.0039, -128, -128, "0,1"),
        (1 / 127.5, 127, 0, "-1,1"),
        (1 / 128, 128, 0, "-1,1"),
        (0.007843, -1, -128, "-1,1"),
        (0.01866, 114, 0, "imagenet"),
    ],
)
def test_the_range_of_a_quantized_input_tells_what_it_is_made_for(
    scale: float, zero_point: int, lowest: int, key: str
) -> None:
    low, high = (lowest - zero_point) * scale, (lowest + 255 - zero_point) * scale
    assert known_range(low, high) is INPUT_RANGES[key]


@pytest.mark.parametrize(
    "ends", [(0, 0.5), (-0.5, 0.5), (-128, 127), (0, 2), (-1.28, 1.27), (-6, 6), (0, 1e30)]
)
def test_an_unknown_range_is_not_guessed(ends: tuple[float, float]) -> None:
    assert known_range(*ends) is None


def test_the_range_of_three_channels_spans_all() -> None:
    low, high = Normalization((0.0, 100.0), (100.0, 50.0)).range
    assert (low, high) == (-2.0, 3.1)
