import numpy as np
import pytest

from edge_app.camera.region import centred_square, checked_region, cut, pixel_box, region_of
from edge_app.images import fit_to_input

WHOLE = (0.0, 0.0, 1.0, 1.0)


def numbered(height: int, width: int) -> np.ndarray:
    """Each pixel says where it is."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows, columns, rows * 0], axis=2).astype(np.uint8)


@pytest.mark.parametrize("size", [(48, 64), (64, 48), (33, 100), (101, 34), (7, 7), (1, 9)])
def test_the_centred_square_is_what_the_resize_rule_takes_of_the_whole_frame(
    size: tuple[int, int],
) -> None:
    frame = numbered(*size)
    square = cut(frame, centred_square(*size))
    assert square.shape[0] == square.shape[1] == min(size)
    whole = fit_to_input(frame, height=5, width=5)
    assert np.array_equal(fit_to_input(square, height=5, width=5), whole)


def test_a_region_is_cut_out_at_its_nearest_pixels() -> None:
    frame = numbered(48, 64)
    part = cut(frame, (0.25, 0.5, 0.5, 0.25))
    assert part.shape == (12, 32, 3)
    assert tuple(part[0, 0]) == (24, 16, 0)
    assert pixel_box((0.1, 0.1, 0.33, 0.33), height=10, width=10) == (1, 1, 4, 4)


def test_cutting_copies_nothing() -> None:
    frame = numbered(48, 64)
    assert np.shares_memory(cut(frame, (0.25, 0.25, 0.5, 0.5)), frame)


@pytest.mark.parametrize(
    "region", [(0.999, 0.999, 0.001, 0.001), (0.0, 0.0, 1e-9, 1e-9), (0.5, 0.0, 1e-12, 1.0)]
)
@pytest.mark.parametrize("size", [(480, 640), (1, 1), (2, 3)])
def test_the_smallest_region_has_a_pixel_of_the_frame(
    region: tuple[float, float, float, float], size: tuple[int, int]
) -> None:
    left, top, right, bottom = pixel_box(region, height=size[0], width=size[1])
    assert 0 <= left < right <= size[1]
    assert 0 <= top < bottom <= size[0]


def test_without_a_choice_the_region_is_the_square() -> None:
    frame = numbered(48, 64)
    assert region_of(None, frame) == (0.125, 0.0, 0.75, 1.0)
    assert region_of(WHOLE, frame) == WHOLE


def test_a_region_may_be_a_list_and_may_end_a_rounding_error_beyond_the_frame() -> None:
    assert checked_region([0.1, 0.7, 0.9, 0.3]) == (0.1, 0.7, 0.9, 0.3)


@pytest.mark.parametrize(
    "wrong",
    [
        (0.5, 0.0, 0.6, 1.0),
        (-0.1, 0.0, 0.5, 0.5),
        (0.0, 0.0, 0.0, 1.0),
        (0.0, 0.0, 1.0),
        (0.0, 0.0, float("nan"), 1.0),
        (0.0, 0.0, "1", 1.0),
        (0.0, 0.0, True, 1.0),
    ],
)
def test_what_is_no_part_of_a_frame_is_refused(wrong: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"The region is .*expected left,top,width,height"):
        checked_region(wrong)
