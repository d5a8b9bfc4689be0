"""Drawn pictures of nothing that a net knows: noise, colours and patterns."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

SEED = 1
PICTURES = 100
# Standard deviations of noise around a grey, and of a blur in pixels.
DEVIATIONS = (8.0, 128.0)
BLURS_PX = (1.0, 4.0)

Picture = NDArray[np.uint8]
Pictures = NDArray[np.uint8]
Random = np.random.Generator


class DrawnPictures:
    """``count`` square pictures of one kind, drawn when they are asked for.

    Picture i has random numbers of its own, so that it does not depend on the others.
    """

    def __init__(self, kind: str, *, size: int, count: int = PICTURES, seed: int = SEED) -> None:
        """``kind`` is one of KINDS, ``size`` the side in pixels."""
        self._draw = KINDS[kind]
        self._seeds = (seed, list(KINDS).index(kind))
        self.shape = (count, size, size, 3)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, indices: Any, /) -> Pictures:
        """uint8 (k, size, size, 3), RGB, 0..255."""
        _, height, width, _ = self.shape
        chosen = np.arange(len(self))[indices].tolist()
        randoms = (np.random.default_rng([*self._seeds, i]) for i in chosen)
        return np.stack([self._draw(random, height, width) for random in randoms])


def uniform_noise(random: Random, height: int, width: int) -> Picture:
    """Every value of every pixel by itself, 0..255."""
    return random.integers(0, 256, (height, width, 3), np.uint8)


def gaussian_noise(random: Random, height: int, width: int) -> Picture:
    """Around a random colour, faint to strong."""
    low, high = np.log(DEVIATIONS)
    deviation = np.exp(random.uniform(low, high))
    return _pixels(_color(random) + random.normal(0, deviation, (height, width, 3)))


def blurred_noise(random: Random, height: int, width: int) -> Picture:
    """Clouds of colour: noise through a Gaussian blur, stretched to 0..255."""
    clouds = random.normal(0, 1, (height, width, 3))
    sigma = random.uniform(*BLURS_PX)
    for axis in (0, 1):
        clouds = _blurred(clouds, sigma, axis=axis)
    low, high = clouds.min(), clouds.max()
    return _pixels(255 * (clouds - low) / (high - low))


def plain_color(random: Random, height: int, width: int) -> Picture:
    """One colour, without a texture."""
    return _pixels(np.broadcast_to(_color(random), (height, width, 3)))


def gradient(random: Random, height: int, width: int) -> Picture:
    """From one colour to another, in a random direction."""
    return _mixed(random, _ramp(random, height, width))


def stripes(random: Random, height: int, width: int) -> Picture:
    """Straight stripes of two colours, 2 to 12 pairs of them, in a random direction."""
    phase = _ramp(random, height, width) * random.uniform(2, 12)
    return _mixed(random, (phase % 1 < 0.5).astype(float))


def checkerboard(random: Random, height: int, width: int) -> Picture:
    """Squares of two colours, with sides of 1 pixel to a quarter of the shorter side."""
    side = random.integers(1, max(2, min(height, width) // 4 + 1))
    rows, columns = np.mgrid[:height, :width]
    return _mixed(random, ((rows // side + columns // side) % 2).astype(float))


KINDS: dict[str, Callable[[Random, int, int], Picture]] = {
    "uniform noise": uniform_noise,
    "Gaussian noise": gaussian_noise,
    "blurred noise": blurred_noise,
    "plain colours": plain_color,
    "gradients": gradient,
    "stripes": stripes,
    "checkerboards": checkerboard,
}


def _ramp(random: Random, height: int, width: int) -> NDArray[np.float64]:
    """0 to 1 across the picture, (height, width), in a random direction."""
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[:height, :width]
    along = np.sin(angle) * rows + np.cos(angle) * columns
    low, high = along.min(), along.max()
    return np.asarray((along - low) / max(high - low, 1e-9), np.float64)


def _mixed(random: Random, share: NDArray[np.float64]) -> Picture:
    """Two random colours, mixed pixel by pixel: ``share`` (height, width), 0..1, of the second."""
    first, second = _color(random), _color(random)
    return _pixels(first + share[:, :, np.newaxis] * (second - first))


def _blurred(values: NDArray[np.float64], sigma: float, *, axis: int) -> NDArray[np.float64]:
    """A Gaussian filter along one axis of (height, width, 3); beyond an edge the other end goes on.

    Its transfer function is exp(-2 (pi sigma f)^2) at f cycles per pixel.
    """
    length = values.shape[axis]
    passed = np.exp(-2 * (np.pi * sigma * np.fft.rfftfreq(length)) ** 2)
    shape = [1, 1, 1]
    shape[axis] = -1
    spectrum = np.fft.rfft(values, axis=axis) * passed.reshape(shape)
    return np.fft.irfft(spectrum, length, axis=axis)


def _color(random: Random) -> NDArray[np.float64]:
    return random.uniform(0, 255, 3)


def _pixels(values: NDArray[np.float64]) -> Picture:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
