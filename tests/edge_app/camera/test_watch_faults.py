"""Whatever goes wrong with a frame, a subscriber or the loop: the next frame is classified."""

import ctypes
import threading
import time
from typing import Any

import numpy as np
import pytest

from edge_app import Classifier
from edge_app.errors import ModelFileError
from tests.edge_app.camera.handed import BLUE, GREEN, RED, show_one, until, watched_by_hand


class Failing:
    """A classifier that raises ``error``, if there is one, and waits while it is held up."""

    def __init__(self, classifier: Classifier) -> None:
        self.error: BaseException | None = None
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self._classifier = classifier

    def __getattr__(self, name: str) -> Any:
        return getattr(self._classifier, name)

    def measured(self, pixels: np.ndarray) -> Any:
        self.may_go_on.wait(20)
        if self.error is not None:
            raise self.error
        return self._classifier.measured(pixels)


@pytest.fixture
def failing(colors: Classifier) -> Failing:
    return Failing(colors)


def test_a_frame_without_an_answer_is_a_problem_until_the_next_has_one(failing: Failing) -> None:
    with watched_by_hand(lambda: failing) as (camera, watcher):
        show_one(camera, watcher, RED)
        failing.error = ModelFileError("The model's answer is not a number.")
        camera.show(GREEN)
        state = until(watcher, lambda state: state.problem)
        assert state.problem == "The model's answer is not a number."
        assert state.observation.label == "red"
        assert watcher.is_alive
        failing.error = None
        state = show_one(camera, watcher, BLUE)
        assert (state.problem, state.observation.label, state.inferences) == ("", "blue", 2)


@pytest.mark.parametrize("error", [ValueError("odd"), MemoryError(), SystemExit(1)])
def test_no_error_ends_the_loop(failing: Failing, error: BaseException) -> None:
    with watched_by_hand(lambda: failing) as (camera, watcher):
        failing.error = error
        camera.show(RED)
        state = until(watcher, lambda state: state.problem)
        assert type(error).__name__ in state.problem
        failing.error = None
        assert show_one(camera, watcher, BLUE).observation.label == "blue"
        assert watcher.is_alive


def test_an_exception_from_outside_does_not_end_the_loop_either(colors: Classifier) -> None:
    with watched_by_hand(colors) as (camera, watcher):
        show_one(camera, watcher, RED)
        (loop,) = (one for one in threading.enumerate() if one.name == "watcher")
        kill = ctypes.pythonapi.PyThreadState_SetAsyncExc
        assert kill(ctypes.c_ulong(loop.ident), ctypes.py_object(SystemExit)) == 1
        until(watcher, lambda state: "SystemExit" in state.problem)
        assert show_one(camera, watcher, BLUE).observation.label == "blue"
        assert loop.is_alive()


def test_a_model_that_never_answers_is_noticed(failing: Failing) -> None:
    with watched_by_hand(lambda: failing, wedge_limit_s=0.5) as (camera, watcher):
        show_one(camera, watcher, RED)
        assert watcher.is_alive
        failing.may_go_on.clear()
        camera.show(GREEN)
        deadline_s = time.monotonic() + 10
        while watcher.is_alive:
            assert time.monotonic() < deadline_s
            time.sleep(0.05)
        failing.may_go_on.set()
        until(watcher, lambda state: state.observation.label == "green")
        assert watcher.is_alive


def test_what_is_answered_after_a_switch_is_not_shown(failing: Failing) -> None:
    with watched_by_hand(lambda: failing) as (camera, watcher):
        show_one(camera, watcher, RED)
        failing.may_go_on.clear()
        camera.show(GREEN)
        until(watcher, lambda state: state.capture.frames == 2)
        watcher.set_inference(False)
        failing.may_go_on.set()
        time.sleep(0.3)
        state = watcher.state()
        assert (state.observation, state.inferences) == (None, 1)
        assert [one.label for one in state.history] == ["red"]


def test_a_subscriber_that_fails_harms_nobody_and_is_told_once(
    colors: Classifier, capfd: pytest.CaptureFixture[str]
) -> None:
    told = []

    def fail(_state: Any, _frame: Any) -> None:
        raise RuntimeError("no")

    with watched_by_hand(colors) as (camera, watcher):
        watcher.subscribe(fail)
        watcher.subscribe(lambda state, _frame: told.append(state))
        for color in (RED, GREEN, BLUE):
            show_one(camera, watcher, color)
        until(watcher, lambda _state: told and told[-1].inferences == 3)
    said = capfd.readouterr().err
    assert said.count("What the camera sees could not be passed on: RuntimeError: no") == 1
