"""The picture of the worst examples."""

import numpy as np
import pytest
from PIL import Image

from training.inspection.contact_sheet import TILE_PX, draw_contact_sheet
from training.inspection.findings import Item, Verdict, finding
from training.inspection.pictures import Picture

COLOURS = ((200, 30, 30), (30, 200, 30), (30, 30, 200))


@pytest.fixture
def plain():
    """Three pictures of one colour each."""
    return [
        Picture(f"train/{i}.png", 0, None, np.full((20, 10 * (i + 1), 3), colour, np.uint8))
        for i, colour in enumerate(COLOURS)
    ]


def area(path, colour) -> int:
    with Image.open(path) as sheet:
        pixels = np.asarray(sheet.convert("RGB"))
    return int((pixels == colour).all(axis=2).sum())


def test_each_picture_is_drawn_in_its_shape(tmp_path, plain):
    items = [Item("odd", (picture,)) for picture in plain]
    path = tmp_path / "inspection.png"
    assert draw_contact_sheet(path, [finding("odd", Verdict.LOOK, "", items)])
    assert area(path, COLOURS[0]) == TILE_PX * TILE_PX // 2
    assert area(path, COLOURS[1]) == TILE_PX * TILE_PX
    assert area(path, COLOURS[2]) == TILE_PX * TILE_PX * 2 // 3


def test_a_group_is_drawn_by_its_first_two(tmp_path, plain):
    path = tmp_path / "inspection.png"
    draw_contact_sheet(path, [finding("copies", Verdict.FIX, "", [Item("same", tuple(plain))])])
    assert [area(path, colour) > 0 for colour in COLOURS] == [True, True, False]


def test_fine_findings_and_those_without_pictures_are_not_drawn(tmp_path, plain):
    path = tmp_path / "inspection.png"
    fine = finding("grey", Verdict.FINE, "", [Item("grey", (plain[0],))])
    classes = finding("few", Verdict.LOOK, "", [Item("cat: 3")])
    assert not draw_contact_sheet(path, [fine, classes])
    assert not path.exists()


def test_a_long_list_does_not_make_a_long_picture(tmp_path, plain):
    sizes = []
    for count in (8, 1000):
        items = [Item("odd", (plain[0],))] * count
        draw_contact_sheet(tmp_path / "a.png", [finding("odd", Verdict.LOOK, "", items)])
        with Image.open(tmp_path / "a.png") as sheet:
            sizes.append(sheet.size)
    assert sizes[0] == sizes[1]


def test_an_unreadable_file_and_endless_names_are_drawn_too(tmp_path):
    missing = Picture("train/" + "long" * 60 + ".png", 0, None, tmp_path / "missing.png")
    items = [Item("no such file " * 30 + "x" * 200, (missing,)), Item("", (missing,))]
    assert draw_contact_sheet(tmp_path / "a.png", [finding("bad", Verdict.LOOK, "", items)])
