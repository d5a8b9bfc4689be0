"""Names beside points, none over another."""

from itertools import combinations

import numpy as np
import pytest

from benchmarks.frontier.label_places import Box, Place, place_labels

INSIDE = Box(0, 0, 1000, 600)


def test_a_single_name_stands_to_the_right_of_its_point() -> None:
    (box,) = place_labels([(80, 10)], [(500, 300)], obstacles=[], inside=INSIDE)
    assert box.left > 500
    assert box.centre[1] == 300


def test_at_the_right_edge_it_stands_to_the_left() -> None:
    (box,) = place_labels([(80, 10)], [(990, 300)], obstacles=[], inside=INSIDE)
    assert box.right < 990


def test_names_cover_neither_each_other_nor_points_nor_lines() -> None:
    random = np.random.default_rng(3)
    points = [tuple(place) for place in random.uniform((300, 200), (600, 400), (14, 2)).tolist()]
    obstacles = [Box(x - 4, y - 4, x + 4, y + 4) for x, y in points]
    obstacles.append(Box(0, 299, 1000, 301))
    boxes = place_labels([(90, 11)] * 14, points, obstacles=obstacles, inside=INSIDE)
    for one, other in combinations(boxes, 2):
        assert one.shared_with(other) == 0
    for box in boxes:
        assert box.shared_with(INSIDE) == box.area
        assert all(box.shared_with(other) == 0 for other in obstacles)


def test_a_name_does_not_stand_behind_something_else() -> None:
    post = Box(503, 280, 508, 320)
    (box,) = place_labels([(80, 10)], [(500, 300)], obstacles=[post], inside=INSIDE)
    assert box.right < 500


def test_to_be_led_over_something_is_better_than_to_cover_it() -> None:
    fence = [Box(480, 280, 481, 320), Box(519, 280, 520, 320)]
    fence += [Box(480, 280, 520, 281), Box(480, 319, 520, 320)]
    (box,) = place_labels([(80, 10)], [(500, 300)], obstacles=fence, inside=INSIDE)
    assert all(box.shared_with(post) == 0 for post in fence)


def test_where_nothing_is_free_every_name_has_a_place_all_the_same() -> None:
    full = [Box(0, 0, 1000, 600)]
    boxes = place_labels([(80, 10)] * 3, [(500, 300)] * 3, obstacles=full, inside=INSIDE)
    assert len(boxes) == 3


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((0, 5), (20, 5), True),
        ((0, 5), (9, 5), False),
        ((0, 0), (20, 10), True),
        ((0, 6), (12, 30), False),
        ((10.5, 20), (10.5, 0), True),
        ((12, 20), (12, 0), False),
        ((10.5, 5), (10.5, 5), True),
    ],
)
def test_a_line_crosses_even_a_thin_box(start: Place, end: Place, expected: bool) -> None:
    assert Box(10, 0, 11, 10).is_crossed(start, end) is expected
    assert Box(10, 0, 11, 10).is_crossed(end, start) is expected
