"""What befalls a picture on its way to an upload page: each change a function of its pixels."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance, ImageFilter

from training.parts import Images, Split

Picture = NDArray[np.uint8]
# Takes uint8 (height, width, 3), RGB, and random numbers of the picture's own; gives the same.
Change = Callable[[Picture, np.random.Generator], Picture]

BLUR_SIGMA_PX = 0.5
NOISE_DEVIATION = 8.0  # Of 0..255.
DARKER, BRIGHTER = 0.7, 1.3
SEED = 1


def jpeg(quality: int) -> Change:
    """Encode as JPEG at this quality of Pillow's scale, with its usual 4:2:0, and decode."""

    def change(picture: Picture, _random: np.random.Generator) -> Picture:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "JPEG", quality=quality)
        with Image.open(file) as decoded:
            return np.array(decoded)

    return change


def blurred(picture: Picture, _random: np.random.Generator) -> Picture:
    """A Gaussian blur with a standard deviation of half a pixel."""
    return np.array(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(BLUR_SIGMA_PX)))


def noisy(picture: Picture, random: np.random.Generator) -> Picture:
    """Gaussian noise with a standard deviation of 8 grey levels on each value by itself."""
    changed = (picture + random.normal(0, NOISE_DEVIATION, picture.shape)).round()
    return np.asarray(np.clip(changed, 0, 255), np.uint8)


def brightness(factor: float) -> Change:
    """Multiply every value."""
    return lambda picture, _random: np.array(
        ImageEnhance.Brightness(Image.fromarray(picture)).enhance(factor)
    )


def contrast(factor: float) -> Change:
    """Multiply every value's distance to the picture's mean grey."""
    return lambda picture, _random: np.array(
        ImageEnhance.Contrast(Image.fromarray(picture)).enhance(factor)
    )


def shifted(picture: Picture, _random: np.random.Generator) -> Picture:
    """One pixel to the right and one down; the first column and the first row stand twice."""
    padded = np.pad(picture, ((1, 0), (1, 0), (0, 0)), mode="edge")
    return padded[:-1, :-1]


CHANGES: dict[str, Change] = {
    "as they are": lambda picture, _random: picture,
    "JPEG, quality 75": jpeg(75),
    "JPEG, quality 50": jpeg(50),
    "blur, 0.5 px": blurred,
    "noise, 8 of 255": noisy,
    "brightness x 0.7": brightness(DARKER),
    "brightness x 1.3": brightness(BRIGHTER),
    "contrast x 0.7": contrast(DARKER),
    "contrast x 1.3": contrast(BRIGHTER),
    "shifted by 1 px": shifted,
}
UNCHANGED = "as they are"


class ChangedImages:
    """The images of another, each changed when it is asked for, and always in the same way.

    The random numbers of a picture come from its place, so that they do not depend on the batches
    in which the pictures are asked for.
    """

    def __init__(self, source: Images, change: Change) -> None:
        self._source = source
        self._change = change

    @property
    def shape(self) -> tuple[int, ...]:
        return self._source.shape

    def __len__(self) -> int:
        return len(self._source)

    def __getitem__(self, indices: Any, /) -> NDArray[np.uint8]:
        places = np.arange(len(self))[indices].tolist()
        pictures = zip(self._source[indices], places, strict=True)
        changed = [self._change(one, np.random.default_rng((SEED, i))) for one, i in pictures]
        return np.stack(changed) if changed else self._source[indices]


def changed_split(split: Split, name: str) -> Split:
    """The same records with the change of this name: pixels now, and no files any more."""
    return Split(ChangedImages(split.images, CHANGES[name]), split.labels, split.hashes)
