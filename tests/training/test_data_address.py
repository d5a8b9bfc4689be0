"""Pictures as addresses that hold them."""

import base64
import io

import numpy as np
from PIL import Image

from training.data_address import chart_address, image_address


def opened(address: str, kind: str) -> np.ndarray:
    prefix, _, content = address.partition(",")
    assert prefix == f"data:image/{kind};base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))


def test_a_small_picture_is_enlarged_by_a_whole_factor_without_smoothing() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (32, 32, 3), np.uint8)
    enlarged = pixels.repeat(5, axis=0).repeat(5, axis=1)
    assert np.array_equal(opened(image_address(pixels), "png"), enlarged)


def test_a_large_picture_is_made_smaller_and_a_jpeg() -> None:
    pixels = np.full((1000, 500, 3), (200, 100, 50), np.uint8)
    found = opened(image_address(pixels), "jpeg")
    assert found.shape == (320, 160, 3)
    assert np.abs(found.astype(int) - (200, 100, 50)).max() < 5


def test_a_chart_is_held_as_it_is_with_its_width(tmp_path) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (40, 70, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "chart.png")
    address, width = chart_address(tmp_path / "chart.png")
    assert width == 70
    assert np.array_equal(opened(address, "png"), pixels)
