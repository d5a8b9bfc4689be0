"""Clock, heat, power and the time of day."""

import datetime

import pytest

from edge_app.board import throttle_flags
from edge_app.doctor.state_probes import (
    COOLING,
    SUPPLY,
    clock_speed,
    power,
    temperature,
    time_of_day,
)


@pytest.mark.parametrize(
    ("governor", "driver", "level"),
    [
        ("ondemand", "cpufreq-dt", "ok"),
        ("performance", "cpufreq-dt", "ok"),
        ("powersave", "cpufreq-dt", "warning"),
        ("powersave", "intel_pstate", "ok"),
        (None, None, "note"),
    ],
)
def test_a_clock_that_stays_at_its_lowest_is_a_warning(governor, driver, level):
    finding = clock_speed(governor, driver=driver, now_mhz=600.0, most_mhz=1800.0)

    assert finding.level == level
    assert ("scaling_governor" in finding.remedy) == (level == "warning")
    assert ("600 of 1800 MHz" in finding.found) == (governor is not None)


@pytest.mark.parametrize(
    ("celsius", "level"), [(None, "note"), (48.3, "ok"), (72.0, "note"), (81.7, "warning")]
)
def test_a_hot_processor_is_a_warning(celsius, level):
    assert temperature(celsius).level == level


@pytest.mark.parametrize(
    ("answer", "level", "remedy"),
    [
        ("throttled=0x0", "ok", ""),
        ("throttled=0x50005", "problem", f"{SUPPLY} {COOLING}"),
        ("throttled=0x1", "problem", SUPPLY),
        ("throttled=0x10000", "warning", SUPPLY),
        ("throttled=0x8", "warning", COOLING),
        ("throttled=0xe0000", "note", COOLING),
    ],
)
def test_what_a_raspberry_pi_answers_gets_its_level_and_its_remedy(answer, level, remedy):
    finding = power(throttle_flags(answer))

    assert (finding.level, finding.remedy) == (level, remedy)


def test_what_is_now_and_what_was_are_told_apart():
    assert power(throttle_flags("throttled=0x50001")).found == (
        "under-voltage, under-voltage since start-up, throttled since start-up"
    )
    assert power(None).level == "note"


@pytest.mark.parametrize(("year", "level"), [(1970, "warning"), (2023, "warning"), (2024, "ok")])
def test_a_clock_in_the_past_is_a_warning(year, level):
    moment = datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc)

    assert time_of_day(moment).level == level
