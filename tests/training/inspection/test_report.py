"""The report for a person, and the one for a script."""

import json

import pytest

from training.inspection.findings import Finding, Item, Verdict, finding, worst_first
from training.inspection.pictures import Picture
from training.inspection.report import Inspection, inspection_json, inspection_text


@pytest.fixture
def inspection(survey, photo):
    """A function that makes an inspection of two classes with the given findings."""

    def make(*findings: Finding, classes=("cat", "dog")) -> Inspection:
        pictures = {("train", name): [photo(0, height=9, width=9)] * 2 for name in classes}
        pictures["val", classes[0]] = [photo(1, height=9, width=9)]
        return Inspection("photos", 32, survey(pictures), tuple(findings))

    return make


def picture(name: str) -> Picture:
    return Picture(name, 0, "train", None)  # type: ignore[arg-type]


def text(inspection: Inspection) -> str:
    return inspection_text(inspection, rest="inspection.json")


def test_the_table_counts_each_part_of_each_class(inspection):
    assert text(inspection()).splitlines()[:4] == [
        "class        train       val",
        "cat              2         1",
        "dog              2         0",
        "readable         4         1",
    ]


def test_many_classes_are_cut_but_counted(inspection):
    lines = text(inspection(classes=[f"c{i:02}" for i in range(25)])).splitlines()
    assert lines[21] == "... and 5 more (inspection.json)"
    assert lines[22].split() == ["readable", "50", "1"]


def test_a_finding_says_verdict_count_advice_and_pictures(inspection):
    items = [Item("too red", (picture("a.png"),)), Item("no picture")]
    shown = text(inspection(finding("red pictures", Verdict.LOOK, "Paint them.", items)))
    assert (
        "look at this  Red pictures: 2\n"
        "              Paint them.\n"
        "              - a.png: too red\n"
        "              - no picture\n"
    ) in shown
    assert shown.endswith("Nothing is fatal. To fix: 0; to look at: 1.")


def test_long_lists_are_cut_with_the_number_of_the_rest(inspection):
    items = [Item("x", (picture(f"{i}.png"),)) for i in range(17)]
    shown = text(inspection(finding("many", Verdict.FIX, "", items)))
    assert "- 4.png: x\n              ... and 12 more (inspection.json)" in shown
    assert "5.png" not in shown


def test_a_large_group_is_cut_and_all_its_pictures_are_counted(inspection):
    group = Item("same", tuple(picture(f"{i}.png") for i in range(6)))
    shown = text(inspection(finding("copies", Verdict.FIX, "", [group])))
    assert "Copies: 1 group of 6 pictures" in shown
    assert "- 0.png = 1.png = 2.png = ...: same" in shown


def test_fine_findings_name_no_pictures(inspection):
    items = [Item("x", (picture("a.png"),))]
    shown = text(inspection(finding("grey pictures", Verdict.FINE, "As they are.", items)))
    assert "fine          Grey pictures: 1\n              As they are." in shown
    assert "a.png" not in shown
    assert shown.endswith("Nothing stands against training on this data.")


def test_what_was_looked_for_in_vain_is_said(inspection):
    shown = text(inspection(finding("a", Verdict.FATAL, "", []), finding("b", Verdict.FIX, "", [])))
    assert "Not found: a, b." in shown


def test_a_fatal_finding_says_that_training_will_refuse(inspection):
    one = inspection(finding("one class", Verdict.FATAL, "", [Item("cat")]))
    assert one.is_fatal
    assert "FATAL         One class: 1" in text(one)
    assert text(one).endswith("Training will refuse this data: 1 fatal.")


def test_the_gravest_findings_come_first():
    findings = [
        finding(verdict.name, verdict, "", [Item("x")])
        for verdict in (Verdict.FINE, Verdict.LOOK, Verdict.FATAL, Verdict.FIX)
    ]
    assert [one.name for one in worst_first(findings)] == ["FATAL", "FIX", "LOOK", "FINE"]


def test_the_data_for_a_script_holds_everything(inspection):
    items = [Item("x", (picture(f"{i}.png"),)) for i in range(17)]
    one = inspection(finding("many", Verdict.LOOK, "Look.", items))
    as_data = json.loads(json.dumps(inspection_json(one)))
    assert as_data["readable_pictures"] == {
        "train": {"cat": 2, "dog": 2},
        "val": {"cat": 1, "dog": 0},
    }
    assert as_data["fatal"] is False
    (many,) = as_data["findings"]
    assert (many["verdict"], many["count"], len(many["items"])) == ("look at this", 17, 17)
    assert many["items"][16] == {"pictures": ["16.png"], "note": "x"}
