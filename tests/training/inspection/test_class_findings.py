"""Findings about classes: what is fatal for training, and what only deserves a look."""

import numpy as np
import pytest

from training.inspection.class_findings import class_findings
from training.inspection.findings import Verdict


@pytest.fixture
def plain():
    """A function that makes so many different small pictures."""

    def pictures(count: int) -> list[np.ndarray]:
        return [np.full((8, 8, 3), i, np.uint16).astype(np.uint8) for i in range(count)]

    return pictures


def found(survey) -> dict[str, tuple[Verdict, list[str]]]:
    return {
        one.name: (one.verdict, [item.note for item in one.items])
        for one in class_findings(survey)
        if one.items
    }


def test_enough_pictures_of_each_class_leave_nothing_to_say(survey, plain):
    parts = {("train", "a"): 60, ("val", "a"): 20, ("test", "a"): 20}
    pictures = {key: plain(count) for key, count in parts.items()}
    pictures |= {(part, "b"): same for (part, _), same in pictures.items()}
    assert found(survey(pictures)) == {}


def test_one_class_is_fatal(survey, plain):
    verdict, notes = found(survey({(None, "cat"): plain(60)}))["fewer than two classes"]
    assert (verdict, notes) == (Verdict.FATAL, ["one class: cat"])


def test_an_empty_class_is_fatal(survey, plain):
    one = survey({(None, "cat"): plain(60), (None, "dog"): plain(60)}, classes=["emu"])
    assert found(one)["classes without training pictures"] == (
        Verdict.FATAL,
        ["emu: no readable picture"],
    )


def test_a_class_of_another_name_in_val_is_fatal_and_its_name_is_guessed(survey, plain):
    one = survey(
        {
            ("train", "Dogs"): plain(60),
            ("train", "cats"): plain(60),
            ("val", "dog"): plain(30),
            ("val", "cats"): plain(30),
            ("test", "ship"): plain(30),
        }
    )
    verdict, notes = found(one)["classes without training pictures"]
    assert verdict is Verdict.FATAL
    assert notes == ["dog: only in val; meant as Dogs?", "ship: only in test"]


def test_a_class_missing_from_val_deserves_a_look(survey, plain):
    one = survey({("train", "a"): plain(60), ("train", "b"): plain(60), ("val", "a"): plain(30)})
    assert found(one)["classes missing from val or test"] == (Verdict.LOOK, ["b: none in val"])


@pytest.mark.parametrize(("count", "fatal"), [(2, True), (3, False)])
def test_a_folder_without_parts_needs_three_different_pictures_of_a_class(
    survey, plain, count, fatal
):
    pictures = {(None, "a"): plain(60), (None, "b"): plain(count) + plain(1)}
    notes = found(survey(pictures)).get("classes too small to draw parts from")
    assert notes == ((Verdict.FATAL, [f"b: {count} different"]) if fatal else None)


@pytest.mark.parametrize(("count", "fatal"), [(1, True), (2, False)])
def test_a_folder_without_test_needs_two_training_pictures_of_a_class(survey, plain, count, fatal):
    pictures = {("train", "a"): plain(60), ("train", "b"): plain(count)}
    pictures |= {("val", "a"): plain(20), ("val", "b"): plain(20)}
    assert ("classes too small to draw parts from" in found(survey(pictures))) is fatal


def test_few_pictures_are_listed_from_the_fewest(survey, plain):
    parts = {("train", "a"): 49, ("train", "b"): 50, ("val", "a"): 19, ("val", "b"): 20}
    one = survey({key: plain(count) for key, count in parts.items()})
    assert found(one)["classes with few pictures"] == (
        Verdict.LOOK,
        ["a: 19 in val", "a: 49 in train"],
    )


@pytest.mark.parametrize(("common", "expected"), [(150, False), (151, True)])
def test_a_ratio_above_three_is_an_imbalance(survey, plain, common, expected):
    one = survey({(None, "a"): plain(50), (None, "b"): plain(common)})
    findings = found(one)
    assert ("class imbalance" in findings) is expected
    if expected:
        assert findings["class imbalance"] == (
            Verdict.LOOK,
            ["b (151) has 3.0 times as many as a (50)"],
        )


def test_pictures_that_cannot_be_read_do_not_count(survey, plain, tmp_path):
    from training.inspection.pictures import Collection, Picture
    from training.inspection.survey import take_survey

    good = survey({(None, "a"): plain(60)}, classes=["b"]).collection
    bad = Picture("b/x.png", 1, None, tmp_path / "missing.png")
    one = take_survey(Collection(good.class_names, (*good.pictures, bad), from_files=True))
    assert found(one)["classes without training pictures"][1] == ["b: no readable picture"]
