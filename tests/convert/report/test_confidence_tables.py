"""What the report says of when a file is sure, from outcomes that are made here."""

from convert.report.advice import advice
from convert.report.confidence_tables import (
    calibration_sentences,
    sure_table,
    threshold_table,
    unknown_table,
)
from tests.convert.outcomes import candidate, confidence, outcome, proof


def test_each_file_stands_with_its_own_thresholds_and_with_a_plain_one() -> None:
    found = outcome(candidate("int8", lost=4))
    table = sure_table(found)
    assert table.title == "When it is sure, on validation images: 95 % should be right"
    assert table.rows == (
        ("int8", "its own", "100.0 %", "99.6 %", "1 of 2"),
        ("int8", "0.5 for all", "100.0 %", "99.6 %", "2 of 2"),
    )


def test_the_test_images_go_before_where_they_were_asked() -> None:
    on_test = {"int8": confidence(8).figures}
    found = outcome(candidate("int8", lost=4), test=proof(int8=8), sure_on_test=on_test)
    assert sure_table(found).title.startswith("When it is sure, on test images")
    assert sure_table(found).rows[0][3] == "99.2 %"
    assert (
        "The file is sure of 100.0 % of the test images, and right on 99.2 % of these"
        in " ".join(advice(found))
    )


def test_the_thresholds_are_by_class_and_say_what_they_are_fitted_on() -> None:
    table = threshold_table(outcome(candidate("int8", lost=4)))
    assert table.rows[0] == (
        "cat",
        "100.0 %",
        "its own answers",
        "500",
        "100.0 %",
        "99.6 %",
        "98.6-99.9",
    )


def test_pictures_of_nothing_known_are_counted_by_kind() -> None:
    table = unknown_table(outcome(candidate("int8"), candidate("float32")))
    assert table.headings == ("pictures", "number", "int8", "float32")
    assert table.rows == (("stripes", "2", "1", "1"),)
    assert "It is also sure of 1 of 2 drawn pictures of nothing that it knows" in " ".join(
        advice(outcome(candidate("int8")))
    )


def test_the_calibration_error_is_told_with_and_without_the_temperature() -> None:
    assert calibration_sentences(outcome(candidate("int8"))) == (
        "Temperature 1.5, fitted on the validation images.",
        "Calibration error on the validation images: Keras 0.00 %, without the temperature "
        "12.50 %.",
        "int8: 0.00 %, without the temperature 25.00 %.",
    )


def test_too_few_images_for_thresholds_are_told() -> None:
    found = outcome(candidate("int8", count=40), count=40)
    assert sure_table(found) is threshold_table(found) is unknown_table(found) is None
    reason = "40 validation images are too few, expected at least 45"
    assert calibration_sentences(found)[-1] == (
        f"int8 says of no answer whether it is sure: {reason}."
    )
    assert f"The file says of no answer whether it is sure: {reason}." in advice(found)


def test_nothing_is_said_where_no_file_was_written() -> None:
    found = outcome(candidate("int8", lost=500))
    assert not [sentence for sentence in advice(found) if sentence.startswith("The file is sure")]
