"""The figures of the summary, from reports whose figures are known."""

import pytest

from benchmarks.whole.figures import figures


def candidate(name, *, median, threads=1, runtime="litert 1", interval=None):
    return {
        "name": name,
        "runtime": runtime,
        "threads": threads,
        "invoke_ms": {"median": median},
        "median_interval_ms": interval,
    }


def test_each_model_has_one_latency_that_of_its_fewest_threads_in_the_first_runtime():
    interval = {"low": 1.9, "high": 2.1}
    report = {
        "candidates": [
            candidate("a", median=3.0, threads=2),
            candidate("a", median=2.0, interval=interval),
            candidate("b", median=5.0),
            candidate("a", median=1.0, runtime="other 1"),
        ]
    }

    found = figures({"latency": report})

    assert [(one.of, one.value, one.low, one.high) for one in found] == [
        ("a, litert 1, 1 thread", 2.0, 1.9, 2.1),
        ("b, litert 1, 1 thread", 5.0, None, None),
    ]


def test_every_way_to_an_answer_has_its_time_and_its_memory(way):
    ways = [way("edge_app", peak=60e6), way("Python alone", peak=30e6, model=None, ratio=0.5)]

    found = figures({"memory": {"ways": ways}})

    assert [(one.of, one.value, one.unit) for one in found] == [
        ("edge_app", 1000, "ms"),
        ("Python alone", 1000, "ms"),
        ("edge_app", 60e6, "bytes"),
        ("Python alone", 30e6, "bytes"),
    ]


@pytest.mark.parametrize(("counts", "told"), [((1, 8, 32), 8), ((1, 2), 2)])
def test_uploads_are_told_for_the_usual_clients_or_else_the_most(http, counts, told):
    uploads, time_to_answer, _ = figures(http(*(("edge_app", n, 1) for n in counts)))

    assert (uploads.value, uploads.of) == (100 * told, f"PNG 32 x 32, {told} clients")
    assert (time_to_answer.value, time_to_answer.of) == (10 / told, uploads.of)


def test_the_peak_of_a_server_is_the_largest_of_all_its_cells(http):
    cells = [
        ("edge_app", 1, 90),
        ("edge_app", 8, 70),
        ("tutorial", 1, 900),
        ("tutorial", 8, None),
        ("empty route", 8, 10),
    ]

    peaks = {one.of: one.value for one in figures(http(*cells)) if one.unit == "bytes"}

    assert peaks == {"the app": 90, "the tutorial's way": 900}


def test_the_camera_has_its_times_in_one_unit_and_no_more_than_was_measured():
    interval = {"low": 39.0, "high": 41.0}
    labels = {"median": 40.0, "p99": 70.0, "interval": interval}
    report = {"label_ms": labels, "drawn_ms": None, "loop_us": {"median": 500.0}}

    found = figures({"camera": report})

    assert [(one.of, one.value, one.unit, one.low) for one in found] == [
        ("median", 40.0, "ms", 39.0),
        ("p99", 70.0, "ms", None),
        ("without decoding and inference", 0.5, "ms", None),
    ]
    assert figures({"camera": {"label_ms": None, "drawn_ms": None, "loop_us": None}}) == []


def test_the_accuracies_are_those_of_the_shipped_models_alone():
    ours = {"group": "ours", "name": "net", "variant": "int8", "accuracy": 0.8}
    others = {"group": "published", "name": "other", "variant": "float32", "accuracy": 0.9}
    entries = [{**ours, "low": 0.79, "high": 0.81}, {**others, "low": None, "high": None}]

    (found,) = figures({"frontier": {"entries": entries}})

    assert (found.of, found.value, found.low, found.high) == ("net, int8", 0.8, 0.79, 0.81)


def test_a_part_without_a_report_has_no_figures():
    assert figures({}) == []
