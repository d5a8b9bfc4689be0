"""A camera as many look at it at once, and what all of them together may cost."""

import threading
import time

from edge_app.camera.encoded import EncodedFrame, EncodedFrames
from edge_app.camera.observation import WatchState
from edge_app.camera.watcher import Watcher
from edge_app.web.camera.places import Places
from edge_app.web.settings import WebSettings

# Each of those who wait has a thread meanwhile. Whoever comes then is answered at once.
MOST_WAITING = 8
LONGEST_WAIT_S = 25.0
# Of serials and of frames, for as long as any computer runs.
LARGEST_NUMBER = 10**15 - 1
FRAME_WAIT_S = 1.0
# How soon those who wait see that the server stops.
LOOK_S = 0.5


class Viewing:
    """The places of those who wait for a frame or for a change, and of those who read a stream."""

    def __init__(
        self, watcher: Watcher, settings: WebSettings, *, stopping: threading.Event
    ) -> None:
        """Once ``stopping`` is set, nobody waits any longer, and all streams end."""
        self.watcher = watcher
        self.stopping = stopping
        self.frames = EncodedFrames(watcher.frame, side=settings.preview_side)
        self.streams = Places(settings.max_streams)
        self.skipped = 0
        self._counting = threading.Lock()
        self._frame_places, self._change_places = Places(MOST_WAITING), Places(MOST_WAITING)

    @property
    def threads(self) -> int:
        """How many requests may be in hand for long, beside all others."""
        return self.streams.most + self._frame_places.most + self._change_places.most

    def frame(self, after: int) -> EncodedFrame | None:
        """The newest frame with a number above ``after``; a second is waited for one.

        A number that no frame has had yet is one of an earlier run: it counts as 0.
        """
        known = after if after <= self.watcher.state().capture.frames else 0
        leave = self._frame_places.take()
        if leave is None:
            return self.frames.get(known, 0.0)
        try:
            return self.frames.get(known, FRAME_WAIT_S)
        finally:
            leave()

    def change(self, after: int | None, wait_s: float) -> WatchState:
        """The state once its serial is another than ``after``, at the latest in ``wait_s``."""
        leave = None if after is None or wait_s <= 0 else self._change_places.take()
        if leave is None:
            return self.watcher.state()
        try:
            return self._changed(after or 0, time.monotonic() + wait_s)
        finally:
            leave()

    def note_skipped(self, frames: int) -> None:
        """Count frames for which a reader of a stream was too slow."""
        with self._counting:
            self.skipped += frames

    def _changed(self, after: int, until_s: float) -> WatchState:
        while True:
            rest_s = until_s - time.monotonic()
            state = self.watcher.wait(after, max(0.0, min(LOOK_S, rest_s)))
            if state.serial != after or rest_s <= LOOK_S or self.stopping.is_set():
                return state
