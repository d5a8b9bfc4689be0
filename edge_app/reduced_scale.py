"""Large pictures at a part of their size, where the model sees the same picture.

A JPEG holds 8 x 8 pixels as frequencies. Its decoder can leave the higher ones out, and gives a
smaller picture in a fraction of the time and of the memory: at 1/2, 1/4 or 1/8 of its size. Other
formats are decoded in full, and averaged strip by strip before a copy of them is made.
"""

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from edge_app.orientation import is_on_its_side

# How many pixels are left for each one of the model's input, along each side. From 6 on, only
# labels that were a toss-up change, and 12 megapixels are still reduced for inputs of up to 250
# pixels: the tables in docs/edge-app.md, "Large JPEG files".
PIXELS_PER_INPUT_PIXEL = 6
# Up to here, a picture of another format than JPEG is used as it is.
FULL_SIZE_PIXELS = 2**20


def needed_size(input_size: tuple[int, int]) -> tuple[int, int]:
    """What a picture must keep for a model's input of ``input_size``; both (height, width)."""
    return PIXELS_PER_INPUT_PIXEL * input_size[0], PIXELS_PER_INPUT_PIXEL * input_size[1]


def reduce_scale(image: Image.Image, at_least: tuple[int, int]) -> bool:
    """Let a JPEG that is not decoded yet be so at the smallest scale that keeps ``at_least``.

    ``at_least`` is (height, width) in pixels of the upright picture. True where the scale is now
    less than 1. Other formats have no such scales.
    """
    if not isinstance(image, JpegImageFile):
        return False
    size_before = image.size
    height, width = at_least
    image.draft(None, (height, width) if is_on_its_side(image) else (width, height))
    return image.size != size_before


def averaging(image: Image.Image, at_least: tuple[int, int]) -> int:
    """How many pixels along each side may become one so that ``at_least`` is kept; 1 for none.

    As ``reduce_scale``, for the other formats. However the picture is to be turned: to find that
    out, Pillow would decode a PNG.
    """
    if image.width * image.height <= FULL_SIZE_PIXELS or isinstance(image, JpegImageFile):
        return 1
    return max(1, min(image.size) // max(at_least))
