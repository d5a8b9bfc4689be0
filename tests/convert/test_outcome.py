"""The verdict on all variants together."""

from tests.convert.outcomes import candidate, in_second_runtime, outcome


def test_all_that_was_asked_for_passed() -> None:
    found = outcome(candidate("float32"), candidate("int8"))
    assert (found.verdict, found.recommended) == ("passed", "int8")


def test_what_nobody_asked_for_is_a_fallback() -> None:
    failed = candidate("int8", lost=500)
    found = outcome(failed, candidate("dynamic"), asked=("int8",))
    assert (found.verdict, found.recommended) == ("fallback", "dynamic")
    assert list(found.chosen) == ["dynamic"]


def test_nothing_that_passes_is_failed() -> None:
    found = outcome(candidate("int8", lost=500))
    assert (found.verdict, found.recommended, found.chosen) == ("failed", None, {})


def test_the_second_file_of_a_variant_stands_for_it_when_it_passes() -> None:
    first, second = candidate("int8", lost=500), candidate("int8", lost=1)
    found = outcome(first, second)
    assert found.verdict == "passed"
    assert found.chosen["int8"] is second


def test_a_file_that_fails_in_the_second_runtime_is_not_all_that_was_asked_for() -> None:
    both = (candidate("float32"), candidate("int8"))
    assert outcome(*both, **in_second_runtime(float32=0, int8=3)).verdict == "passed"
    found = outcome(*both, **in_second_runtime(float32=0, int8=300))
    assert found.failing_elsewhere == ("int8",)
    assert found.verdict == "fallback"
    assert set(found.chosen) == {"float32", "int8"}  # It is sound in this runtime.
