"""What the one who runs the application may choose."""

from dataclasses import dataclass, fields

from edge_app.images import MAX_PIXELS


@dataclass(frozen=True)
class WebSettings:
    """The limits of the application; each is at least 1.

    ``max_upload_bytes`` is the size of one request's body. ``max_pixels`` is the size of one
    picture, ``max_files`` the number of pictures in one request. ``max_parallel`` is how many
    pictures are worked on at the same moment: each may take 15 bytes of memory for each of its
    pixels, about 180 MB for 12 megapixels.

    Raises ValueError: a limit below 1.
    """

    max_upload_bytes: int = 16 * 2**20
    max_pixels: int = MAX_PIXELS
    max_files: int = 32
    max_parallel: int = 1

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 1:
                raise ValueError(f"{field.name} is {value}, expected at least 1.")
