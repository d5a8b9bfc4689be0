"""A camera that is read all the time, and opened again when it fails."""

import threading
from collections.abc import Callable
from functools import partial

from edge_app.camera.frame import Frame
from edge_app.camera.keeper import Keeper
from edge_app.camera.observation import STOPPED, CaptureStatus
from edge_app.camera.progress import Limits
from edge_app.camera.slot import LatestFrame
from edge_app.camera.source import Source

STOP_S = 2.0


class Capture:
    """Reads one source in one thread, and keeps its latest frame for any number of others.

    Whatever goes wrong with the source is shown by ``status``, and the source is opened again,
    after a wait that grows while it fails.
    """

    def __init__(
        self,
        open_source: Callable[[], Source],
        *,
        address: str,
        stall_limit_s: float = 5.0,
        opening_limit_s: float = 30.0,
        first_wait_s: float = 0.5,
        longest_wait_s: float = 15.0,
        is_there: Callable[[], bool] = lambda: True,
    ) -> None:
        """``address`` is how the source is called in what ``status`` says; without a password.

        ``stall_limit_s`` without a new frame is a trouble, as is an opening that takes longer than
        ``opening_limit_s``. Between two openings of a source that fails are at least
        ``first_wait_s`` and, as it goes on failing, ``longest_wait_s``; less where ``is_there``,
        which must be quick, says that it was away and has come back.
        """
        self._address = address
        self._slot = LatestFrame()
        limits = Limits(
            stall_s=stall_limit_s,
            opening_s=opening_limit_s,
            first_wait_s=first_wait_s,
            longest_wait_s=longest_wait_s,
        )
        self._new_keeper = partial(
            Keeper, open_source, self._slot, limits=limits, is_there=is_there
        )
        self._keeper = self._new_keeper()
        self._changing = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to read. Returns at once; nothing happens where it reads already."""
        with self._changing:
            if self._thread is None or not self._thread.is_alive():
                self._keeper = self._new_keeper(earlier=self._keeper)
                self._thread = threading.Thread(
                    target=self._keeper.run, name="camera keeper", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """Let the camera go; ``start`` may be called again.

        Returns when it is closed, or after about two seconds where a read does not come back: the
        camera is then closed as soon as it does.
        """
        with self._changing:
            if self._thread is not None:
                self._keeper.end()
                self._thread.join(STOP_S + 1)
                self._thread = None
                self._slot.clear()

    def latest(self, after: int, timeout_s: float) -> Frame | None:
        """The newest frame, once its number is greater than ``after``.

        None: there was none in ``timeout_s`` seconds. After ``stop`` there is none.
        """
        return self._slot.latest(after, timeout_s)

    def status(self) -> CaptureStatus:
        """What is known at this moment."""
        keeper, is_stopped = self._keeper, self._thread is None
        state, problem = (STOPPED, "") if is_stopped else keeper.said
        return CaptureStatus(
            state=state,
            address=self._address,
            description=keeper.description,
            problem=problem,
            frames=self._slot.count,
            torn=keeper.torn,
            reopened=keeper.reopened,
            frames_per_second=0.0 if is_stopped else self._slot.per_second(),
            age_s=self._slot.age_s(),
        )

    @property
    def is_alive(self) -> bool:
        """Whether it is stopped on purpose, or does what it can, even if there is no camera.

        False: it cannot go on, because its thread ended, or because too many reads never came
        back. Only a new process helps.
        """
        thread = self._thread
        return (
            thread is None
            or self._keeper.is_done
            or (thread.is_alive() and not self._keeper.is_wedged)
        )
