"""What a picture may cost is decided by its header."""

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from edge_app.encoded_picture import open_picture
from edge_app.errors import DamagedImageError, ImageTooLargeError
from edge_app.images import decode_image
from tests.edge_app.hostile_pictures import (
    exif_of,
    jpeg,
    jpeg_of_scans,
    jpeg_that_claims,
    plain,
    png,
    saved,
    segment,
)

MEGAPIXELS_25 = 25_000_000


def needed_bytes(data: bytes, *, max_bytes: int = 10**9) -> int:
    limits = {"max_pixels": MEGAPIXELS_25, "max_bytes": max_bytes, "at_least": (192, 192)}
    with open_picture(data, **limits) as picture:
        return picture.memory_bytes


def test_the_limit_of_memory_is_exact_and_the_message_says_what_to_do() -> None:
    data = png((2000, 1000))
    size = needed_bytes(data)
    assert needed_bytes(data, max_bytes=size) == size
    with pytest.raises(ImageTooLargeError, match=r"2000 x 1000 pixels.* would take 8 MiB.*smaller"):
        needed_bytes(data, max_bytes=size - 1)


@pytest.mark.parametrize(
    ("data", "accepted"),
    [
        (jpeg_that_claims((8000, 6000)), True),
        (jpeg_that_claims((5000, 4000), progressive=True), True),
        (jpeg_that_claims((5000, 4000), progressive=True, subsampling=0), False),
        (png((4000, 3000)), True),
        (png((4900, 4900)), False),
        (png((5000, 5000), colors=3), True),
        (saved(plain((2048, 2000)), "WEBP", method=0), True),
        (saved(plain((2400, 2000)), "WEBP", method=0), False),
    ],
    ids=[
        "a baseline JPEG of 48 megapixels",
        "a progressive JPEG of 20 megapixels",
        "a progressive JPEG of 20 megapixels with all colours",
        "a PNG of 12 megapixels",
        "a PNG of 24 megapixels",
        "a palette PNG of 25 megapixels",
        "a WebP of 4 megapixels",
        "a WebP of 5 megapixels",
    ],
)
def test_64_mib_take_what_a_device_should_take(data: bytes, accepted: bool) -> None:
    if accepted:
        assert needed_bytes(data, max_bytes=2**26) <= 2**26
    else:
        with pytest.raises(ImageTooLargeError, match="at most 64 MiB"):
            needed_bytes(data, max_bytes=2**26)


@pytest.mark.parametrize("size", [(65_536, 1), (1, 65_536)])
def test_a_side_of_more_than_65535_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ImageTooLargeError, match="at most 65535 are accepted along one side"):
        needed_bytes(png(size))
    assert needed_bytes(png((size[0] - (size[0] > 1), size[1] - (size[1] > 1))))


def test_many_scans_of_a_large_picture_are_refused_and_of_a_small_one_not() -> None:
    with pytest.raises(ImageTooLargeError, match="has 50 scans, too many for its size"):
        needed_bytes(jpeg_of_scans((4000, 3000), 40))
    assert needed_bytes(jpeg_of_scans((400, 300), 40))


def test_a_large_png_is_not_decoded_before_its_memory_is_known() -> None:
    """Pillow decodes one to find its EXIF, which may stand behind the pixels."""
    whole = png((2000, 1000))
    assert needed_bytes(whole[:200]) == needed_bytes(whole)
    with pytest.raises(DamagedImageError):
        decode_image(whole[:200], at_least=(192, 192))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("shape", [(700, 900), (40, 30)])
def test_strips_are_turned_as_the_whole_picture_would_be(
    orientation: int, shape: tuple[int, int]
) -> None:
    """The larger one has three strips."""
    pixels = np.random.default_rng(2).integers(0, 256, (*shape, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(Image.fromarray(pixels), "PNG", exif=exif, compress_level=1)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    np.testing.assert_array_equal(decode_image(data), expected)


def test_the_strips_of_a_transparent_picture_fit_together() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (700, 900, 4), np.uint8)
    decoded = decode_image(saved(Image.fromarray(pixels), "PNG", compress_level=1)).astype(int)
    alpha = pixels[..., 3:].astype(int) / 255
    assert np.abs(decoded - (pixels[..., :3] * alpha + 255 * (1 - alpha))).max() <= 1


@pytest.mark.filterwarnings("ignore")  # Pillow's, which the application silences.
def test_hostile_exif_is_passed_over() -> None:
    for entries, size in ((5000, 65_000), (60_000, 8_000_000)):
        exif = exif_of(entries, size)
        assert decode_image(saved(plain((9, 9)), "PNG", exif=exif)).shape == (9, 9, 3)
    assert decode_image(jpeg(segment(0xE1, b"Exif\0\0" + exif_of(5000, 65_000)))).shape[2] == 3
