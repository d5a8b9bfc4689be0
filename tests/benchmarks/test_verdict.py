"""When a measurement doubts itself."""

from dataclasses import replace

import pytest

from benchmarks.machine import MachineState
from benchmarks.summary import Summary
from benchmarks.verdict import precision_doubts, reasons_for_doubt, reasons_unfit

QUIET = MachineState(
    time_utc="2026-01-01T00:00:00+00:00",
    load_average=(0.1, 0.1, 0.1),
    frequency_mhz=None,
    temperature_celsius=None,
    throttled=None,
)
STEADY = Summary(count=2000, median=1.0, p90=1.1, p99=1.2, minimum=0.9, spread_percent=9.9)


def doubts(*, spread=9.9, count=2000, rounds=20, cores=4, start=QUIET, end=QUIET, models=2):
    summary = replace(STEADY, spread_percent=spread, count=count)
    return reasons_for_doubt(
        {f"net{i}": summary for i in range(models)},
        rounds=rounds,
        cores=cores,
        start=start,
        end=end,
    )


def test_a_steady_measurement_on_a_quiet_machine_is_stable():
    assert doubts() == []
    assert doubts(start=replace(QUIET, load_average=None)) == []
    assert doubts(end=replace(QUIET, throttled=())) == []


def test_a_spread_of_ten_percent_is_called_unstable_for_each_model():
    found = doubts(spread=10.0)

    assert len(found) == 2
    assert found[1].startswith("net1: the spread is 10 % of the median")


@pytest.mark.parametrize(("cores", "busy"), [(1, True), (4, True), (8, False)])
def test_a_load_average_beyond_a_share_of_the_cores_is_reported(cores, busy):
    found = doubts(cores=cores, start=replace(QUIET, load_average=(1.5, 0, 0)))

    assert [text.startswith("The load average was 1.50") for text in found] == [True] * busy


def test_a_throttled_board_is_reported_once():
    state = replace(QUIET, throttled=("under-voltage",))

    assert doubts(start=state, end=state) == [
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
    found = reasons_unfit(cores=4, start=QUIET, end=QUIET, other_cores=1.5)

    assert found == [
        "Other work took 1.50 of 4 cores on average during the measurement. Stop it, and measure "
        "again."
    ]
    assert reasons_unfit(cores=4, start=QUIET, end=QUIET, other_cores=1.0) == []
    assert reasons_unfit(cores=4, start=QUIET, end=QUIET, other_cores=None) == []


def test_a_processor_held_down_during_the_measurement_is_reported():
    before, after = replace(QUIET, throttle_count=3), replace(QUIET, throttle_count=4)

    assert "held down" in " ".join(doubts(start=before, end=after))
    assert doubts(start=before, end=before) == []


def test_a_median_that_is_not_known_well_enough_is_reported():
    found = precision_doubts({"a": 0.9, "b": 1.1, "c": None}, wanted=1.0)

    assert [text.split(":")[0] for text in found] == ["b"]
