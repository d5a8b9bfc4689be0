"""Where the names of points go, so that none covers another, a point or its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[float, float]

# In pixels from the point to the nearest edge of its label; the nearest are tried first.
DISTANCES = (9.0, 18.0, 30.0, 44.0, 60.0, 80.0, 105.0)
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
# How bad it is to stick out by a pixel, to cover something at all, and to be led over something;
# beside it each pixel that is covered counts 1.
OUTSIDE, COVERED, LED_OVER = 10.0, 60.0, 40.0


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        return (self.right - self.left) * (self.top - self.bottom)

    @property
    def centre(self) -> Place:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def shared_with(self, other: "Box") -> float:
        """The area that both cover."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0.0) * max(height, 0.0)

    def nearest(self, place: Place) -> Place:
        """The place within the box that is nearest to ``place``: that itself, if it is within."""
        x, y = place
        return min(max(x, self.left), self.right), min(max(y, self.bottom), self.top)

    def is_crossed(self, start: Place, end: Place) -> bool:
        """Whether the straight line between two places touches the box.

        Clipped against one pair of sides after the other: T. L. Kay and J. T. Kajiya, "Ray tracing
        complex scenes", SIGGRAPH 1986, section 3.
        """
        enters, leaves = 0.0, 1.0
        sides = ((self.left, self.right), (self.bottom, self.top))
        for a, b, (low, high) in zip(start, end, sides, strict=True):
            if a == b:
                if not low <= a <= high:
                    return False
                continue
            first, last = sorted(((low - a) / (b - a), (high - a) / (b - a)))
            enters, leaves = max(enters, first), min(leaves, last)
        return enters <= leaves


def place_labels(
    sizes: Sequence[tuple[float, float]],
    points: Sequence[Place],
    *,
    obstacles: Sequence[Box],
    inside: Box,
) -> list[Box]:
    """A box of each size (width, height), near the point (x, y) of the same place in the list.

    The first labels have the first choice. Where no place is free, the one that covers least.
    """
    taken = list(obstacles)
    for size, point in zip(sizes, points, strict=True):
        taken.append(_best(_candidates(size, point), point, taken, inside))
    return taken[len(obstacles) :]


def _best(boxes: Sequence[Box], point: Place, taken: Sequence[Box], inside: Box) -> Box:
    """The first, and so the nearest, of those that are free; else the least bad one."""
    found = boxes[0], math.inf
    for box in boxes:
        badness = _badness(box, point, taken, inside)
        if badness < found[1]:
            found = box, badness
        if not badness:
            break
    return found[0]


def _candidates(size: tuple[float, float], point: Place) -> list[Box]:
    """Boxes around the point, the nearest first."""
    width, height = size
    boxes = []
    for distance in DISTANCES:
        for right, up in DIRECTIONS:
            x = point[0] + right * (distance + width / 2)
            y = point[1] + up * (distance + height / 2)
            boxes.append(Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return boxes


def _badness(box: Box, point: Place, taken: Sequence[Box], inside: Box) -> float:
    outside = box.area - box.shared_with(inside)
    covered = [area for other in taken if (area := box.shared_with(other))]
    crossed = _led_over(box, point, taken)
    return OUTSIDE * outside + COVERED * len(covered) + sum(covered) + LED_OVER * crossed


def _led_over(box: Box, point: Place, taken: Sequence[Box]) -> int:
    """Over how many of ``taken`` a line from the point to its label leads, its own aside."""
    others = [other for other in taken if other.nearest(point) != point]
    return sum(other.is_crossed(point, box.nearest(point)) for other in others)
