"""The report on outcomes that are made here: which parts it has, and what stands in its tables."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from convert.report.sections import conversion_report, text_report
from tests.convert.outcomes import CLASSES, COUNT, candidate, in_second_runtime, outcome, proof
from training.parts import Split

IMAGES = np.zeros((COUNT, 4, 4, 3), np.uint8)
SPLIT = Split(IMAGES, np.arange(COUNT) % 2, tuple(i.to_bytes(32, "big") for i in range(COUNT)))
DATASET: Any = SimpleNamespace(class_names=CLASSES, validation=SPLIT)


def sections(*arguments: Any, **more: Any) -> dict[str, Any]:
    report = conversion_report(outcome(*arguments, **more), DATASET, remarks=("A remark.",))
    return {section.title: section for section in report.sections}


def test_a_conversion_that_passed_shows_the_published_figures_first() -> None:
    found = sections(candidate("float32"), candidate("int8", lost=3), test=proof(int8=4))
    assert list(found)[:2] == ["1,000 test images, scored once", "1,000 validation images decide"]
    rows = found["1,000 test images, scored once"].table.rows
    assert rows[1] == ("int8", "1,000", "99.60 %", "0.40", "99.60 %", "98.98-99.84")
    pictures = found["Keras right, int8 wrong: the worst 3 of 3 images"].pictures
    assert [picture.lines[1] for picture in pictures] == [
        "int8: dog 100 %",
        "int8: cat 100 %",
        "int8: dog 100 %",
    ]
    assert found["About the data"].sentences == ("A remark.",)
    assert "What failed" not in found


def test_what_failed_is_told_with_its_reason() -> None:
    found = sections(candidate("int8", lost=500), candidate("float16", lost=1))
    assert [row[-1] for row in found["1,000 validation images decide"].table.rows] == [
        "",
        "failed",
        "passed",
    ]
    assert found["What failed"].sentences[0].startswith("int8 lost 50.00 points")


def test_the_second_runtime_has_its_verdict_in_the_table_and_its_checks() -> None:
    second = in_second_runtime(int8=300)
    found = sections(candidate("int8"), **second)
    rows = found["1,000 validation images decide"].table.rows
    assert (rows[1][0], rows[1][-1]) == ("int8", "passed")
    assert (rows[2][0], rows[2][3], rows[2][-1]) == ("int8, tflite-runtime", "30.00", "failed")
    assert found["What failed"].sentences[0].startswith("int8 in tflite-runtime 2.14.0 lost")
    checks = [row for row in found["What was checked"].table.rows if row[-1] == "failed"]
    assert {row[0] for row in checks} == {"int8 in tflite-runtime 2.14.0"}


def test_the_terminal_gets_the_decision_the_headline_and_the_advice() -> None:
    said = text_report(outcome(candidate("int8"), test=proof(int8=0)))
    order = ["validation images decide", "test images, scored once", "Passed: int8", "Use net."]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
