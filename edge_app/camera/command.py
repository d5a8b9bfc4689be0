"""The command ``edge-app camera``: what a camera sees, as lines of JSON."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from edge_app.camera.arrangement import watching
from edge_app.camera.lines import Lines
from edge_app.camera.observation import ENDED, WAITING, WatchState
from edge_app.camera.recording import check_recording, recording
from edge_app.camera.reports import reporting
from edge_app.camera.watcher import Watcher
from edge_app.errors import SourceError
from edge_app.event_log import WARNING, event_log, tell
from edge_app.model_choice import load_model
from edge_app.mqtt.publishing import publishing
from edge_app.stop_signals import stop_signals

if TYPE_CHECKING:
    from edge_app.camera.window import Window

MOST_WAITING = 10_000  # States that are not printed yet. Whoever reads so slowly misses some.
LOOK_S = 0.25
WINDOW_LOOK_S = 0.001  # A window waits for its keys and pictures by itself.


def watch(options: argparse.Namespace) -> int:
    """Print what the camera sees until it ends, Ctrl-C or SIGTERM, which are good ends too.

    1 when a picture or a frame of what was to be shown once could not be read, or got no answer.

    Raises SettingsError: a recording or a window that cannot be. SourceError: the camera does not
    open. ModelFileError, ModelNotFoundError: no model to ask.
    """
    settings = options.settings
    if options.record is not None:
        check_recording(options.record, force=options.force)
    if options.window:
        from edge_app.camera.window import check_window

        check_window()
    classifier = load_model(settings).classifier
    address = options.source or settings.camera or "auto"
    states: SimpleQueue[WatchState | None] = SimpleQueue()
    lines = Lines(every_frame=options.every_frame)
    with (
        event_log(settings.log_format, os.environ),
        stop_signals(partial(states.put, None)) as stopping,
        watching(settings, lambda: classifier, address=address, once=options.once) as watcher,
        publishing(settings, watcher),
    ):
        _wait_for_camera(watcher, stopping)
        with _shown(watcher, options) as window, _told(watcher, states), reporting(watcher):
            _print_lines(states, lines, options.frames, window)
        return _exit_code(watcher, lines) if options.once else 0


def _wait_for_camera(watcher: Watcher, stopping: list[int]) -> None:
    """Return when there is a camera. Raises SourceError: the first try to open it failed."""
    state = watcher.state()
    while not stopping and not state.capture.frames and not state.capture.description:
        if state.capture.state == WAITING:
            raise SourceError(state.capture.problem)
        if state.capture.state == ENDED:
            return
        state = watcher.wait(state.serial, LOOK_S)


@contextmanager
def _told(watcher: Watcher, states: "SimpleQueue[WatchState | None]") -> Iterator[None]:
    """Put every state into ``states``, whose reader may be as slow as it likes."""

    def note(state: WatchState, _frame: object) -> None:
        if states.qsize() < MOST_WAITING:
            states.put(state)

    unsubscribe = watcher.subscribe(note)
    states.put(watcher.state())
    try:
        yield
    finally:
        unsubscribe()


@contextmanager
def _shown(watcher: Watcher, options: argparse.Namespace) -> "Iterator[Window | None]":
    """The recording and the window that the options ask for."""
    with ExitStack() as stack:
        if options.record is not None:
            stack.enter_context(recording(watcher, options.record))
        if not options.window:
            yield None
            return
        from edge_app.camera.window import Window

        yield stack.enter_context(Window(watcher))


def _print_lines(
    states: "SimpleQueue[WatchState | None]",
    lines: Lines,
    most_frames: int | None,
    window: "Window | None",
) -> None:
    """Print until a signal comes, the source ends, there were ``most_frames``, or the window is
    closed."""
    ended = False
    while most_frames is None or lines.frames < most_frames:
        if window is not None and states.empty() and not window.show():
            return
        try:
            state = states.get(timeout=LOOK_S if window is None else WINDOW_LOOK_S)
        except Empty:
            if ended:  # And what it saw last has been printed.
                return
            continue
        if state is None:
            return
        if problem := lines.new_problem(state):
            tell("no_answer", f"A frame got no answer: {problem}", level=WARNING)
        line = lines.of(state)
        if line is not None:
            print(json.dumps(line), flush=True)
        ended = state.capture.state == ENDED


def _exit_code(watcher: Watcher, lines: Lines) -> int:
    torn = watcher.state().capture.torn
    if torn:
        print(f"note: {torn} frames or pictures could not be read.", file=sys.stderr)
    return 1 if torn or lines.problems else 0
