import numpy as np
import pytest

from training.confidence.drawn_pictures import KINDS, PICTURES, DrawnPictures


@pytest.mark.parametrize("kind", KINDS)
def test_the_pictures_of_a_kind_differ_and_are_the_same_each_time(kind: str) -> None:
    first, again = DrawnPictures(kind, size=24), DrawnPictures(kind, size=24)
    images = first[:20]
    assert first.shape == (PICTURES, 24, 24, 3)
    assert (images.dtype, images.shape) == (np.uint8, (20, 24, 24, 3))
    assert len({image.tobytes() for image in images}) == 20
    assert (again[7:9] == images[7:9]).all()
    assert (again[np.array([19, 3])] == images[[19, 3]]).all()
    assert (DrawnPictures(kind, size=24, seed=2)[:20] != images).any()


def deviation(kind: str) -> np.ndarray:
    """The standard deviation of each picture's pixels, by colour: (pictures, 3)."""
    return DrawnPictures(kind, size=32)[:].std(axis=(1, 2))


def test_plain_colours_are_plain_and_noise_is_faint_to_strong() -> None:
    assert (deviation("plain colours") == 0).all()
    assert deviation("uniform noise").min() > 60
    gaussian = deviation("Gaussian noise").max(axis=1)
    assert gaussian.min() < 15
    assert gaussian.max() > 70


def test_neighbours_are_alike_in_blurred_noise_and_not_in_noise() -> None:
    def step(kind: str) -> float:
        images = DrawnPictures(kind, size=32)[:].astype(float)
        return float(np.abs(np.diff(images, axis=2)).mean())

    assert step("blurred noise") < 0.5 * step("uniform noise")
    assert step("gradients") < 10


def test_stripes_and_checkerboards_have_two_colours() -> None:
    for kind in ("stripes", "checkerboards"):
        for image in DrawnPictures(kind, size=32)[:]:
            assert len(np.unique(image.reshape(-1, 3), axis=0)) == 2


def test_the_smallest_pictures_can_be_drawn() -> None:
    for kind in KINDS:
        assert DrawnPictures(kind, size=8, count=3)[:].shape == (3, 8, 8, 3)
