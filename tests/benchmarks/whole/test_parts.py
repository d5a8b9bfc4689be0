"""How the time is shared, and what each part is asked."""

import argparse
from pathlib import Path

import pytest

from benchmarks.whole.flags import add_all
from benchmarks.whole.parts import PARTS, RESERVE, SHORTEST_S, Order, options_for, seconds_for

MODEL = Path("models/a.tflite")
MEASURED = [part for part in PARTS if part.share]


def options_of(*words):
    parser = argparse.ArgumentParser()
    add_all(parser.add_subparsers())
    return parser.parse_args(["all", *words])


def part_options(name, *words, seconds=9.5, measured=()):
    (part,) = [part for part in PARTS if part.name == name]
    return options_for(part, Order(options_of(*words), MODEL, measured), seconds=seconds)


def test_the_shares_and_the_reserve_are_the_whole_time():
    assert sum(part.share for part in PARTS) + RESERVE == pytest.approx(1)


def test_each_part_has_its_share_when_all_before_it_took_theirs():
    left_s = 600.0
    for place, part in enumerate(MEASURED):
        seconds = seconds_for(PARTS[place:], left_s=left_s)
        assert seconds == pytest.approx(600 * part.share)
        left_s -= seconds


def test_what_a_part_did_not_need_goes_to_those_after_it():
    others = MEASURED[1:]

    found = [seconds_for(others[place:], left_s=590.0) for place in range(len(others))]

    assert all(seconds > 600 * part.share for seconds, part in zip(found, others, strict=True))
    assert found[0] < 590


def test_a_part_has_some_time_though_none_is_left():
    assert seconds_for(PARTS, left_s=-100.0) == SHORTEST_S


def test_a_part_is_asked_for_what_the_whole_was_asked_for():
    asked = ("--models", "x", "y", "--threads", "1", "4", "--output", "o", "--input-range=-1,1")
    latency = part_options("latency", *asked)
    memory = part_options("memory", "--tensorflow", "t/python", "--keras", "k.keras")
    http = part_options("http", "--clients", "3", "5", "--pictures", "png-32")

    assert (latency.models, latency.threads) == ([Path("x"), Path("y")], [1, 4])
    assert (latency.output, latency.seconds, latency.tflite_runtime) == (Path("o"), 9.5, None)
    assert (latency.input_range, latency.labels) == ("-1,1", None)
    assert (memory.models, memory.tensorflow) == ([MODEL], Path("t/python"))
    assert (memory.keras, memory.tflite_runtime) == (Path("k.keras"), None)
    assert part_options("camera").model == MODEL
    assert (http.model, http.clients, http.pictures) == (MODEL, [3, 5], ["png-32"])


def test_a_part_has_the_defaults_of_its_own_command():
    from benchmarks.memory.flags import add_memory

    parser = argparse.ArgumentParser()
    add_memory(parser.add_subparsers())
    alone = vars(parser.parse_args(["memory"]))

    inside = vars(part_options("memory", seconds=alone["seconds"]))

    assert {**inside, "models": None} == {**alone, "models": None}


@pytest.mark.parametrize(("asked", "used"), [((), "0,255"), (("--input-range=-1,1",), "-1,1")])
def test_a_reference_that_was_fetched_is_timed_last(tmp_path, asked, used):
    baseline = tmp_path / "references" / "mlperf-tiny-resnet8.tflite"
    baseline.parent.mkdir()
    baseline.touch()

    latency = part_options("latency", "--models", "a", "--output", str(tmp_path), *asked)

    assert latency.models == [Path("a"), baseline]
    assert latency.input_range == used


def test_the_frontier_has_the_latencies_of_this_run_or_none(tmp_path):
    (tmp_path / "a.json").touch()
    words = ("--models", str(tmp_path), "b.tflite", "--output", "o")

    beside = part_options("frontier", *words, measured=["latency"])
    alone = part_options("frontier", *words)

    assert (beside.latency, alone.latency) == (Path("o/latency.json"), None)
    assert beside.models == [tmp_path]


def test_the_frontier_is_of_the_shipped_models_where_the_others_have_no_records(tmp_path):
    assert part_options("frontier", "--models", str(tmp_path)).models == [Path("models")]


@pytest.mark.parametrize("value", ["0", "-1", "ten", "inf"])
def test_minutes_that_are_none_are_refused(capsys, value):
    with pytest.raises(SystemExit):
        options_of(f"--minutes={value}")

    assert f"{value!r} is not a number of minutes above 0" in capsys.readouterr().err
