"""The charts: whole, of a size for their classes, and without a word about odd names."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.training.report.drawn import drawn_split, scored
from training.figures import COLORS, LONGEST_NAME, drawn_name
from training.pictures import draw_confusion_matrix
from training.report.class_charts import draw_classes, draw_confused_pairs
from training.report.curve_charts import draw_precision_recall, draw_reliability, draw_roc
from training.report.split_facts import SplitFacts, split_facts

# Names that a folder may have: too long, no label for Matplotlib, a formula, not in its font.
ODD = ("a" * 60, "_hidden", r"$\frac$", "犬")


def facts_of(classes: int, count: int, *, sureness: float = 2.5) -> SplitFacts:
    names = (*ODD, *(f"class {i}" for i in range(classes)))[:classes]
    one = scored(
        "validation",
        drawn_split(count, class_count=classes),
        class_count=classes,
        sureness=sureness,
    )
    return split_facts("validation", one.split, one.probabilities, names)


def drawn(path: Path) -> np.ndarray:
    """Decode a picture fully; a cut-off one raises."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def rgb(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def has(picture: np.ndarray, color: str) -> bool:
    return bool((picture == rgb(color)).all(axis=2).any())


@pytest.mark.parametrize("draw", [draw_roc, draw_precision_recall])
@pytest.mark.parametrize(("classes", "colours"), [(2, 2), (6, 6), (40, 6)])
def test_curves_have_a_colour_for_each_class_or_for_the_worst(draw, classes, colours, tmp_path):
    draw(tmp_path / "curves.png", facts_of(classes, 20 * classes))
    picture = drawn(tmp_path / "curves.png")
    assert picture.shape == (638, 638, 3)
    found = [color for color in COLORS if has(picture, color)]
    assert found == list(COLORS[:colours])


def test_the_reliability_of_answers_in_one_bin_is_drawn(tmp_path):
    split = drawn_split(8)
    certain = np.eye(4, dtype=np.float32)[split.labels]
    facts = split_facts("validation", split, certain, ODD)
    draw_reliability(tmp_path / "one.png", facts.calibration)
    assert has(drawn(tmp_path / "one.png"), COLORS[0])


@pytest.mark.parametrize("sureness", [0.0, 40.0])
def test_bars_of_classes_that_are_always_or_hardly_ever_right_are_drawn(sureness, tmp_path):
    facts = facts_of(7, 35, sureness=sureness)
    draw_classes(tmp_path / "classes.png", facts.classes)
    assert has(drawn(tmp_path / "classes.png"), COLORS[0])


def test_a_class_without_images_is_drawn_without_a_recall(tmp_path):
    split = drawn_split(8, class_count=3)  # The fourth class has none.
    answers = np.eye(4, dtype=np.float32)[np.zeros(8, int)]
    draw_classes(tmp_path / "classes.png", split_facts("test", split, answers, ODD).classes)
    assert drawn(tmp_path / "classes.png").size


def test_more_classes_make_a_taller_picture(tmp_path):
    for classes in (4, 40):
        facts = facts_of(classes, 4 * classes)
        draw_classes(tmp_path / f"{classes}.png", facts.classes)
    few, many = (drawn(tmp_path / f"{classes}.png").shape for classes in (4, 40))
    assert few[1] == many[1]
    assert many[0] > 5 * few[0]


def test_pairs_show_both_directions(tmp_path):
    facts = facts_of(4, 200, sureness=1.0)
    draw_confused_pairs(tmp_path / "pairs.png", facts.confused_pairs, ODD)
    picture = drawn(tmp_path / "pairs.png")
    assert has(picture, COLORS[0])
    assert has(picture, COLORS[4])


def test_a_confusion_matrix_of_many_classes_has_smaller_cells(tmp_path):
    sides = []
    for classes in (20, 21):
        names = tuple(ODD[i % 4] for i in range(classes))
        path = tmp_path / f"{classes}.png"
        draw_confusion_matrix(path, np.eye(classes, dtype=int), names, title="drawn")
        sides.append(drawn(path).shape[0])
    assert sides[1] < sides[0]


def test_a_name_is_cut_and_its_dollars_are_no_formula():
    assert len(drawn_name(ODD[0])) == LONGEST_NAME
    assert drawn_name("cat") == "cat"
    assert drawn_name("$5") == r"\$5"
