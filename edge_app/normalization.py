"""From pixel values to the values that a network was trained on, and how a model tells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PIXELS = np.arange(256, dtype=np.float64)
# How far the ends of a quantized range may be from those of a known one, as a share of its width. A
# calibration that saw no black or no white pixel falls short of them; beyond them lies rounding.
SHORT_OF, BEYOND = 0.15, 0.03
# Pixels that fill less of a quantized range than this share are not what it was made for. Half of
# it is sound: 0 to 1 in -1 to 1, where a tool quantizes symmetrically.
FILLED = 0.4


@dataclass(frozen=True)
class Normalization:
    """A pixel value x (0..255) enters as ``(x - mean) / standard_deviation``.

    Each has one value for all channels, or one for each, in the order red, green, blue.
    """

    mean: tuple[float, ...]
    standard_deviation: tuple[float, ...]

    def values(self, *, channels: int) -> NDArray[np.float64]:
        """What each pixel value becomes in each channel, float64 (256, ``channels``)."""
        table = (PIXELS[:, np.newaxis] - self.mean) / self.standard_deviation
        return np.broadcast_to(table, (256, channels))

    @property
    def range(self) -> tuple[float, float]:
        """The values of black and white, over all channels: the lowest and the highest."""
        ends = [
            (x - mean) / deviation
            for x in (0.0, 255.0)
            for mean, deviation in zip(self.mean, self.standard_deviation, strict=True)
        ]
        return min(ends), max(ends)

    def describe(self) -> str:
        """Such as ``0 to 1``."""
        low, high = self.range
        return f"{low:.3g} to {high:.3g}"


# What a user may say of a model that does not. "imagenet" is torchvision's (and Keras' "torch"
# mode): mean 0.485, 0.456, 0.406 and standard deviation 0.229, 0.224, 0.225 of values 0..1.
INPUT_RANGES = {
    "0,1": Normalization((0.0,), (255.0,)),
    "-1,1": Normalization((127.5,), (127.5,)),
    "0,255": Normalization((0.0,), (1.0,)),
    "imagenet": Normalization((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
}


def known_range(low: float, high: float) -> Normalization | None:
    """The one of ``INPUT_RANGES`` that a quantized input from ``low`` to ``high`` is made for.

    None when it is made for none of them.
    """
    for normalization in INPUT_RANGES.values():
        expected_low, expected_high = normalization.range
        width = expected_high - expected_low
        low_is_near = -BEYOND * width <= low - expected_low <= SHORT_OF * width
        if low_is_near and -BEYOND * width <= expected_high - high <= SHORT_OF * width:
            return normalization
    return None


def contradicts(normalization: Normalization, low: float, high: float) -> bool:
    """Whether a quantized input from ``low`` to ``high`` is not made for what the pixels become.

    It would clip much of it, or is made for a known range of which the pixels fill a small part.
    """
    expected_low, expected_high = normalization.range
    width = expected_high - expected_low
    if low > expected_low + SHORT_OF * width or high < expected_high - SHORT_OF * width:
        return True
    return width < FILLED * (high - low) and known_range(low, high) is not None
