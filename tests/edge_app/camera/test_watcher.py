import threading
import time
from typing import Any

import pytest

from edge_app import Classifier
from edge_app.camera.arrangement import arranged
from edge_app.camera.watcher import Watcher
from edge_app.settings import Settings
from tests.edge_app.camera.handed import (
    BLACK,
    BLUE,
    GREEN,
    RED,
    HandedCamera,
    halves,
    painted,
    show_one,
    until,
    watched_by_hand,
)

FAST = Settings(frame_rate=50.0)
RIGHT_HALF = (0.5, 0.0, 0.5, 1.0)


def test_it_says_what_is_seen_in_the_newest_frame(colors: Classifier) -> None:
    with watched_by_hand(colors) as (camera, watcher):
        state = show_one(camera, watcher, RED)
        assert state.capture.state == "running"
        assert state.model == colors.path.stem
        assert state.region == (0.125, 0.0, 0.75, 1.0)
        seen = state.observation
        assert (seen.label, seen.index, seen.sure, seen.frame) == ("red", 0, True, 1)
        assert seen.probability == pytest.approx(1)
        assert [one.label for one in seen.raw.predictions] == ["red", "green", "blue"]
        assert show_one(camera, watcher, BLUE).observation.label == "blue"


def test_before_the_first_frame_nothing_is_known_of_it(colors: Classifier) -> None:
    with watched_by_hand(colors) as (_, watcher):
        state = watcher.state()
        assert (state.observation, state.region, state.history) == (None, None, ())
        assert state.capture.age_s is None


def test_the_label_is_held_while_another_leads_for_a_moment(colors: Classifier) -> None:
    with watched_by_hand(colors, hold=2) as (camera, watcher):
        first = show_one(camera, watcher, RED).observation
        held = show_one(camera, watcher, GREEN).observation
        assert (held.label, held.since_s) == ("red", first.since_s)
        assert held.sure is False  # It does not lead: no answer of the model is sure of it.
        assert [one.label for one in held.smoothed.predictions][:2] == ["red", "green"]
        assert held.raw.predictions[0].label == "green"
        changed = show_one(camera, watcher, GREEN).observation
        assert (changed.label, changed.sure) == ("green", True)
        assert changed.since_s == changed.captured_s


def test_the_average_is_smoothed_and_the_raw_answer_is_not(colors: Classifier) -> None:
    with watched_by_hand(colors, smoothing=0.75) as (camera, watcher):
        show_one(camera, watcher, RED)
        seen = show_one(camera, watcher, GREEN).observation
        assert seen.probability == pytest.approx(0.75, abs=0.01)
        assert (seen.label, seen.sure) == ("red", False)
        assert seen.raw.predictions[0].probability == pytest.approx(1, abs=0.01)


def test_the_history_has_the_changes_of_the_label_the_last_one_first(colors: Classifier) -> None:
    with watched_by_hand(colors, history=3) as (camera, watcher):
        for color in (RED, RED, GREEN, BLUE, BLUE, RED):
            state = show_one(camera, watcher, color)
        assert [(one.label, one.frame) for one in state.history] == [
            ("red", 6),
            ("blue", 4),
            ("green", 3),
        ]
        assert state.history[0].at.endswith("Z")
        assert (state.inferences, state.capture.frames) == (6, 6)


def test_another_region_changes_the_answer_to_the_same_frame(colors: Classifier) -> None:
    with watched_by_hand(colors, region=(0.0, 0.0, 0.5, 1.0)) as (camera, watcher):
        assert show_one(camera, watcher, halves(RED, BLUE)).observation.label == "red"
        watcher.set_region(RIGHT_HALF)
        state = until(watcher, lambda state: state.observation)
        assert (state.observation.label, state.region) == ("blue", RIGHT_HALF)
        watcher.set_region(None)
        assert watcher.state().region == (0.125, 0.0, 0.75, 1.0)


def test_what_was_seen_in_another_region_is_gone_at_once_and_counts_no_more(
    colors: Classifier,
) -> None:
    with watched_by_hand(colors, smoothing=0.9, hold=50, max_fps=0.01) as (camera, watcher):
        show_one(camera, watcher, halves(RED, BLUE))
        serial = watcher.state().serial
        watcher.set_region(RIGHT_HALF)
        assert watcher.state().serial > serial
        # At once, although one frame in 100 s is all that max_fps allows, and hold is 50 frames.
        assert until(watcher, lambda state: state.observation).observation.label == "blue"


def test_a_region_that_is_none_changes_nothing(colors: Classifier) -> None:
    with watched_by_hand(colors) as (_, watcher):
        serial = watcher.state().serial
        with pytest.raises(ValueError, match="The region is"):
            watcher.set_region((0.5, 0.5, 0.6, 0.6))
        watcher.set_region(None)
        assert watcher.state().serial == serial


def test_inference_is_switched_off_and_on_while_the_frames_go_on(colors: Classifier) -> None:
    with watched_by_hand(colors) as (camera, watcher):
        show_one(camera, watcher, RED)
        watcher.set_inference(False)
        state = watcher.state()
        assert (state.inference_on, state.observation) == (False, None)
        camera.show(GREEN, BLUE)
        assert until(watcher, lambda state: state.capture.frames == 3).inferences == 1
        watcher.toggle_inference()
        state = until(watcher, lambda state: state.observation)
        assert (state.inference_on, state.observation.label, state.dropped) == (True, "blue", 0)
        assert [one.label for one in state.history] == ["blue", "red"]


