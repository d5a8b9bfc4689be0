"""Which candidate is chosen, on drawn candidates."""

import pytest

from benchmarks.choose.rule import Limits, choose

ANY = Limits(None, None)


def candidate(name, *, median=1.0, p99=None, accuracy=0.9, threads=1, size=100):
    return {
        "name": name,
        "runtime": "litert",
        "threads": threads,
        "bytes": size,
        "accuracy": accuracy,
        "invoke_ms": {"median": median, "p99": 2 * median if p99 is None else p99},
    }


def chosen(*candidates, limits=ANY):
    found = choose(candidates, limits).candidate
    return found and found["name"]


def test_the_most_accurate_is_chosen_even_when_it_is_slower():
    assert chosen(candidate("a", accuracy=0.85), candidate("b", accuracy=0.92, median=9)) == "b"


def test_of_equally_accurate_ones_the_fastest_is_chosen():
    assert chosen(candidate("a", accuracy=0.904, median=2), candidate("b", median=1)) == "b"


def test_of_equally_fast_ones_the_fewest_threads_and_then_the_smallest_file_win():
    assert chosen(candidate("a", threads=2, median=0.97), candidate("b")) == "b"
    assert chosen(candidate("a", size=200), candidate("b", size=100)) == "b"
    assert chosen(candidate("a", threads=2, median=0.5), candidate("b")) == "a"


def test_the_slow_tail_counts_and_not_the_median():
    jumpy = candidate("a", median=1, p99=20)

    assert chosen(jumpy, candidate("b", median=5, p99=6), limits=Limits(15, None)) == "b"


def test_limits_are_kept_exactly():
    one = candidate("a", median=1, p99=15, accuracy=0.9)

    assert chosen(one, limits=Limits(15, 0.9)) == "a"
    assert chosen(one, limits=Limits(14.9, None)) is None
    assert chosen(one, limits=Limits(None, 0.901)) is None


def test_when_nothing_fits_the_nearest_is_named_with_what_it_lacks():
    choice = choose(
        [candidate("slow", p99=100, accuracy=0.95), candidate("near", p99=16, accuracy=0.89)],
        Limits(15, 0.9),
    )

    assert choice.candidate is None
    assert choice.nearest["name"] == "near"
    assert choice.reason == (
        "Nothing fits. near in litert on 1 thread comes nearest: its p99 is 16.000 ms, more than "
        "15 ms; its accuracy is 89.00%, less than 90.00%."
    )


def test_an_unknown_accuracy_does_not_pass_for_a_good_one():
    unknown = candidate("a", accuracy=None)

    assert chosen(unknown, limits=Limits(None, 0.1)) is None
    assert chosen(unknown) == "a"
    assert "not recorded" in choose([unknown], Limits(None, 0.1)).reason


def test_the_reason_is_in_words():
    reason = choose([candidate("a"), candidate("b", median=8)], Limits(10, 0.5)).reason

    assert reason.startswith("1 of 2 candidates fit;")
    assert "90.00%" in reason
    assert reason.endswith("median 1.000 ms, p99 2.000 ms.")


def test_no_candidates_are_refused():
    with pytest.raises(ValueError, match="no candidates"):
        choose([], ANY)
