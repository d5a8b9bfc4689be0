"""What becomes of a file that passed on the validation images, and gives NaN on a test image."""

from convert.pipeline import without_refused
from convert.records.record import conversion_record
from convert.report.advice import advice, headline
from convert.report.sections import text_report
from tests.convert.outcomes import candidate, outcome, proof


def test_a_file_that_gives_no_numbers_on_a_test_image_fails_after_all() -> None:
    made = (candidate("float32"), candidate("int8", lost=500), candidate("int8"))
    found = without_refused(made, {"int8": "its answer is not a number."})
    assert found[0] is made[0]
    assert found[1] is made[1]  # The first int8 file failed before, for another reason.
    assert found[2].verdict.failures == (
        "int8 could not be made or measured: on the test images: its answer is not a number.",
    )


def test_its_outcome_can_be_told_and_recorded() -> None:
    made = without_refused((candidate("float32"), candidate("float16")), {"float16": "NaN."})
    found = outcome(*made, test=proof(float32=0))
    assert headline(found) == "Not all passed: no float16, use float32 instead"
    assert "net.float16.tflite was not written" in advice(found)[0]
    assert "float16" in text_report(found)
    record = conversion_record(
        found,
        labels=("cat", "dog"),
        data={},
        training=None,
        keras={},
        calibration=None,
        golden_samples={},
        runtime=None,
    )
    assert list(record["variants"]) == ["float32"]
    assert record["calibration"] is record["second_runtime"] is record["latency"] is None
    assert record["gate"]["passed"] is False
