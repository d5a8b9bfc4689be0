"""Large JPEG files are decoded at a reduced scale, to the same label."""

import functools
import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from edge_app import Classifier
from edge_app.encoded_picture import open_picture
from edge_app.errors import DamagedImageError, ImageTooLargeError
from edge_app.images import decode_image, fit_to_input
from edge_app.picture_headers.jpeg import read_layout
from edge_app.reduced_scale import needed_size

ON_ITS_SIDE = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
SIZE = (1600, 1200)


@functools.cache
def photo(size: tuple[int, int] = SIZE, *, seed: int = 1) -> Image.Image:
    """A drawn picture of ``size`` (width, height): light from one side, shapes, and some noise."""
    random = np.random.default_rng(seed)
    light = np.linspace(40, 200, size[0])[np.newaxis, :, np.newaxis]
    shade = np.linspace(1.2, 0.6, size[1])[:, np.newaxis, np.newaxis]
    pixels = light * shade * random.uniform(0.5, 1.2, 3) + random.normal(
        0, 6, (size[1], size[0], 1)
    )
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = random.uniform(0, size[0]), random.uniform(0, size[1])
        radius = random.uniform(0.03, 0.3) * min(size)
        color = tuple(int(value) for value in random.integers(0, 256, 3))
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((x - radius, y - radius, x + radius, y + radius / 2), fill=color)
    return image


def jpeg(image: Image.Image, **options: object) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "JPEG", **options)
    return packed.getvalue()


