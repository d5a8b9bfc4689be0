"""The sentences of the summary, from reports whose ratios are known."""

import pytest

from benchmarks.whole.comparisons import comparisons

MEMORY, TIME = "{times} times the memory of", "{times} times as long to its first answer as"


def test_tensorflow_is_compared_with_the_app_and_the_floor_is_not(way):
    ways = [
        way("edge_app, a", peak=60e6),
        way("tf.lite, net.tflite", peak=500e6, library="tensorflow 2, keras 3", ratio=8.0),
        way("Python alone", peak=30e6, model=None, ratio=0.5),
    ]

    found = comparisons({"memory": {"ways": ways}})

    name = "TensorFlow (tf.lite, net.tflite)"
    assert [(one.sentence, one.value, one.low, one.high) for one in found] == [
        (f"{name} takes {MEMORY} the app.", 8.0, 7.5, 8.5),
        (f"{name} takes {TIME} the app.", 8.0, 7.5, 8.5),
    ]


def test_the_app_with_another_runtime_is_told_from_the_app_with_the_first(way):
    ways = [way("edge_app, a", peak=60.0), way("edge_app, b", peak=30.0, ratio=0.5)]

    found = comparisons({"memory": {"ways": ways}})

    assert [one.sentence for one in found] == [
        f"edge_app, b takes {MEMORY} edge_app, a.",
        f"edge_app, b takes {TIME} edge_app, a.",
    ]


def test_nothing_is_compared_with_an_app_that_was_not_measured(way):
    ways = [way("tf.lite, a", peak=60.0, library="tensorflow 2"), way("b", peak=30.0, ratio=0.5)]

    assert comparisons({"memory": {"ways": ways}}) == []


@pytest.mark.parametrize(("counts", "told"), [((1, 8, 32), 8), ((1, 2), 2)])
def test_uploads_are_compared_for_the_usual_clients_or_else_the_most(http, counts, told):
    (found,) = comparisons(http(*(("edge_app", n, 1, 4.0 * n) for n in counts)))

    assert found.sentence == (
        "The app answers {times} times as many uploads as the tutorial's way: "
        f"PNG 32 x 32, {told} clients."
    )
    assert found.value == 4 * told


def test_the_memory_of_the_servers_is_compared_by_their_peaks(http):
    cells = [("edge_app", 1, 90), ("edge_app", 8, 70), ("tutorial", 1, 900)]

    (found,) = comparisons(http(*cells))

    assert (found.value, found.low, found.high) == (10, None, None)
    assert "the tutorial's server takes {times} times the memory" in found.sentence


def test_a_part_without_a_report_has_no_sentences():
    assert comparisons({}) == []


def test_the_cameras_frames_with_viewers_are_told_beside_those_alone():
    ratio = {"value": 0.98, "low": 0.97, "high": 0.99}
    settings = {"stalled_viewers": 8, "good_viewers": 4}
    rates = {"ratio": ratio}

    (found,) = comparisons({"camera": {"settings": settings, "frames_per_second": rates}})

    words = "With 8 stalled viewers and 4 who read, the camera gives {percent} of its frames alone."
    assert (found.sentence, found.value, found.low) == (words, 0.98, 0.97)
    nothing = {"settings": settings, "frames_per_second": {"ratio": None}}
    assert comparisons({"camera": nothing}) == []
