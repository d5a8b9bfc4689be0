import pytest

from edge_app.settings.kinds import Kind
from edge_app.settings.measures import FrameSize, Number, PictureRegion


@pytest.mark.parametrize(("text", "number"), [("0", 0.0), ("5", 5.0), (".5", 0.5), ("9.99", 9.99)])
def test_a_number_may_have_a_fraction(text: str, number: float) -> None:
    assert Number(0, 10).from_text(text) == number
    assert Number(0, 10).from_toml(number) == number


@pytest.mark.parametrize("text", ["", ".", "x", "-1", "1e1", "1_0", "inf", "nan", "10.01", "٣"])
def test_other_words_are_no_number_of_the_range(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        Number(0, 10).from_text(text)


@pytest.mark.parametrize("value", [True, "1", None, float("nan"), float("inf"), 11])
def test_toml_has_other_things_than_numbers(value: object) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        Number(0, 10).from_toml(value)


def test_a_frame_has_a_width_and_a_height() -> None:
    assert FrameSize().from_text("640x480") == (640, 480)
    assert FrameSize().written((640, 480)) == "640x480"


@pytest.mark.parametrize("text", ["", "640", "640x", "0x480", "640x0", "640 x 480", "10001x1"])
def test_other_sizes_are_no_frame(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        FrameSize().from_text(text)


def test_a_region_is_four_shares() -> None:
    middle = (0.25, 0.0, 0.5, 1.0)
    assert PictureRegion().from_text("0.25, 0, 0.5, 1") == middle
    assert PictureRegion().from_toml([0.25, 0, 0.5, 1]) == middle
    # 0.1 + 0.9 is not exactly 1 in every order.
    assert PictureRegion().from_text("0.7,0.1,0.3,0.9") == (0.7, 0.1, 0.3, 0.9)


@pytest.mark.parametrize(
    "text",
    ["", "0,0,1", "0,0,1,1,1", "0.5,0,0.6,1", "0,0.5,1,0.6", "0,0,0,1", "0,0,1,0", "a,0,1,1"],
)
def test_a_region_that_is_empty_or_leaves_the_picture_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        PictureRegion().from_text(text)


@pytest.mark.parametrize("kind", [Number(0, 1), FrameSize(), PictureRegion()])
def test_they_say_what_they_expect(kind: Kind) -> None:
    assert kind.expected
    assert kind.documented != Kind().documented
