"""Pictures to inspect, made where they are needed: no files but those of a test about files."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from training.inspection.pictures import Collection, Picture
from training.inspection.survey import Survey, take_survey

TakeSurvey = Callable[..., Survey]


@pytest.fixture
def photo() -> Callable[..., NDArray[np.uint8]]:
    """A function that draws something as varied as a photo, by its seed: uint8 (h, w, 3)."""

    def draw(seed: int, *, height: int = 120, width: int = 160) -> NDArray[np.uint8]:
        random = np.random.default_rng(seed)
        picture = np.zeros((height, width, 3))
        for side, strength in ((4, 60), (9, 40), (24, 25)):
            waves = random.normal(0, 1, (side, side, 3)).astype(np.float32)
            for channel in range(3):
                plane = Image.fromarray(waves[..., channel])
                picture[..., channel] += strength * np.asarray(
                    plane.resize((width, height), Image.Resampling.BICUBIC)
                )
        return (picture + 128).clip(0, 255).astype(np.uint8)

    return draw


@pytest.fixture
def survey() -> TakeSurvey:
    """A function that surveys pixels given by (part, class)."""

    def take(
        pictures: Mapping[tuple[str | None, str], Sequence[NDArray[np.uint8]]],
        *,
        classes: Sequence[str] = (),
        from_files: bool = True,
    ) -> Survey:
        names = tuple(sorted({*classes, *(name for _, name in pictures)}))
        records = tuple(
            Picture(f"{part or '.'}/{name}/{i}", names.index(name), part, pixels)
            for (part, name), several in pictures.items()
            for i, pixels in enumerate(several)
        )
        return take_survey(Collection(names, records, from_files=from_files))

    return take