def test_frames_that_come_while_one_is_classified_are_dropped_and_counted(
    colors: Classifier,
) -> None:
    told, go_on = threading.Event(), threading.Event()

    def hold_up(state: Any, _frame: Any) -> None:
        if state.observation and state.observation.frame == 1:
            told.set()
            go_on.wait(10)

    with watched_by_hand(colors) as (camera, watcher):
        watcher.subscribe(hold_up)
        camera.show(RED)
        assert told.wait(10)
        camera.show(GREEN, GREEN, GREEN, BLUE)
        until(watcher, lambda state: state.capture.frames == 5)
        go_on.set()
        state = until(watcher, lambda state: state.inferences == 2)
        assert (state.observation.label, state.observation.frame) == ("blue", 5)
        assert state.dropped == 3


def test_no_more_frames_are_classified_than_may_be(colors: Classifier) -> None:
    with watched_by_hand(colors, max_fps=1) as (camera, watcher):
        began_s = time.monotonic()
        show_one(camera, watcher, RED)
        camera.show(GREEN, BLUE)
        until(watcher, lambda state: state.capture.frames == 3)
        assert watcher.state().inferences == 1
        state = until(watcher, lambda state: state.inferences == 2)
        assert time.monotonic() - began_s > 0.5
        assert (state.observation.label, state.dropped) == ("blue", 1)


def test_another_model_takes_over_with_the_next_frame(
    colors: Classifier, classifier: Classifier
) -> None:
    serving = [colors]
    with watched_by_hand(lambda: serving[0], smoothing=0.9, hold=9) as (camera, watcher):
        show_one(camera, watcher, RED)
        serving[0] = classifier
        state = show_one(camera, watcher, BLACK)
        assert state.model == classifier.path.stem
        assert state.observation.label in classifier.labels
        assert state.history[0].label == state.observation.label


def test_the_camera_is_stopped_and_started_again(colors: Classifier) -> None:
    with arranged(FAST, lambda: colors, address="fake:red,9s") as watcher:
        before = until(watcher, lambda state: state.observation).observation
        assert before.label == "red"
        watcher.stop_camera()
        state = watcher.state()
        assert (state.capture.state, state.observation) == ("stopped", None)
        assert watcher.frame(0, 0.0) is None
        assert watcher.is_alive
        watcher.start_camera()
        until(watcher, lambda state: state.capture.state == "running")
        state = until(watcher, lambda state: state.observation)
        assert state.observation.label == "red"
        assert state.observation.frame > before.frame


def test_stopping_ends_its_threads_and_it_may_be_started_again(colors: Classifier) -> None:
    before = threading.active_count()
    with arranged(FAST, lambda: colors, address="fake:red,9s") as watcher:
        until(watcher, lambda state: state.observation)
        assert watcher.is_alive
        watcher.stop()
        watcher.stop()
        assert not watcher.is_alive
        assert threading.active_count() == before
        watcher.start()
        assert until(watcher, lambda state: state.observation).observation.label == "red"


def test_whoever_waits_is_woken_by_a_change_and_by_nothing_else(colors: Classifier) -> None:
    with watched_by_hand(colors) as (camera, watcher):
        show_one(camera, watcher, RED)
        until(watcher, lambda state: state.capture.state == "running")
        watcher.wait(watcher.state().serial, 0.4)  # Until that has come round, too.
        state = watcher.state()
        assert watcher.wait(state.serial, 0.4).serial == state.serial
        threading.Timer(0.1, watcher.set_inference, [False]).start()
        assert watcher.wait(state.serial, 10).inference_on is False


def test_a_serial_of_an_earlier_run_is_answered_at_once(colors: Classifier) -> None:
    with watched_by_hand(colors) as (_, watcher):
        began_s = time.monotonic()
        watcher.wait(10**9, 30)
        assert time.monotonic() - began_s < 10


def test_subscribers_are_told_of_each_frame_and_of_each_switch(colors: Classifier) -> None:
    told: list[tuple[Any, ...]] = []

    def note(state: Any, frame: Any) -> None:
        label = state.observation and state.observation.label
        told.append((state.inference_on, label, None if frame is None else frame.number))

    with watched_by_hand(colors) as (camera, watcher):
        unsubscribe = watcher.subscribe(note)
        watcher.set_region(RIGHT_HALF)
        wait_for(lambda: told)
        assert told[0] == (True, None, None)
        show_one(camera, watcher, RED)
        wait_for(lambda: (True, "red", 1) in told)
        watcher.set_inference(False)
        wait_for(lambda: told[-1] == (False, None, 1))
        unsubscribe()
        count = len(told)
        watcher.set_inference(True)
        show_one(camera, watcher, RED)
        assert len(told) == count


def test_many_may_ask_and_change_at_the_same_moment(colors: Classifier) -> None:
    def ask(watcher: Watcher, end: threading.Event, failures: list[BaseException]) -> None:
        try:
            while not end.is_set():
                watcher.toggle_inference()
                watcher.set_region((0.0, 0.0, 0.5, 0.5))
                watcher.set_region(None)
                watcher.wait(watcher.state().serial, 0.01)
        except BaseException as error:
            failures.append(error)

    end, failures = threading.Event(), []
    with watched_by_hand(colors) as (camera, watcher):
        threads = [threading.Thread(target=ask, args=(watcher, end, failures)) for _ in range(4)]
        for thread in threads:
            thread.start()
        keep_showing(camera, watcher)
        end.set()
        for thread in threads:
            thread.join()
        assert failures == []
        watcher.set_inference(True)
        assert show_one(camera, watcher, GREEN).observation.label == "green"


def keep_showing(camera: HandedCamera, watcher: Watcher) -> None:
    for place in range(30):
        camera.show(painted((RED, GREEN, BLUE)[place % 3]))
        watcher.frame(place, 1.0)


def wait_for(condition: Any) -> None:
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
