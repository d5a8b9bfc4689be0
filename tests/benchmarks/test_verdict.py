"""When a measurement doubts itself."""

from dataclasses import replace

import pytest

from benchmarks.machine import MachineState
from benchmarks.summary import Summary
from benchmarks.verdict import precision_doubts, reasons_unfit, value_doubts

QUIET = MachineState(
    time_utc="2026-01-01T00:00:00+00:00",
    load_average=(0.1, 0.1, 0.1),
    frequency_mhz=None,
    temperature_celsius=None,
    throttled=None,
)
STEADY = Summary(count=2000, median=1.0, p90=1.1, p99=1.2, minimum=0.9, spread_percent=9.9)


def doubts(*, spread=9.9, count=2000, rounds=20, models=2):
    summary = replace(STEADY, spread_percent=spread, count=count)
    return value_doubts({f"net{i}": summary for i in range(models)}, rounds=rounds)


def unfit(*, cores=4, start=QUIET, end=QUIET, during=None, before=None):
    return reasons_unfit(
        cores=cores, start=start, end=end, other_cores=during, other_cores_before=before
    )


def test_a_steady_measurement_on_a_quiet_machine_is_stable():
    assert doubts() == []
    assert unfit() == []
    assert unfit(start=replace(QUIET, load_average=None)) == []
    assert unfit(end=replace(QUIET, throttled=())) == []


def test_a_spread_of_ten_percent_is_called_unstable_for_each_model():
    found = doubts(spread=10.0)

    assert len(found) == 2
    assert found[1].startswith("net1: the spread is 10 % of the median")


@pytest.mark.parametrize(("cores", "busy"), [(1, True), (4, True), (8, False)])
def test_where_cpu_times_are_unknown_the_load_average_tells(cores, busy):
    found = unfit(cores=cores, start=replace(QUIET, load_average=(1.5, 0, 0)))

    assert [text.startswith("The load average was 1.50") for text in found] == [True] * busy


def test_the_load_of_our_own_measurement_before_does_not_count():
    assert unfit(start=replace(QUIET, load_average=(3.9, 0, 0)), before=0.1) == []


def test_others_who_are_busy_right_before_are_reported_whatever_the_load_average_says():
    assert unfit(cores=4, before=1.5) == [
        "Other work took 1.50 of 4 cores on average right before the measurement. Stop it, and "
        "measure again."
    ]
    assert unfit(cores=4, before=1.0) == []


def test_a_throttled_board_is_reported_once():
    state = replace(QUIET, throttled=("under-voltage",))

    assert unfit(start=state, end=state) == [
        "The board reports: under-voltage. Its clock may have been held down: see to the power "
        "supply and the cooling."
    ]


def test_too_few_rounds_for_an_interval_are_reported_where_there_is_a_ratio():
    assert "takes 6 rounds; there were 5" in " ".join(doubts(rounds=5))
    assert doubts(rounds=5, models=1) == []
    assert doubts(rounds=6) == []


def test_too_few_inferences_for_a_p99_are_reported():
    assert "fewer than 100 inferences" in " ".join(doubts(count=99))
    assert doubts(count=100) == []


def test_work_of_others_during_the_measurement_is_reported():
    found = unfit(cores=4, during=1.5)

    assert found == [
        "Other work took 1.50 of 4 cores on average during the measurement. Stop it, and measure "
        "again."
    ]
    assert unfit(cores=4, during=1.0) == []
    assert unfit(cores=4, during=None) == []


def test_a_processor_held_down_during_the_measurement_is_reported():
    before, after = replace(QUIET, throttle_count=3), replace(QUIET, throttle_count=4)

    assert "held down" in " ".join(unfit(start=before, end=after))
    assert unfit(start=before, end=before) == []


def test_a_median_that_is_not_known_well_enough_is_reported():
    found = precision_doubts({"a": 0.9, "b": 1.1, "c": None}, wanted=1.0)

    assert [text.split(":")[0] for text in found] == ["b"]
