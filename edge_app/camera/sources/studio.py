"""Photographs of the drawings: moving a little, and with a sensor's noise."""

from functools import lru_cache
from math import sin

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.sources.drawings import background, draw_over
from edge_app.camera.sources.objects import OBJECTS

NOISE_LEVELS = 12  # Brightest minus darkest of what noise adds to a value.
SHIFTS = 64  # The field of noise is taken from so many places along each side.
SWING = (30.0, 9.0)  # How far an object moves from the middle, x and y, of 640 x 480.
SWING_RATES = (1.3, 2.1)  # Radians per second; of no common measure, so that no path is repeated.


class Studio:
    """Takes the pictures; keeps the last background and one field of noise."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._background = lru_cache(maxsize=2)(_background)
        self._noise = lru_cache(maxsize=2)(self._field)

    def picture(
        self, name: str, index: int, *, seconds: float, width: int, height: int
    ) -> NDArray[np.uint8]:
        """uint8 (height, width, 3), RGB: the object ``name`` of OBJECTS at a time of its movement.

        The same ``index`` has the same noise: two pictures are alike just if all is.
        """
        offset = [far * sin(rate * seconds) for far, rate in zip(SWING, SWING_RATES, strict=True)]
        drawn = draw_over(self._background(name, width, height), OBJECTS[name], offset)
        # 64 bits of an index are mixed well enough by one large odd factor.
        place = (index * 2_654_435_761 >> 8) % SHIFTS**2
        top, left = divmod(place, SHIFTS)
        return drawn + self._noise(width, height)[top : top + height, left : left + width]

    def _field(self, width: int, height: int) -> NDArray[np.uint8]:
        generator = np.random.default_rng(self._seed)
        shape = (height + SHIFTS, width + SHIFTS, 3)
        return generator.integers(0, NOISE_LEVELS + 1, shape, np.uint8)


def _background(name: str, width: int, height: int) -> NDArray[np.uint8]:
    return background(OBJECTS[name], width=width, height=height)
