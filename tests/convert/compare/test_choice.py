"""The rule by which one run is kept, and what is said of the others."""

from dataclasses import replace

from convert.compare.budget import Budget
from convert.compare.choice import choose
from convert.compare.entry import Entry
from tests.convert.compare.entries import entry, failed


def words(*entries: Entry, **limits: float) -> list[str]:
    return [one.word for one in choose(entries, Budget(**limits)).standings]


def test_the_most_accurate_run_is_kept_and_the_others_say_by_how_much_they_lost() -> None:
    good, bad = entry("good", 5), entry("bad", 30)
    choice = choose([bad, good], Budget())
    assert choice.winner is good
    assert [one.word for one in choice.standings] == ["less accurate", "chosen"]
    assert choice.standings[0].reason == (
        "Right on 25 fewer of the 100 images than the chosen one, more than chance explains "
        "(McNemar's test, p = 6e-08)."
    )
    assert "95.00 % (95 of 100; 95 % interval" in choice.standings[1].reason
    assert choice.standings[1].test is None


def test_a_difference_that_may_be_chance_is_said_with_what_the_other_would_cost() -> None:
    choice = choose([entry("slow", 5, ratio=4), entry("fast", 8, ratio=1)], Budget())
    assert choice.winner is not None
    assert choice.winner.name == "slow"
    close = choice.standings[1]
    assert close.word == "not told apart"
    assert "3 fewer of the 100 images than the chosen one, which may be chance" in close.reason
    assert close.reason.endswith(
        "It takes 0.25 times the time of the chosen one: take it where time counts."
    )
    assert close.test is not None
    assert (close.test.only_keras_right, close.test.only_variant_right) == (3, 0)


def test_of_equally_accurate_runs_the_faster_and_then_the_smaller_is_kept() -> None:
    slow, fast = entry("slow", range(5), ratio=2), entry("fast", range(5, 10), ratio=1)
    assert choose([slow, fast], Budget()).winner is fast
    assert words(slow, fast) == ["as accurate", "chosen"]
    reasons = [one.reason for one in choose([slow, fast], Budget()).standings]
    assert reasons[0].startswith("Right on as many images as the chosen one, 95. It takes 2.00")
    assert ", and the cheapest of the runs that are. " in reasons[1]
    small = entry("small", 5, ratio=1, size_bytes=50_000)
    assert choose([fast, small], Budget()).winner is small


def test_a_better_run_that_is_over_the_budget_loses_and_its_accuracy_is_told() -> None:
    best, cheap = entry("best", 2, ratio=3), entry("cheap", 20, ratio=1)
    choice = choose([best, cheap], Budget(max_latency_ratio=2))
    assert choice.winner is cheap
    over = choice.standings[0]
    assert over.word == "over budget"
    assert over.reason.startswith("Over the budget: it takes 3.00 (2.95-3.05) times as long")
    assert "Right on 18 more of the 100 images than the chosen one, more than chance" in over.reason


def test_without_a_run_in_the_budget_none_is_kept_and_each_says_why() -> None:
    choice = choose([entry("a", 2), entry("b", 4), failed("c")], Budget(max_size_kb=1))
    assert choice.winner is None
    assert [one.word for one in choice.standings] == ["over budget", "over budget", "no file"]
    assert choice.standings[0].reason == "Over the budget: it has 100.0 kB, at most 1 are allowed."
    assert choice.standings[2].reason == "There is no file of it: Why."


def test_a_chosen_file_that_is_not_int8_says_so() -> None:
    best = entry("best", 2)
    assert best.file is not None
    fallback = replace(best, file=replace(best.file, variant="float16"))
    (reason, _) = (one.reason for one in choose([fallback, entry("b", 30)], Budget()).standings)
    assert reason.endswith("No int8 file of it passed the proof: this is its float16 one.")
