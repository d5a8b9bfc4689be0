"""Settings that are measured: a number, the size of a frame, a part of a picture."""

import math
import re
from dataclasses import dataclass

from edge_app.settings.kinds import Kind

SIDE_LIMIT = 10_000  # No camera gives more pixels along one side.


@dataclass(frozen=True)
class Number(Kind):
    """A number from ``low`` to ``high``, with a fraction or without."""

    low: float
    high: float

    @property
    def expected(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"

    @property
    def documented(self) -> str:
        return f"{self.low:g} to {self.high:g}"

    def from_text(self, text: str) -> float:
        # float() takes more than people write: 1_0, inf, and digits of other scripts.
        if not re.fullmatch(r"[0-9]{0,9}(\.[0-9]{1,9})?", text) or not text:
            raise ValueError
        return self.from_toml(float(text))

    def from_toml(self, value: object) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise ValueError
        if not self.low <= value <= self.high:  # Nor is a NaN.
            raise ValueError
        return float(value)


@dataclass(frozen=True)
class FrameSize(Kind):
    """(width, height) in pixels, written ``640x480``."""

    @property
    def expected(self) -> str:
        return "a width and a height in pixels, such as 640x480"

    @property
    def documented(self) -> str:
        return "`WIDTHxHEIGHT`"

    def from_toml(self, value: object) -> tuple[int, int]:
        found = (
            re.fullmatch(r"([0-9]{1,5})x([0-9]{1,5})", value) if isinstance(value, str) else None
        )
        if not found:
            raise ValueError
        width, height = int(found[1]), int(found[2])
        if not (1 <= width <= SIDE_LIMIT and 1 <= height <= SIDE_LIMIT):
            raise ValueError
        return width, height

    def written(self, value: tuple[int, int]) -> str:
        return f"{value[0]}x{value[1]}"


@dataclass(frozen=True)
class PictureRegion(Kind):
    """(left, top, width, height) of a part of a picture, each as a share, 0..1, of its side."""

    @property
    def expected(self) -> str:
        return (
            "left,top,width,height, each as a share of the picture's side, "
            "such as 0.25,0,0.5,1 for the middle half"
        )

    @property
    def documented(self) -> str:
        return "`LEFT,TOP,WIDTH,HEIGHT`, 0 to 1"

    def from_text(self, text: str) -> tuple[float, ...]:
        share = Number(0, 1)
        return self.from_toml([share.from_text(part.strip()) for part in text.split(",")])

    def from_toml(self, value: object) -> tuple[float, ...]:
        if not isinstance(value, list) or len(value) != 4:
            raise ValueError
        left, top, width, height = (Number(0, 1).from_toml(one) for one in value)
        if not (width > 0 and height > 0):
            raise ValueError
        # A sum such as 0.1 + 0.9 may be a little more than 1.
        if max(left + width, top + height) > 1 + math.ulp(2.0):
            raise ValueError
        return left, top, width, height
