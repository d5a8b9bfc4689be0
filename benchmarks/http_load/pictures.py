"""The pictures that are uploaded: drawn from a seed, about as hard to compress as photographs."""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image

from benchmarks.inputs import SEED, random_pixels

# (height, width) in pixels and format, by the name that the command line takes.
SIZES = {
    "png-32": (32, 32, "PNG"),
    "jpeg-0.5mp": (576, 864, "JPEG"),
    "jpeg-12mp": (3000, 4000, "JPEG"),
}
QUALITY = 90
# (distance between the points of the noise in pixels, its share of the contrast). All scales are
# there, the larger ones stronger, as in photographs. A JPEG of it takes 1.9 bits for each pixel;
# photographs of these sizes that were compressed anew with QUALITY took 1.1 to 2.5.
LAYERS = ((512, 0.3), (128, 0.2), (32, 0.15), (8, 0.12), (2, 0.1), (1, 0.03))
BOUNDARY = "edge-image-classifier-benchmark"


@dataclass(frozen=True)
class Picture:
    """An encoded picture, and what it is: sizes are in pixels."""

    name: str
    width: int
    height: int
    content: bytes

    @property
    def title(self) -> str:
        """As it stands in a table: "JPEG 4000 x 3000"."""
        return f"{self.name.partition('-')[0].upper()} {self.width} x {self.height}"


def make_picture(name: str, *, seed: int = SEED) -> Picture:
    """The picture ``name``, one of SIZES. The PNG is noise, the largest of its size."""
    height, width, image_format = SIZES[name]
    if image_format == "PNG":
        image = Image.fromarray(random_pixels((height, width), seed=seed))
    else:
        image = photo_like((height, width), seed=seed)
    buffer = io.BytesIO()
    options = {"quality": QUALITY} if image_format == "JPEG" else {}
    image.save(buffer, image_format, **options)
    return Picture(name, width, height, buffer.getvalue())


def photo_like(size: tuple[int, int], *, seed: int) -> Image.Image:
    """Smooth noise of several scales on each other: RGB of ``size`` (height, width)."""
    height, width = size
    random = np.random.default_rng(seed)
    total, contrast = Image.new("RGB", (width, height)), 0.0
    for distance, share in LAYERS:
        shape = (height // distance + 2, width // distance + 2, 3)
        noise = Image.fromarray(random.integers(0, 256, shape, np.uint8))
        contrast += share  # So that each layer has its share of the contrast in the end.
        layer = noise.resize((width, height), Image.Resampling.BICUBIC)
        total = Image.blend(total, layer, share / contrast)
    return total


def form(picture: Picture) -> tuple[bytes, str]:
    """The body of a browser's upload with the picture as its field ``image``, and its type."""
    kind = SIZES[picture.name][2].lower()
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="picture.{kind}"'
        f"\r\nContent-Type: image/{kind}\r\n\r\n"
    )
    body = head.encode() + picture.content + f"\r\n--{BOUNDARY}--\r\n".encode()
    return body, f"multipart/form-data; boundary={BOUNDARY}"
