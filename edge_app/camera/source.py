"""What every source of frames can do."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Source(Protocol):
    """An open source of frames. One thread reads and closes it."""

    @property
    def description(self) -> str:
        """What it is, in words for people: ``camera /dev/video0, 640 x 480, 30 frames/s``."""

    @property
    def is_live(self) -> bool:
        """Whether it is a camera, of which no two frames are alike; files may repeat one."""

    @property
    def frame_gap_s(self) -> float:
        """Seconds that whoever reads is to leave between two frames; 0 where a camera decides.

        ``read`` does not wait for them: a wait of minutes could not be broken off there.
        """

    def read(self) -> tuple[NDArray[np.uint8], float]:
        """Wait for the next frame: uint8 (height, width, 3), RGB, upright, and when it was there,
        in seconds on the clock of ``time.monotonic``.

        Raises TornFrameError: this frame is damaged, and the next may be whole. SourceEndedError:
        it was to be shown once, and that is over. SourceError: it gives no more frames.
        """

    def close(self) -> None:
        """Let the device go. May be called twice."""
