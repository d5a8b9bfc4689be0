"""One picture of a camera."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Frame:
    """``pixels`` is uint8 (height, width, 3), RGB, 0..255, upright, and is not written to again.

    ``captured_s`` is when it was there, on the clock of ``time.monotonic``. ``number`` counts the
    frames of a capture from 1, over all openings of its source.
    """

    pixels: NDArray[np.uint8]
    captured_s: float
    number: int
