"""What the one who runs the application may choose."""

from dataclasses import dataclass, field, fields

from edge_app.images import MAX_PIXELS
from edge_app.processor import usable_cores

# For health checks, pages and refusals, while all places for pictures are taken.
SPARE_THREADS = 4


@dataclass(frozen=True)
class WebSettings:
    """The limits of the application; each is at least 1.

    ``max_upload_bytes`` is the size of one request's body, ``max_files`` the number of pictures in
    one request. ``max_pixels`` is the size of one picture, as its header says. ``max_decode_bytes``
    is the memory that one may take while it is decoded, and all together that are so at the same
    moment: few bytes for a large JPEG, which is decoded at a reduced scale; 4 for each pixel of a
    PNG, and 16 of a WebP.

    ``max_parallel`` pictures are worked on at the same moment, by default as many as there are
    cores for them. ``max_waiting`` more may wait for that, and hold their uploads in memory: 32
    photos of phones are about 100 MB. Whoever comes then is told to come again.

    Of a camera, ``max_streams`` streams may be read at the same moment, or none; the longer side of
    the frames that are shown has ``preview_side`` pixels.

    Raises ValueError: a limit below 1, or a number of streams below 0.
    """

    max_upload_bytes: int = 16 * 2**20
    max_pixels: int = MAX_PIXELS
    max_decode_bytes: int = 64 * 2**20
    max_files: int = 32
    max_parallel: int = field(default_factory=usable_cores)
    max_waiting: int = 32
    max_streams: int = 4
    preview_side: int = 640

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            least = 0 if setting.name == "max_streams" else 1
            if value < least:
                raise ValueError(f"{setting.name} is {value}, expected at least {least}.")

    @property
    def threads(self) -> int:
        """How many requests the server should take in hand at the same time."""
        return self.max_parallel + self.max_waiting + SPARE_THREADS
