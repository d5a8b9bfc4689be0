"""The pictures on the screenshots: drawn with a few polygons, so that they are nobody else's."""

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

SIDE_PX = 640
Color = tuple[int, int, int]
Points = list[tuple[float, float]]
DrawPolygon = Callable[[Points, Color], None]


def draw(paint: Callable[[DrawPolygon], None]) -> Image.Image:
    """A square picture of what ``paint`` makes of it; coordinates run from 0 to 1."""
    side = 2 * SIDE_PX  # Drawn twice as large, then halved: smooth edges.
    picture = Image.new("RGB", (side, side))
    pen = ImageDraw.Draw(picture)

    def polygon(points: Points, color: Color) -> None:
        pen.polygon([(x * side, y * side) for x, y in points], fill=color)

    paint(polygon)
    smooth = picture.filter(ImageFilter.GaussianBlur(1.5))
    return smooth.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)


def box(left: float, top: float, right: float, bottom: float) -> Points:
    """The corners of an upright rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def shade(polygon: DrawPolygon, top: Color, bottom: Color, *, start: float, end: float) -> None:
    """Fill the rows from ``start`` to ``end`` from one colour to another."""
    steps = 200
    for step in range(steps):
        share = step / (steps - 1)
        red, green, blue = (round(a + share * (b - a)) for a, b in zip(top, bottom, strict=True))
        row = start + (end - start) * step / steps
        polygon(box(0, row, 1, row + 2 / steps), (red, green, blue))


def paint_ship(polygon: DrawPolygon) -> None:
    """A ship on the sea under a clear sky."""
    shade(polygon, (120, 170, 215), (176, 204, 230), start=0, end=0.62)
    shade(polygon, (46, 97, 139), (50, 105, 145), start=0.62, end=1)
    polygon([(0.10, 0.55), (0.92, 0.55), (0.84, 0.71), (0.20, 0.71)], (38, 44, 58))
    polygon([(0.17, 0.665), (0.865, 0.665), (0.84, 0.71), (0.20, 0.71)], (150, 45, 40))
    polygon(box(0.22, 0.45, 0.74, 0.55), (236, 236, 232))
    polygon(box(0.28, 0.36, 0.64, 0.45), (246, 246, 242))
    polygon([(0.40, 0.20), (0.50, 0.20), (0.51, 0.36), (0.39, 0.36)], (196, 62, 48))
    polygon([(0.40, 0.20), (0.50, 0.20), (0.503, 0.24), (0.397, 0.24)], (30, 32, 40))
    for i in range(9):
        polygon(box(0.25 + 0.052 * i, 0.485, 0.276 + 0.052 * i, 0.512), (70, 95, 120))
    for i in range(26):
        left, row = (0.37 * i) % 1.0, 0.73 + 0.009 * i
        wave = [(0, 0), (0.12, 0), (0.09, 0.004), (0.02, 0.004)]
        polygon([(left + x, row + y) for x, y in wave], (96, 140, 178))


def paint_airplane(polygon: DrawPolygon) -> None:
    """An airliner in the sky."""
    shade(polygon, (90, 150, 215), (190, 215, 238), start=0, end=1)
    polygon([(0.05, 0.50), (0.12, 0.46), (0.86, 0.44), (0.95, 0.49), (0.86, 0.54)], (240, 242, 246))
    polygon([(0.05, 0.50), (0.86, 0.54), (0.80, 0.56), (0.14, 0.54)], (198, 204, 214))
    polygon([(0.42, 0.52), (0.56, 0.52), (0.34, 0.76), (0.27, 0.76)], (176, 184, 198))
    polygon([(0.46, 0.45), (0.56, 0.45), (0.42, 0.30), (0.37, 0.30)], (206, 212, 222))
    polygon([(0.08, 0.48), (0.19, 0.46), (0.11, 0.30), (0.06, 0.30)], (60, 90, 160))


def paint_truck(polygon: DrawPolygon) -> None:
    """A truck on a road."""
    shade(polygon, (196, 214, 228), (222, 230, 236), start=0, end=0.66)
    shade(polygon, (110, 112, 116), (86, 88, 92), start=0.66, end=1)
    polygon(box(0.08, 0.28, 0.64, 0.70), (228, 230, 232))
    polygon(box(0.08, 0.58, 0.64, 0.62), (190, 60, 50))
    polygon([(0.66, 0.40), (0.84, 0.40), (0.92, 0.54), (0.92, 0.72), (0.66, 0.72)], (190, 60, 50))
    polygon([(0.72, 0.44), (0.82, 0.44), (0.88, 0.54), (0.72, 0.54)], (60, 80, 100))
    polygon(box(0.08, 0.70, 0.92, 0.74), (40, 42, 48))
    wheel = [(0, -1), (0.7, -0.7), (1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7)]
    for center in (0.20, 0.34, 0.78):
        for radius, color in ((0.075, (28, 28, 32)), (0.035, (170, 172, 178))):
            polygon([(center + radius * x, 0.75 + radius * y) for x, y in wheel], color)


def paint_cat(polygon: DrawPolygon) -> None:
    """The head of a white cat, as a child draws it."""
    white, black = (222, 214, 204), (24, 24, 26)
    shade(polygon, (90, 90, 96), (60, 60, 66), start=0, end=1)
    for mirror in (1, -1):
        for points, color in (
            ([(0, 0.25), (0.10, 0.25), (0.24, 0.30), (0.32, 0.50), (0, 0.50)], white),
            ([(0, 0.50), (0.32, 0.50), (0.26, 0.70), (0.10, 0.82), (0, 0.82)], white),
            ([(0.29, 0.05), (0.07, 0.29), (0.29, 0.42)], white),
            ([(0.26, 0.14), (0.13, 0.29), (0.25, 0.35)], (206, 150, 140)),
            ([(0.22, 0.48), (0.15, 0.43), (0.08, 0.48), (0.15, 0.53)], (196, 204, 92)),
            ([(0.165, 0.44), (0.135, 0.44), (0.135, 0.52), (0.165, 0.52)], black),
            ([(0.08, 0.63), (0.42, 0.58), (0.42, 0.59), (0.08, 0.64)], (236, 230, 222)),
            ([(0.08, 0.66), (0.42, 0.67), (0.42, 0.68), (0.08, 0.67)], (236, 230, 222)),
        ):
            polygon([(0.5 + mirror * x, y) for x, y in points], color)
    polygon([(0.45, 0.60), (0.55, 0.60), (0.50, 0.66)], (206, 120, 116))


PAINTINGS = {
    "drawn-ship.png": paint_ship,
    "airliner.png": paint_airplane,
    "truck.png": paint_truck,
    "cat.png": paint_cat,
}
