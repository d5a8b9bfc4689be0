"""What the fake camera can show, by name."""

from edge_app.camera.sources.drawings import HEIGHT, Colour, Drawing, Shape

BLACK, DARK, GLASS = (20, 20, 20), (50, 50, 60), (60, 80, 100)
WHITE, GREY, SILVER = (238, 238, 240), (195, 200, 208), (175, 175, 180)
RED, BLUE, ORANGE = (200, 25, 30), (30, 70, 170), (240, 165, 40)
WARM, FUR, BROWN = (220, 170, 120), (120, 110, 100), (115, 75, 47)


def _polygon(colour: Colour, *points: float) -> Shape:
    return Shape("polygon", points, colour)


def _box(colour: Colour, *points: float) -> Shape:
    return Shape("rectangle", points, colour)


def _oval(colour: Colour, *points: float) -> Shape:
    return Shape("ellipse", points, colour)


def _row(shape: Shape, xs: range) -> tuple[Shape, ...]:
    """``shape``, which stands at x = 0, at each of ``xs``."""
    left, top, right, bottom = shape.points
    return tuple(Shape(shape.kind, (x + left, top, x + right, bottom), shape.colour) for x in xs)


def _wheels(top: float, radius: float, xs: range) -> tuple[Shape, ...]:
    middle, hub = top + radius, radius * 0.46
    tyres = _row(_oval(BLACK, -radius, top, radius, middle + radius), xs)
    return tyres + _row(_oval(SILVER, -hub, middle - hub, hub, middle + hub), xs)


AIRPLANE = Drawing(
    sky=((90, 150, 220), (190, 215, 240)),
    ground=((190, 215, 240), (190, 215, 240)),
    horizon=HEIGHT,
    shapes=(
        _oval(WHITE, 140, 215, 500, 265),
        _polygon(GREY, 300, 240, 370, 240, 250, 370, 215, 370),
        _polygon(GREY, 310, 225, 360, 225, 270, 130, 245, 130),
        _polygon((60, 80, 150), 150, 235, 200, 225, 150, 140, 125, 140),
        _polygon(GREY, 150, 245, 200, 245, 150, 285, 130, 285),
        *_row(_oval(DARK, 0, 230, 7, 237), range(230, 440, 18)),
        _polygon(DARK, 455, 225, 485, 232, 470, 240, 452, 238),
    ),
)
AUTOMOBILE = Drawing(
    sky=((180, 205, 225), (200, 215, 225)),
    ground=((120, 120, 120), (90, 90, 90)),
    horizon=250,
    shapes=(
        _polygon(RED, 120, 290, 150, 255, 215, 245, 450, 245, 510, 260, 520, 320, 120, 320),
        _polygon(RED, 215, 246, 270, 195, 400, 195, 450, 246),
        _polygon(GLASS, 232, 246, 278, 206, 325, 206, 325, 246),
        _polygon(GLASS, 338, 246, 338, 206, 392, 206, 430, 246),
        _box((60, 15, 15), 115, 318, 525, 332),
        *_wheels(290, 42, range(205, 431, 225)),
        _box((240, 235, 190), 116, 285, 140, 300),
        _box(ORANGE, 505, 275, 521, 295),
    ),
)
SHIP = Drawing(
    sky=((150, 190, 230), (190, 215, 235)),
    ground=((40, 90, 140), (20, 60, 100)),
    horizon=300,
    shapes=(
        _polygon((160, 40, 40), 130, 270, 510, 270, 470, 340, 170, 340),
        _polygon(DARK, 130, 262, 510, 262, 505, 278, 135, 278),
        _box(WHITE, 230, 200, 440, 262),
        _box((230, 230, 230), 270, 160, 400, 200),
        *_row(_box(GLASS, 0, 218, 12, 234), range(245, 430, 26)),
        _box((200, 60, 40), 310, 110, 350, 160),
        _box(BLACK, 310, 110, 350, 122),
        _box((90, 90, 90), 198, 140, 203, 262),
    ),
)
TRUCK = Drawing(
    sky=((150, 190, 225), (195, 215, 228)),
    ground=((110, 110, 110), (80, 80, 80)),
    horizon=330,
    shapes=(
        _box(WHITE, 120, 110, 400, 320),
        _box(GREY, 120, 110, 400, 125),
        _polygon(BLUE, 405, 320, 405, 170, 470, 170, 510, 240, 520, 250, 520, 320),
        _polygon(GLASS, 420, 185, 463, 185, 495, 240, 420, 240),
        _box((40, 40, 40), 120, 318, 522, 335),
        *_wheels(300, 38, range(190, 291, 100)),
        *_wheels(300, 38, range(455, 456)),
    ),
)
CAT = Drawing(
    sky=((200, 190, 180), (170, 150, 130)),
    ground=((170, 150, 130), (170, 150, 130)),
    horizon=HEIGHT,
    shapes=(
        _oval(FUR, 200, 130, 440, 350),
        _polygon(FUR, 215, 200, 215, 80, 305, 145),
        _polygon(FUR, 425, 200, 425, 80, 335, 145),
        _polygon((200, 150, 150), 228, 170, 228, 105, 278, 145),
        _polygon((200, 150, 150), 412, 170, 412, 105, 362, 145),
        *_row(_oval((190, 210, 80), 0, 205, 42, 245), range(255, 346, 90)),
        *_row(_oval(BLACK, 15, 205, 27, 245), range(255, 346, 90)),
        _oval((225, 220, 215), 270, 270, 370, 335),
        _polygon((220, 130, 130), 305, 265, 335, 265, 320, 282),
        _oval(FUR, 210, 330, 430, 520),
    ),
)
BIRD = Drawing(
    sky=((140, 180, 120), (90, 140, 70)),
    ground=((90, 140, 70), (90, 140, 70)),
    horizon=HEIGHT,
    shapes=(
        _oval((120, 80, 50), 200, 190, 430, 340),
        _oval(WARM, 220, 240, 400, 345),
        _oval(BROWN, 370, 120, 480, 230),
        _polygon(ORANGE, 472, 165, 530, 180, 472, 192),
        _oval(BLACK, 430, 150, 446, 166),
        _polygon((80, 50, 30), 230, 220, 100, 300, 90, 340, 260, 310),
        _polygon(ORANGE, 297, 340, 303, 340, 293, 410, 287, 410),
        _polygon(ORANGE, 337, 340, 343, 340, 348, 410, 342, 410),
        _box((90, 60, 40), 80, 408, 560, 425),
    ),
)
PLAIN_RED = Drawing(
    sky=((230, 10, 10), (230, 10, 10)),
    ground=((230, 10, 10), (230, 10, 10)),
    horizon=240,
    shapes=(),
)

# By the shipped model's labels; "red" is a card to try colours with.
OBJECTS = {
    "airplane": AIRPLANE,
    "automobile": AUTOMOBILE,
    "ship": SHIP,
    "truck": TRUCK,
    "cat": CAT,
    "bird": BIRD,
    "red": PLAIN_RED,
}