def turned(image: Image.Image, orientation: int) -> bytes:
    """Stored on its side, with the EXIF orientation that makes it upright."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return jpeg(image.transpose(ON_ITS_SIDE[orientation]), exif=exif)


FILES = {
    "baseline": jpeg(photo(), quality=90),
    "all colours in full": jpeg(photo(), quality=90, subsampling=0),
    "progressive": jpeg(photo(), quality=90, progressive=True),
    "on its left side": turned(photo(), 6),
    "on its right side": turned(photo(), 8),
    "CMYK": jpeg(photo().convert("CMYK")),
    "grey": jpeg(photo().convert("L")),
    "odd sides": jpeg(photo((1599, 1203))),
}


@pytest.mark.parametrize("name", FILES)
def test_a_large_jpeg_is_decoded_smaller_to_the_same_label(
    classifier: Classifier, name: str
) -> None:
    full = decode_image(FILES[name])
    reduced = decode_image(FILES[name], at_least=classifier.needed_size)

    assert full.shape[0] * full.shape[1] > 15 * reduced.shape[0] * reduced.shape[1]
    height, width = classifier.input_size
    seen, expected = (
        fit_to_input(pixels, height=height, width=width) for pixels in (reduced, full)
    )
    assert np.abs(seen.astype(int) - expected).mean() < 1.5
    before, after = (classifier.probabilities(pixels) for pixels in (full, reduced))
    assert before.argmax() == after.argmax()
    assert np.abs(before - after).max() < 0.1


def test_the_classifier_decodes_at_reduced_scale(classifier: Classifier) -> None:
    reduced = decode_image(FILES["baseline"], at_least=classifier.needed_size)
    assert (
        classifier.classify(FILES["baseline"]).predictions
        == classifier.classify(reduced).predictions
        != classifier.classify(decode_image(FILES["baseline"])).predictions
    )


@pytest.mark.parametrize(
    ("at_least", "shape"),
    [
        ((150, 200), (150, 200)),
        ((151, 200), (300, 400)),
        ((150, 201), (300, 400)),
        ((300, 400), (300, 400)),
        ((301, 1), (600, 800)),
        ((601, 1), (1200, 1600)),
        ((5000, 5000), (1200, 1600)),
    ],
)
@pytest.mark.parametrize("name", ["baseline", "on its left side"])
def test_the_scale_is_the_smallest_that_keeps_both_sides(
    name: str, at_least: tuple[int, int], shape: tuple[int, int]
) -> None:
    assert decode_image(FILES[name], at_least=at_least).shape[:2] == shape


def test_an_input_that_is_wide_needs_a_picture_that_is_wide() -> None:
    assert needed_size((10, 20)) == (2 * needed_size((5, 5))[0], 4 * needed_size((5, 5))[1])


@pytest.mark.parametrize("file_format", ["PNG", "WEBP", "BMP", "GIF"])
def test_other_formats_are_decoded_in_full(file_format: str) -> None:
    packed = io.BytesIO()
    photo((640, 480)).save(packed, file_format)
    assert decode_image(packed.getvalue(), at_least=(10, 10)).shape == (480, 640, 3)


def test_a_small_jpeg_is_decoded_in_full() -> None:
    data = jpeg(photo((300, 200)))
    reduced = decode_image(data, at_least=needed_size((32, 32)))
    assert np.array_equal(reduced, decode_image(data))


def test_the_first_picture_of_a_multi_picture_file_is_decoded_smaller() -> None:
    packed = io.BytesIO()
    photo().save(packed, "MPO", save_all=True, append_images=[photo(seed=2)])
    with Image.open(io.BytesIO(packed.getvalue())) as image:
        assert image.format == "MPO"
    reduced = decode_image(packed.getvalue(), at_least=(100, 100))

    assert reduced.shape == (150, 200, 3)
    expected = decode_image(jpeg(photo()), at_least=(100, 100))
    assert np.abs(reduced.astype(int) - expected).mean() < 4


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", ["baseline", "progressive"])
def test_a_file_that_is_cut_off_is_refused_at_every_scale(name: str, share: float) -> None:
    data = FILES[name][: int(share * len(FILES[name]))]
    for at_least in (None, (600, 600), (300, 300), (10, 10)):
        with pytest.raises(DamagedImageError, match="damaged or cut off"):
            decode_image(data, at_least=at_least)


def test_a_baseline_jpeg_may_have_twice_the_pixels_where_it_is_reduced() -> None:
    data, pixels = FILES["baseline"], SIZE[0] * SIZE[1]
    half = pixels // 2
    assert decode_image(data, max_pixels=half, at_least=(100, 100)).shape == (150, 200, 3)
    for limit, at_least in ((half - 1, (100, 100)), (half, (1000, 1000)), (half, None)):
        with pytest.raises(ImageTooLargeError, match="1600 x 1200 pixels"):
            decode_image(data, max_pixels=limit, at_least=at_least)


def test_a_progressive_jpeg_may_not_for_all_of_it_is_held() -> None:
    pixels = SIZE[0] * SIZE[1]
    assert decode_image(FILES["progressive"], max_pixels=pixels, at_least=(9, 9)).size
    with pytest.raises(ImageTooLargeError, match="1600 x 1200 pixels"):
        decode_image(FILES["progressive"], max_pixels=pixels - 1, at_least=(9, 9))


def memory_bytes(data: bytes, at_least: tuple[int, int] | None = (100, 100)) -> int:
    with open_picture(data, max_pixels=10**8, at_least=at_least) as picture:
        return picture.memory_bytes


def test_the_memory_is_that_of_the_scale_and_of_what_is_held_besides() -> None:
    """Four bytes of Pillow, three of the result; two for a frequency, 1.5 of which are a pixel."""
    reduced, full = 150 * 200, 1200 * 1600
    assert memory_bytes(FILES["baseline"]) == 7 * reduced
    assert memory_bytes(FILES["progressive"]) == 7 * reduced + 3 * full
    assert memory_bytes(FILES["baseline"], None) == 7 * full
    assert memory_bytes(FILES["grey"], None) == 4 * full
    assert memory_bytes(saved("PNG")) == 4 * full + 3 * (100 * 133)
    assert memory_bytes(saved("WEBP")) == 16 * full + 3 * (100 * 133)


def saved(file_format: str, image: Image.Image | None = None) -> bytes:
    packed = io.BytesIO()
    (image or photo()).save(packed, file_format)
    return packed.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "P", "L", "LA", "RGBA", "1", "I;16"])
def test_a_large_picture_of_another_format_is_averaged_to_the_same_label(
    classifier: Classifier, mode: str
) -> None:
    data = saved("PNG", photo().convert("L" if mode == "I;16" else mode))
    if mode == "I;16":
        data = saved("PNG", Image.fromarray(np.asarray(photo().convert("L"), np.uint16) * 257))
    full, reduced = decode_image(data), decode_image(data, at_least=classifier.needed_size)
    assert reduced.shape == (200, 267, 3)
    seen = [fit_to_input(pixels, height=32, width=32).astype(int) for pixels in (reduced, full)]
    assert np.abs(seen[0] - seen[1]).mean() < 1.5
    before, after = (classifier.probabilities(pixels) for pixels in (full, reduced))
    assert before.argmax() == after.argmax()


def test_a_sequential_jpeg_with_a_scan_for_each_colour_is_known() -> None:
    """One scan header of one component, in place of that of all three."""
    data = FILES["baseline"]
    start = data.index(b"\xff\xda\x00\x0c\x03")
    split = data[:start] + b"\xff\xda\x00\x08\x01" + data[start + 5 :]
    filled = data[:start] + b"\xff\xff" + data[start:]
    cut = data[: start + 3]
    one_pass = [read_layout(one).is_one_pass(components=3) for one in (data, split, filled, cut)]
    assert one_pass == [True, False, True, False]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's, which the commands silence.
def test_corrupt_exif_does_not_keep_a_picture_from_being_reduced() -> None:
    data = jpeg(photo(), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f broken")
    assert decode_image(data, at_least=(100, 100)).shape == (150, 200, 3)
