"""A camera that is watched: what is seen in it at each moment, and what is asked of it."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from edge_app.camera.capture import Capture
from edge_app.camera.frame import Frame
from edge_app.camera.knowledge import Knowledge
from edge_app.camera.observation import WatchState
from edge_app.camera.recognition import Recognition
from edge_app.camera.region import checked_region
from edge_app.camera.subscribers import Callback
from edge_app.camera.watch_loop import WatchLoop
from edge_app.classifier import Classifier

STOP_S = 3.0


class Watcher:
    """One thread classifies the newest frame and drops those that came meanwhile.

    Any number of threads may ask what is known, wait for something new, and change what is
    watched. Whatever goes wrong with a frame is the ``problem`` of the state, and the next frame is
    tried.
    """

    def __init__(
        self,
        capture: Capture,
        classifier: Callable[[], Classifier],
        *,
        region: Sequence[float] | None = None,
        smoothing: float = 0.7,
        hold: int = 3,
        max_fps: float | None = None,
        history: int = 20,
        top: int = 3,
        wedge_limit_s: float = 10.0,
    ) -> None:
        """``classifier`` is asked for each frame, so that another model may take over.

        ``region`` is (left, top, width, height) in shares, None the centred square; ``smoothing``
        and ``hold`` are as a Smoother takes them. At most ``max_fps`` frames per second are
        classified. ``history`` changes of the label are remembered, ``top`` classes are named. A
        frame that takes longer than ``wedge_limit_s`` makes ``is_alive`` false.

        Raises ValueError: a region that is none.
        """
        self.max_fps = max_fps
        self.capture = capture
        self._known = Knowledge(
            region=None if region is None else checked_region(region), history=history
        )
        recognition = Recognition(smoothing=smoothing, hold=hold, top=top)
        self._loop = WatchLoop(capture, classifier, self._known, recognition, max_fps=max_fps)
        self._wedge_limit_s = wedge_limit_s
        self._starting, self._camera = threading.Lock(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    @property
    def is_alive(self) -> bool:
        """Whether it goes on: neither its thread nor the capture is dead or stuck."""
        thread, age_s = self._thread, time.monotonic() - self._loop.beat_s
        is_going = thread is not None and thread.is_alive() and age_s < self._wedge_limit_s
        return is_going and self.capture.is_alive

    def start(self) -> None:
        """Start the camera, and watch it."""
        self.start_camera()
        with self._starting:
            if self._thread is None:
                self._stopping, self._loop.beat_s = threading.Event(), time.monotonic()
                self._thread = threading.Thread(
                    target=self._loop.run, args=(self._stopping,), name="watcher", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """Stop watching, and let the camera go. It may be started again."""
        with self._starting:
            self._stopping.set()
            self._known.wake()
            if self._thread is not None:
                self._thread.join(STOP_S)
                self._thread = None
        self.stop_camera()

    def start_camera(self) -> None:
        """Open the camera, if it was stopped."""
        with self._camera:
            self.capture.start()
            self._loop.look_around()

    def stop_camera(self) -> None:
        """Let the camera go until it is started again; this may take two seconds."""
        with self._camera:
            self.capture.stop()
            self._known.begin_row()
            self._loop.look_around()

    def set_inference(self, on: bool) -> None:
        """Classify frames, or do not."""
        self._known.ask(lambda asked: replace(asked, inference_on=on))

    def toggle_inference(self) -> None:
        """Classify no longer, or again."""
        self._known.ask(lambda asked: replace(asked, inference_on=not asked.inference_on))

    def set_region(self, region: Sequence[float] | None) -> None:
        """Classify this part of each frame from now on; None is the centred square.

        Raises ValueError: it is no part of a frame.
        """
        wanted = None if region is None else checked_region(region)
        self._known.ask(lambda asked: replace(asked, region=wanted))

    def state(self) -> WatchState:
        """What is known now. It waits for nothing."""
        return self._loop.state()

    def wait(self, after_serial: int, timeout_s: float) -> WatchState:
        """The state once its serial is another than ``after_serial``, or after ``timeout_s``."""
        self._known.wait(after_serial, timeout_s)
        return self._loop.state()

    def frame(self, after: int, timeout_s: float) -> Frame | None:
        """The newest frame with a number above ``after``; None when none came in time."""
        return self.capture.latest(after, timeout_s)

    def subscribe(self, callback: Callback) -> Callable[[], None]:
        """Call ``callback`` after each change, in the thread that classifies; it must be quick.

        It is given the state, and the frame that was classified, or else the newest one; None
        before the first. What is given back ends that. An error in it is told once.
        """
        return self._loop.subscribers.add(callback)
