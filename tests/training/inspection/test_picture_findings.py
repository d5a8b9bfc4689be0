"""Findings about single pictures."""

import numpy as np
import pytest
from PIL import Image

from training.inspection.findings import Verdict
from training.inspection.picture_findings import picture_findings
from training.inspection.pictures import folder_collection
from training.inspection.survey import take_survey


def found(survey, *, image_size: int = 32) -> dict[str, tuple[Verdict, list[tuple[str, str]]]]:
    return {
        one.name: (one.verdict, [(item.pictures[0].name, item.note) for item in one.items])
        for one in picture_findings(survey, image_size=image_size)
        if one.items
    }


def test_ordinary_photos_leave_nothing_to_say(survey, photo):
    assert found(survey({(None, "a"): [photo(1), photo(2)], (None, "b"): [photo(3)]})) == {}


def test_pictures_below_the_size_of_the_net_are_listed_from_the_smallest(survey, photo):
    sizes = ((31, 90), (20, 25), (32, 60), (100, 100))
    one = survey({(None, "a"): [photo(1, height=h, width=w) for h, w in sizes]})
    assert found(one)["pictures below 32 px"] == (
        Verdict.LOOK,
        [("./a/1", "25 x 20 px"), ("./a/0", "90 x 31 px")],
    )
    assert found(one)["pictures below 100 px"] == (Verdict.FINE, [("./a/2", "60 x 32 px")])
    assert len(found(one, image_size=224)["pictures below 224 px"][1]) == 4


def test_an_archive_is_not_told_that_its_pictures_are_small(survey, photo):
    one = survey({(None, "a"): [photo(1, height=32, width=32)]}, from_files=False)
    assert found(one) == {}


def test_a_picture_more_than_twice_as_long_as_wide_is_listed(survey, photo):
    sizes = ((100, 200), (201, 100), (100, 400))
    one = survey({(None, "a"): [photo(1, height=h, width=w) for h, w in sizes]})
    assert found(one)["long or tall pictures"] == (
        Verdict.LOOK,
        [("./a/2", "400 x 100 px, 25 % seen"), ("./a/1", "100 x 201 px, 50 % seen")],
    )


def test_a_picture_of_one_colour_is_blank_and_a_dim_one_is_not(survey, photo):
    red = np.full((100, 100, 3), (200, 0, 0), np.uint8)
    dim = (photo(1) // 6).astype(np.uint8)
    one = survey({(None, "a"): [red, dim]})
    assert found(one)["blank pictures"] == (Verdict.LOOK, [("./a/0", "contrast 0.0")])


@pytest.mark.parametrize(("grey_of_b", "verdict"), [(3, Verdict.FINE), (4, Verdict.LOOK)])
def test_grey_pictures_matter_where_they_are_of_one_class(survey, photo, grey_of_b, verdict):
    colour = [photo(seed) for seed in range(10)]
    grey = [np.repeat(picture[..., :1], 3, axis=2) for picture in colour]
    one = survey({(None, "a"): colour, (None, "b"): [*grey[:grey_of_b], *colour[grey_of_b:]]})
    assert found(one)["grey pictures"][0] is verdict
    advice = next(
        f.advice for f in picture_findings(one, image_size=32) if f.name == "grey pictures"
    )
    assert ("40 % of b, but 0 % of a" in advice) is (verdict is Verdict.LOOK)


def test_what_files_say_about_themselves_is_fine_but_said(tmp_path, photo):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        Image.fromarray(photo(len(name))).save(tmp_path / name / "good.png")
    image = Image.fromarray(photo(5))
    exif = Image.Exif()
    exif[0x0112] = 3
    image.save(tmp_path / "cat/turned.jpg", exif=exif)
    image.save(tmp_path / "cat/wrong.jpg", "PNG")
    image.convert("CMYK").save(tmp_path / "dog/print.jpg")
    (tmp_path / "dog/empty.jpg").touch()
    findings = found(take_survey(folder_collection(tmp_path)))
    assert findings == {
        "unreadable files": (Verdict.LOOK, [("dog/empty.jpg", "The file is empty")]),
        "wrong extensions": (Verdict.FINE, [("cat/wrong.jpg", "is PNG, not JPEG")]),
        "unusual colour modes": (Verdict.FINE, [("dog/print.jpg", "CMYK")]),
        "pictures turned by EXIF": (Verdict.FINE, [("cat/turned.jpg", "orientation 3")]),
    }


def test_nothing_readable_is_no_error(survey):
    assert found(survey({}, classes=["a", "b"])) == {}
