import csv
import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from edge_app.errors import (
    DamagedImageError,
    ImageError,
    ImageTooLargeError,
    UnsupportedImageError,
)
from edge_app.images import decode_image, fit_to_input

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.fixture
def quarters() -> Image.Image:
    """A 40 x 20 picture whose four quarters differ, so that a turn or a mirror shows."""
    image = Image.new("RGB", (40, 20), WHITE)
    image.paste(RED, (0, 0, 20, 10))
    image.paste(GREEN, (20, 0, 40, 10))
    image.paste(BLUE, (0, 10, 20, 20))
    return image


def encode(image: Image.Image, file_format: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, file_format, **options)
    return stream.getvalue()


@pytest.mark.parametrize("file_format", ["PNG", "BMP", "GIF"])
def test_a_lossless_picture_keeps_its_pixels(quarters: Image.Image, file_format: str) -> None:
    decoded = decode_image(encode(quarters, file_format))
    assert decoded.dtype == np.uint8
    np.testing.assert_array_equal(decoded, np.asarray(quarters))


@pytest.mark.parametrize("file_format", ["JPEG", "WEBP"])
def test_a_lossy_picture_keeps_the_order_of_its_channels(file_format: str) -> None:
    decoded = decode_image(encode(Image.new("RGB", (16, 16), (250, 120, 10)), file_format))
    assert np.abs(decoded.astype(int) - (250, 120, 10)).max() <= 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_gives_the_same_upright_picture(
    quarters: Image.Image, orientation: int
) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = quarters.transpose(undo[orientation]) if orientation in undo else quarters
    exif = Image.Exif()
    exif[0x0112] = orientation
    decoded = decode_image(encode(stored, "PNG", exif=exif))
    np.testing.assert_array_equal(decoded, np.asarray(quarters))


def test_a_corrupt_exif_block_does_not_spoil_the_picture(quarters: Image.Image) -> None:
    data = encode(quarters, "PNG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f broken")
    assert decode_image(data).shape == (20, 40, 3)


def test_transparent_parts_are_laid_on_white() -> None:
    image = Image.new("RGBA", (4, 4), (10, 20, 30, 0))
    assert (decode_image(encode(image)) == 255).all()


def test_half_transparent_parts_are_mixed_with_white() -> None:
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 128))
    assert set(np.unique(decode_image(encode(image)))) <= {126, 127, 128}


def test_a_palette_with_a_transparent_colour_is_laid_on_white() -> None:
    image = Image.new("P", (4, 4), 0)
    image.putpalette([200, 0, 0, 0, 0, 200])
    image.putpixel((1, 1), 1)
    decoded = decode_image(encode(image, transparency=0))
    assert tuple(decoded[0, 0]) == WHITE
    assert tuple(decoded[1, 1]) == (0, 0, 200)


@pytest.mark.parametrize(("sixteen_bit", "eight_bit"), [(0, 0), (32896, 128), (65535, 255)])
def test_a_sixteen_bit_grey_is_scaled_and_not_clipped(sixteen_bit: int, eight_bit: int) -> None:
    image = Image.fromarray(np.full((4, 4), sixteen_bit, np.uint16))
    assert (decode_image(encode(image)) == eight_bit).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_png_mode_becomes_rgb(quarters: Image.Image, mode: str) -> None:
    assert decode_image(encode(quarters.convert(mode))).shape == (20, 40, 3)


def test_a_cmyk_jpeg_keeps_its_colours() -> None:
    cmyk = Image.new("RGB", (16, 16), (200, 30, 30)).convert("CMYK")
    decoded = decode_image(encode(cmyk, "JPEG"))
    assert np.abs(decoded.astype(int) - (200, 30, 30)).max() <= 8


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in (RED, BLUE)]
    data = encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert tuple(decode_image(data)[4, 4]) == RED


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnsupportedImageError, match="empty"):
        decode_image(b"")


@pytest.mark.parametrize("data", [b"hello, world", bytes(range(256)) * 40, b"%!PS-Adobe-3.0 EPSF"])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(UnsupportedImageError, match="Send a JPEG, PNG, WebP, BMP or GIF picture"):
        decode_image(data)


def test_a_picture_format_that_is_not_accepted_is_refused(quarters: Image.Image) -> None:
    with pytest.raises(UnsupportedImageError):
        decode_image(encode(quarters, "TIFF"))


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "BMP"])
def test_half_a_picture_is_refused(file_format: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    data = encode(Image.fromarray(noise), file_format)
    with pytest.raises(DamagedImageError, match="damaged or cut off"):
        decode_image(data[: len(data) // 2])


def test_a_small_file_that_claims_a_huge_picture_is_refused_undecoded() -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 8_000, 8_000, 8, 6, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 999))
    with pytest.raises(ImageTooLargeError, match="8000 x 8000 pixels; at most 25 megapixels"):
        decode_image(bomb)


def test_the_pixel_limit_is_exact(quarters: Image.Image) -> None:
    data = encode(quarters)
    assert decode_image(data, max_pixels=800).shape == (20, 40, 3)
    with pytest.raises(ImageTooLargeError, match="40 x 20"):
        decode_image(data, max_pixels=799)


def test_an_image_of_the_right_size_is_not_touched() -> None:
    image = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    assert fit_to_input(image, height=32, width=32) is image


@pytest.mark.parametrize("size", [(40, 90), (90, 40)])
def test_only_the_centred_square_is_seen(size: tuple[int, int]) -> None:
    height, width = size
    image = np.zeros((height, width, 3), np.uint8)
    top, left = (height - 40) // 2, (width - 40) // 2
    image[top : top + 40, left : left + 40] = 200
    assert (fit_to_input(image, height=32, width=32) == 200).all()


def test_a_wide_input_cuts_a_wide_part() -> None:
    image = np.zeros((60, 60, 3), np.uint8)
    image[15:45] = 90
    assert (fit_to_input(image, height=16, width=32) == 90).all()


def test_making_a_picture_smaller_averages_over_all_pixels() -> None:
    stripes = np.zeros((320, 320, 3), np.uint8)
    stripes[:, ::2] = 255
    fitted = fit_to_input(stripes, height=32, width=32)
    assert np.abs(fitted.astype(int) - 127).max() <= 4


def test_one_pixel_is_enough() -> None:
    image = np.full((1, 1, 3), 77, np.uint8)
    assert (fit_to_input(image, height=32, width=32) == 77).all()


def upload_samples() -> list[tuple[str, str]]:
    folder = os.environ.get("UPLOAD_SAMPLES")
    if not folder:
        return []
    with open(Path(folder, "MANIFEST.csv"), newline="") as file:
        return [(row["file"], row["expect"]) for row in csv.DictReader(file)]


@pytest.mark.skipif(not upload_samples(), reason="set UPLOAD_SAMPLES to the sample folder")
def test_files_that_break_upload_pages_are_decoded_or_refused_as_listed() -> None:
    folder = Path(os.environ["UPLOAD_SAMPLES"])
    wrong = []
    for name, expected in upload_samples():
        try:
            decode_image((folder / name).read_bytes())
            got = "accept"
        except ImageError:
            got = "reject"
        may_refuse = "or 415" in expected or expected == "either"
        if not (expected.startswith(got) or may_refuse):
            wrong.append((name, expected, got))
    assert wrong == []
