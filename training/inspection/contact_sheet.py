"""The worst examples of each finding in one picture, with the reason under each."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import matplotlib
from PIL import Image, ImageDraw, ImageFont

from edge_app.errors import ImageError
from edge_app.files import replacing
from edge_app.images import decode_image, read_image_file
from training.inspection.findings import Finding, Item, Verdict
from training.inspection.measure import quiet_pillow
from training.inspection.pictures import Picture

TILE_PX = 144
TILES_PER_ROW = 8
GAP_PX = 8
LINE_PX = 15
TITLE_PX = 30
NOTE_LINES = 3
SHOWN_ITEMS = 8
_WHITE, _BLACK, _GREY, _RED = "#ffffff", "#000000", "#666666", "#b3261e"


def draw_contact_sheet(path: Path, findings: Sequence[Finding]) -> bool:
    """Draw a row of pictures for each finding that is not fine; False where there are none.

    A duplicate is shown with the first of its copies to its right.
    """
    rows = [
        (finding, _tiles(finding.items))
        for finding in findings
        if finding.verdict is not Verdict.FINE and any(one.pictures for one in finding.items)
    ]
    if not rows:
        return False
    heights = [TITLE_PX + -(-len(tiles) // TILES_PER_ROW) * _row_px() for _, tiles in rows]
    width = GAP_PX + TILES_PER_ROW * (TILE_PX + GAP_PX)
    sheet = Image.new("RGB", (width, sum(heights) + GAP_PX), _WHITE)
    top = 0
    for (finding, tiles), height in zip(rows, heights, strict=True):
        with quiet_pillow():
            _draw_row(sheet, finding, tiles, top=top)
        top += height
    with replacing(path) as partial:
        sheet.save(partial)
    return True


def _tiles(items: Sequence[Item]) -> list[tuple[Picture, str]]:
    """Pictures with their notes; the two of a pair side by side."""
    shown = [one for one in items if one.pictures][:SHOWN_ITEMS]
    return [(picture, one.note) for one in shown for picture in one.pictures[:2]]


def _row_px() -> int:
    return TILE_PX + (1 + NOTE_LINES) * LINE_PX + GAP_PX


def _draw_row(
    sheet: Image.Image, finding: Finding, tiles: Sequence[tuple[Picture, str]], *, top: int
) -> None:
    pen = ImageDraw.Draw(sheet)
    title = f"{finding.verdict.value}: {finding.name}: {finding.count_text}"
    pen.text((GAP_PX, top + GAP_PX), title, fill=_BLACK, font=_font(15))
    for place, (picture, note) in enumerate(tiles):
        row, column = divmod(place, TILES_PER_ROW)
        left = GAP_PX + column * (TILE_PX + GAP_PX)
        upper = top + TITLE_PX + row * _row_px()
        _draw_picture(sheet, picture, left=left, top=upper)
        below = upper + TILE_PX + 2
        pen.text((left, below), _fitting(picture.name, keep_end=True), _GREY, font=_font(10))
        for line, words in enumerate(_lines(note), start=1):
            pen.text((left, below + line * LINE_PX), _fitting(words), _RED, font=_font(10))


def _draw_picture(sheet: Image.Image, picture: Picture, *, left: int, top: int) -> None:
    try:
        content = picture.content
        pixels = decode_image(read_image_file(content)) if isinstance(content, Path) else content
    except ImageError:
        frame = (left, top, left + TILE_PX - 1, top + TILE_PX - 1)
        ImageDraw.Draw(sheet).rectangle(frame, outline=_GREY)
        ImageDraw.Draw(sheet).line((frame[:2], frame[2:]), fill=_GREY)
        return
    image = Image.fromarray(pixels)
    scale = TILE_PX / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # Small pictures are shown with their pixels, as the net gets them.
    method = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.BILINEAR
    sheet.paste(image.resize(size, method), (left, top))


def _lines(text: str) -> list[str]:
    """``text`` in at most NOTE_LINES lines of the width of a tile; the last may be too long."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(lines) == NOTE_LINES or _font(10).getlength(longer) <= TILE_PX or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fitting(text: str, *, keep_end: bool = False) -> str:
    """``text``, shortened to the width of a tile."""
    font = _font(10)
    if font.getlength(text) <= TILE_PX:
        return text
    while len(text) > 1 and font.getlength(f"...{text}") > TILE_PX:
        text = text[1:] if keep_end else text[:-1]
    return f"...{text}" if keep_end else f"{text}..."


@cache
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    # Matplotlib's own: it is always there, and knows far more letters than Pillow's.
    return ImageFont.truetype(
        Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", size_px
    )
