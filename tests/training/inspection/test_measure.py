"""What is seen of one picture, and which files are called unreadable."""

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from training.inspection.measure import Measurement, Unreadable, measure
from training.inspection.pictures import Picture


@pytest.fixture
def save(tmp_path, photo):
    """A function that saves an image, or bytes, under a name, and returns the picture."""

    def write(name: str, content=None, **options) -> Picture:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            image = content or Image.fromarray(photo(1))
            image.save(path, **options)
        return Picture(name, 0, None, path)

    return write


def jpeg_bytes(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file is empty"),
        (b"not a picture", "This is not a picture that can be read"),
        (
            jpeg_bytes(Image.new("RGB", (300, 300), "teal"))[:900],
            "The picture is damaged or cut off and cannot be decoded (OSError)",
        ),
    ],
)
def test_a_file_that_training_would_leave_out_is_unreadable_for_a_reason(save, content, reason):
    picture = save("a.jpg", content)
    assert measure(picture) == Unreadable(picture, reason)


def test_a_missing_file_is_unreadable(tmp_path):
    found = measure(Picture("a", 0, None, tmp_path / "a.png"))
    assert isinstance(found, Unreadable)
    assert found.reason == "Cannot read the file: No such file or directory"


@pytest.mark.parametrize(
    ("name", "format_", "header"),
    [
        ("a.jpg", "PNG", ("PNG", "JPEG")),
        ("a.JPEG", "JPEG", ("JPEG", "JPEG")),
        ("a.heic", "JPEG", ("JPEG", None)),
        ("a", "WEBP", ("WEBP", None)),
        ("a.tif", "BMP", ("BMP", "TIFF")),
    ],
)
def test_the_format_is_told_by_content_and_by_name(save, name, format_, header):
    found = measure(save(name, format=format_)).header
    assert (found.format, found.named_format) == header


def test_size_is_that_of_the_upright_picture(save):
    exif = Image.Exif()
    exif[0x0112] = 6
    found = measure(save("a.jpg", Image.new("RGB", (40, 20)), exif=exif))
    assert (found.height, found.width, found.header.orientation) == (40, 20, 6)


@pytest.mark.parametrize("orientation", [0, 9, 4000])
def test_an_orientation_that_does_not_exist_is_upright(save, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert measure(save("a.jpg", exif=exif)).header.orientation == 1


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "RGB"])
def test_the_mode_of_the_file_is_kept(save, mode):
    name = "a.jpg" if mode == "CMYK" else "a.png"
    assert measure(save(name, Image.new(mode, (9, 9)))).header.mode == mode


def test_transparency_is_part_of_the_mode(save):
    assert measure(save("a.png", Image.new("RGBA", (9, 9)))).header.mode == "RGBA with transparency"


def test_the_digest_is_of_the_pixels_not_of_the_file(save):
    first, same = measure(save("a.png")), measure(save("b.bmp"))
    other = measure(save("c.png", Image.new("RGB", (160, 120))))
    assert first.digest == same.digest != other.digest


def test_the_bytes_of_the_file_have_a_digest_of_their_own(save):
    first, same_pixels = save("a.png"), save("b.bmp")
    for picture in (first, same_pixels):
        expected = hashlib.sha256(picture.content.read_bytes()).digest()
        assert measure(picture).file_digest == expected
    record = measure(Picture("a", 0, None, np.zeros((2, 2, 3), np.uint8)))
    assert record.file_digest == record.digest


def test_equal_bytes_in_another_shape_have_another_digest():
    wide, tall = (np.zeros(shape, np.uint8) for shape in ((2, 8, 3), (8, 2, 3)))
    digests = {measure(Picture("a", 0, None, pixels)).digest for pixels in (wide, tall)}
    assert len(digests) == 2


def test_contrast_and_colour_are_measured_on_the_whole_picture():
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, 32:] = 200
    found = measure(Picture("a", 0, None, pixels))
    assert isinstance(found, Measurement)
    assert found.contrast == pytest.approx(100, abs=0.5)
    assert found.colour_spread == 0
    pixels[:, :32, 0] = 90
    assert measure(Picture("a", 0, None, pixels)).colour_spread == 90


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 4000), (32, 32), (700, 20)])
def test_the_thumbnail_has_one_size(height, width):
    found = measure(Picture("a", 0, None, np.full((height, width, 3), 77, np.uint8)))
    assert found.thumbnail.shape == (32, 32)
    assert (found.thumbnail == 77).all()
    assert found.header is None
