"""How much memory a picture takes while it is decoded, by what its header says."""

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

# Of Pillow's modes; every other one has four, also those of two and three colours.
PIXEL_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
RGB_BYTES = 3
# libwebp's animation decoder holds two canvases, and gives a copy of four bytes for each pixel.
WEBP_PIXEL_BYTES = 12
FREQUENCY_BYTES = 2  # Of libjpeg: JCOEF is a short.


def picture_bytes(image: Image.Image) -> int:
    """What Pillow holds of a picture at the size at which it is going to decode it."""
    pixels = image.width * image.height
    return pixels * PIXEL_BYTES.get(image.mode, 4)


def decoder_bytes(image: Image.Image, *, full_size: tuple[int, int], one_pass: bool) -> int:
    """What the decoder holds besides; ``full_size`` is (width, height) in the file, in pixels.

    ``one_pass``: it is a JPEG that is decoded line by line. Of any other the frequencies of the
    whole picture are held, at every scale.
    """
    pixels = full_size[0] * full_size[1]
    if image.format == "WEBP":
        return pixels * WEBP_PIXEL_BYTES
    if one_pass or not isinstance(image, JpegImageFile):
        return 0
    across, down = (max((layer[place] for layer in image.layer), default=1) for place in (1, 2))
    samples = sum(layer[1] * layer[2] for layer in image.layer)  # (name, across, down, table)
    return pixels * FREQUENCY_BYTES * samples // max(1, across * down)
