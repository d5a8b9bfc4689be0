"""One opening of a camera, in a thread of its own: read until it ends, or until it is left."""

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from edge_app.camera.progress import Progress
from edge_app.camera.rates import Pace
from edge_app.camera.slot import LatestFrame
from edge_app.camera.source import Source
from edge_app.errors import EdgeAppError, SourceEndedError, TornFrameError

TORN_PAUSE_S = 0.01  # A source that gives damaged frames without end is not to take a core.
SAMPLE_STEP = 8


class Attempt:
    """Opens a source, puts its frames into ``slot``, and closes it, all in one thread.

    ``woken`` is called, from that thread, when it was opened, at its first frame, and at its end.
    """

    def __init__(
        self, open_source: Callable[[], Source], slot: LatestFrame, woken: Callable[[], None]
    ) -> None:
        self.progress = Progress(started_s=time.monotonic())
        self._open_source, self._slot, self._woken = open_source, slot, woken
        self._left = threading.Event()
        self._handing = threading.Lock()
        self._before: NDArray[np.uint8] | None = None
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def leave(self) -> None:
        """No frame of it counts from now on; it closes its source as soon as it can."""
        self._left.set()
        with self._handing:
            """One that was just being handed over is there now."""

    def join(self, timeout_s: float) -> bool:
        """Whether it is over, after at most ``timeout_s``."""
        self._thread.join(timeout_s)
        return self.is_over

    def _run(self) -> None:
        progress = self.progress
        try:
            self._read_all()
        except SourceEndedError:
            progress.ended = True
        except EdgeAppError as error:
            progress.problem = str(error)
        except BaseException as error:  # Whatever it was: that nobody reads must be known.
            progress.problem = f"The reading of frames failed: {error!r}"
        finally:
            self._woken()

    def _read_all(self) -> None:
        source = self._open_source()
        try:
            self._opened(source)
            pace = Pace(1 / source.frame_gap_s if source.frame_gap_s else None)
            while not self._left.wait(pace.rest_s(time.monotonic())):
                pace.begin(time.monotonic())
                self._read_one(source)
        finally:
            source.close()

    def _opened(self, source: Source) -> None:
        progress, now_s = self.progress, time.monotonic()
        progress.description, progress.is_live = source.description, source.is_live
        progress.frame_gap_s = source.frame_gap_s
        progress.read_s = progress.whole_s = progress.fresh_s = now_s
        progress.opened_s = now_s  # Last: with it, the others count.
        self._woken()

    def _read_one(self, source: Source) -> None:
        progress = self.progress
        try:
            pixels, captured_s = source.read()
        except TornFrameError as error:
            progress.torn, progress.torn_problem = progress.torn + 1, str(error)
            progress.read_s = time.monotonic()
            self._left.wait(TORN_PAUSE_S)
            return
        is_first, progress.torn_problem = not progress.has_frame, ""
        progress.read_s = progress.whole_s = time.monotonic()
        if self._before is None or not is_same(pixels, self._before):
            progress.fresh_s = progress.read_s
        self._before = pixels
        with self._handing:
            if not self._left.is_set():
                self._slot.put(pixels, captured_s)
        if is_first:
            self._woken()


def is_same(pixels: NDArray[np.uint8], before: NDArray[np.uint8]) -> bool:
    """Whether two pictures are the same in every pixel. No camera gives that twice: it has noise.

    A few pixels are looked at first, which tells nearly always, and costs microseconds.
    """
    few = (slice(None, None, SAMPLE_STEP),) * 2
    return np.array_equal(pixels[few], before[few]) and np.array_equal(pixels, before)
