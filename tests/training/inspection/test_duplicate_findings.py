"""Duplicates are told apart by the harm that they do."""

import numpy as np
import pytest

from training.inspection.duplicate_findings import duplicate_findings
from training.inspection.findings import Verdict


def found(survey) -> dict[str, tuple[Verdict, list[list[str]]]]:
    return {
        one.name: (one.verdict, [[p.name for p in item.pictures] for item in one.items])
        for one in duplicate_findings(survey)
        if one.items
    }


def changed(picture: np.ndarray) -> np.ndarray:
    """A paler copy."""
    return (picture * 0.7 + 50).astype(np.uint8)


def same(picture: np.ndarray) -> np.ndarray:
    return picture


@pytest.mark.parametrize(
    ("copy", "kind", "verdicts"),
    [
        (same, "identical pictures", (Verdict.FIX, Verdict.FIX, Verdict.FINE)),
        (changed, "near duplicates", (Verdict.LOOK, Verdict.LOOK, Verdict.FINE)),
    ],
)
def test_two_classes_weigh_more_than_two_parts_and_these_more_than_one(
    survey, photo, copy, kind, verdicts
):
    one = survey(
        {
            ("train", "a"): [photo(1), photo(2), photo(3), copy(photo(3))],
            ("train", "b"): [copy(photo(1)), photo(4)],
            ("test", "a"): [copy(photo(2)), photo(5)],
        }
    )
    assert found(one) == {
        f"{kind} in two classes": (verdicts[0], [["train/a/0", "train/b/0"]]),
        f"{kind} in two parts": (verdicts[1], [["train/a/1", "test/a/0"]]),
        f"{kind} in one class": (verdicts[2], [["train/a/2", "train/a/3"]]),
    }


def test_near_duplicates_of_one_class_deserve_a_look_where_training_draws_the_parts(survey, photo):
    pictures = {(None, "a"): [photo(1), changed(photo(1))], (None, "b"): [photo(2)]}
    assert found(survey(pictures)) == {
        "near duplicates in one class": (Verdict.LOOK, [["./a/0", "./a/1"]])
    }


def test_a_group_begins_with_two_that_differ(survey, photo):
    one = survey({("train", "a"): [photo(1)] * 3, ("test", "b"): [photo(1)]})
    names = found(one)["identical pictures in two classes"][1]
    assert names == [["train/a/0", "test/b/0", "train/a/1", "train/a/2"]]


def test_the_note_says_how_near_and_how_many(survey, photo):
    pictures = {("train", "a"): [photo(1), photo(1), photo(2), changed(photo(2)), photo(2) // 2]}
    notes = [item.note for one in duplicate_findings(survey(pictures)) for item in one.items]
    assert notes[0] == "same pixels"
    assert notes[1].startswith("3 pictures, correlation 0.9") or notes[1].endswith("1.000")


def test_blank_pictures_are_no_near_duplicates(survey, photo):
    faint, plain = (photo(1) * 0.03).astype(np.uint8), photo(1) // 2
    assert found(survey({("train", "a"): [faint + 10, faint + 100]})) == {}
    assert found(survey({("train", "a"): [plain, plain + 100]})) != {}


def test_one_of_identical_pictures_stands_for_them_among_near_duplicates(survey, photo):
    one = survey({("train", "a"): [photo(1)], ("test", "a"): [photo(1), changed(photo(1))]})
    assert found(one)["identical pictures in two parts"][1] == [["train/a/0", "test/a/0"]]
    assert found(one)["near duplicates in two parts"][1] == [["train/a/0", "test/a/1"]]
