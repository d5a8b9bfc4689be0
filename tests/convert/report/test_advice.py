"""What a user is told to do, by what was found."""

from convert.gate import Thresholds
from convert.report.advice import advice, headline
from tests.convert.outcomes import candidate, in_second_runtime, outcome, proof


def test_the_file_to_use_comes_first_with_its_published_figures() -> None:
    found = outcome(candidate("float32"), candidate("int8"), test=proof(int8=4, float32=0))
    assert headline(found) == "Passed: float32 and int8 answer as the Keras model does"
    sentence, *others = advice(found)
    assert all("sure" in other for other in others)
    assert sentence == (
        "Use net.tflite (int8): 1,000 bytes. On 1,000 test images it loses 0.40 points of accuracy "
        "(which may be chance: McNemar's test, p = 0.12), and it answers as Keras does on 99.60 %."
    )


def test_what_is_not_there_is_said_before_what_to_use_instead() -> None:
    failed = candidate("int8", lost=500)
    found = outcome(failed, candidate("dynamic"), asked=("int8",))
    assert headline(found) == "Not all passed: no int8, use dynamic instead"
    first, second, *_ = advice(found)
    assert first.startswith("net.tflite was not written: int8 lost 50.00 points of accuracy")
    assert first.endswith("2 more of the checks failed.")
    assert second.startswith("Use net.dynamic.tflite (dynamic)")


def test_a_second_runtime_that_fails_is_in_the_headline_and_the_file_is_named() -> None:
    both = (candidate("float32"), candidate("int8"))
    found = outcome(*both, **in_second_runtime(float32=0, int8=300))
    assert headline(found) == "Not all passed: int8 in tflite-runtime 2.14.0 did not"
    assert advice(found)[1].startswith(
        "Do not use net.tflite in that runtime: int8 in tflite-runtime 2.14.0 lost 30.00 points"
    )
    sound = advice(outcome(*both, **in_second_runtime(float32=0, int8=3)))
    assert not any("Do not use" in sentence for sentence in sound)


def test_few_validation_images_are_said_to_decide_little() -> None:
    few = outcome(candidate("int8", count=20), count=20)
    assert "Only 20 validation images decide, where 25 points may be lost" in advice(few)[-1]
    limit = Thresholds(max_accuracy_drop_points=0.0)
    asked = advice(outcome(candidate("int8", count=20), count=20, thresholds=limit))
    assert not any("images decide" in sentence for sentence in asked)


def test_test_images_that_contradict_the_verdict_are_said_to() -> None:
    found = outcome(candidate("int8"), test=proof(int8=100))
    assert found.verdict == "passed"
    assert "on the test images it loses 10.00 points, more than 1" in advice(found)[-1]


def test_where_nothing_passes_the_remedies_fit_what_failed() -> None:
    limit = Thresholds(max_bytes=10)
    lossy = outcome(candidate("int8", lost=500), thresholds=limit)
    assert headline(lossy) == "Failed: int8 did not pass, and nothing else did"
    assert not any("fewer channels" in sentence for sentence in advice(lossy))
    large = outcome(candidate("int8", thresholds=limit), thresholds=limit)
    assert "A net with fewer channels takes fewer bytes." in advice(large)
    assert "--allow-int16" in advice(large)[-1]
