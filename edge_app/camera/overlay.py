"""Write into a frame what is seen in it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from edge_app.camera.observation import WatchState
from edge_app.camera.region import pixel_box, region_of

# Light on dark with an edge of the other: seen before any background.
LIGHT, DARK = (255, 255, 255), (0, 0, 0)
PAUSED = "paused"
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
SMALLEST_LETTERS_PX, LINES_OF_LETTERS = 9, 18


def draw(pixels: NDArray[np.uint8], state: WatchState) -> NDArray[np.uint8]:
    """A copy of a frame with its region, and with what ``words`` says of the state.

    ``pixels`` and what is given back are uint8 (height, width, 3), RGB.
    """
    image = Image.fromarray(pixels).copy()
    canvas = ImageDraw.Draw(image)
    height, width = pixels.shape[:2]
    letters_px = max(SMALLEST_LETTERS_PX, min(height, width) // LINES_OF_LETTERS)
    line_px = max(1, letters_px // 10)
    left, top, right, bottom = pixel_box(
        region_of(state.region, pixels), height=height, width=width
    )
    _frame(canvas, (left, top, right - 1, bottom - 1), line_px)
    font = _font(letters_px)
    # At the corner of the region, unless that leaves no room for the words.
    margin_px = 3 * line_px
    place = min(left, width // 3) + margin_px, min(top, height // 2) + margin_px
    text = _broken("\n".join(words(state)), font, width - place[0] - 2 * margin_px)
    canvas.multiline_text(
        place, text, font=font, fill=LIGHT, stroke_width=max(1, line_px), stroke_fill=DARK
    )
    return np.asarray(image, np.uint8)


def words(state: WatchState) -> list[str]:
    """What there is to say of a state, a line each: ``cat 97 %``, and whatever is wrong."""
    said = []
    seen = state.observation
    if seen is not None:
        doubt = "not sure: " if seen.sure is False else ""
        said.append(f"{doubt}{seen.label} {100 * seen.probability:.0f} %")
    if not state.inference_on:
        said.append(PAUSED)
    return said + [trouble for trouble in (state.capture.problem, state.problem) if trouble]


@lru_cache(maxsize=4)
def _font(letters_px: int) -> Font:
    """The one that comes with Pillow, whose letters are those of European languages."""
    return ImageFont.load_default(letters_px)


def _frame(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], line_px: int) -> None:
    canvas.rectangle(box, outline=DARK, width=3 * line_px)
    inner = (box[0] + line_px, box[1] + line_px, box[2] - line_px, box[3] - line_px)
    if inner[0] < inner[2] and inner[1] < inner[3]:
        canvas.rectangle(inner, outline=LIGHT, width=line_px)


def _broken(text: str, font: Font, width_px: int) -> str:
    """``text`` with more ends of lines, so that no word but a very long one is cut off."""
    lines = []
    for line in text.splitlines():
        done = ""
        for word in line.split():
            longer = f"{done} {word}".strip()
            if done and font.getlength(longer) > width_px:
                lines.append(done)
                longer = word
            done = longer
        lines.append(done)
    return "\n".join(lines)
