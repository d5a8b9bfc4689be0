import threading
from collections.abc import Callable

import pytest

from edge_app.errors import BusyError
from edge_app.web import picture_queue
from edge_app.web.picture_queue import PictureQueue

Eventually = Callable[[Callable[[], bool]], None]


class Visitor(threading.Thread):
    """Takes a place, and keeps it until it is told to go."""

    def __init__(self, queue: PictureQueue, log: list["Visitor"] | None = None) -> None:
        super().__init__(daemon=True)
        self.queue, self.log = queue, log if log is not None else []
        self.may_go = threading.Event()
        self.start()

    def run(self) -> None:
        with self.queue.place():
            self.log.append(self)
            self.may_go.wait(10)

    def go(self) -> None:
        self.may_go.set()
        self.join(10)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The queue's own clock, in seconds; it stands still unless a test moves it."""
    now = [0.0]
    monkeypatch.setattr(picture_queue.time, "monotonic", lambda: now[0])
    return now


def test_so_many_are_in_work_and_so_many_wait(eventually: Eventually) -> None:
    queue = PictureQueue(parallel=2, most_waiting=3)
    visitors = [Visitor(queue) for _ in range(5)]
    eventually(lambda: (queue.in_work, queue.waiting) == (2, 3))

    with pytest.raises(BusyError, match="3 pictures are waiting already"), queue.place():
        pytest.fail("There was no place.")

    for visitor in visitors:
        visitor.may_go.set()
    eventually(lambda: (queue.in_work, queue.waiting) == (0, 0))
    with queue.place():
        assert queue.in_work == 1


def test_they_go_in_as_they_came(eventually: Eventually) -> None:
    queue, log = PictureQueue(parallel=1, most_waiting=8), []
    visitors = []
    for number in range(9):
        visitors.append(Visitor(queue, log))
        eventually(lambda number=number: queue.in_work + queue.waiting == number + 1)
    for visitor in visitors:
        eventually(lambda visitor=visitor: visitor in log)
        visitor.go()

    assert log == visitors


def test_a_place_comes_back_from_a_picture_that_failed() -> None:
    queue = PictureQueue(parallel=1, most_waiting=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="damaged"), queue.place():
            raise ValueError("damaged")

    assert (queue.in_work, queue.waiting) == (0, 0)


def test_who_stops_waiting_takes_no_place(
    monkeypatch: pytest.MonkeyPatch, eventually: Eventually
) -> None:
    """As on Ctrl-C in the main thread; the one behind it still gets the place."""
    queue, log = PictureQueue(parallel=1, most_waiting=8), []
    first = Visitor(queue, log)
    eventually(lambda: queue.in_work == 1)
    with monkeypatch.context() as patch:
        patch.setattr(picture_queue.threading, "Lock", Interrupted)
        with pytest.raises(KeyboardInterrupt), queue.place():
            pytest.fail("There was no place.")
    assert queue.waiting == 0
    second = Visitor(queue, log)
    eventually(lambda: queue.waiting == 1)
    first.go()
    eventually(lambda: second in log)
    second.go()

    assert (queue.in_work, queue.waiting) == (0, 0)


class Interrupted:
    """A lock that is taken once; whoever waits for it is interrupted."""

    def __init__(self) -> None:
        self.is_taken = False

    def acquire(self) -> None:
        if self.is_taken:
            raise KeyboardInterrupt
        self.is_taken = True


def test_the_time_to_wait_follows_from_the_time_of_the_last_pictures(
    clock: list[float], eventually: Eventually
) -> None:
    queue = PictureQueue(parallel=2, most_waiting=4)
    for _ in range(30):
        with queue.place():
            clock[0] += 3.0
    visitors = [Visitor(queue) for _ in range(6)]
    eventually(lambda: queue.waiting == 4)

    with pytest.raises(BusyError, match=r"Send it again in 6 s\.") as busy, queue.place():
        pytest.fail("There was no place.")

    assert busy.value.retry_after_s == 6  # 2 in work and half of 4 waiting, 3 s each, 2 at once.
    for visitor in visitors:
        visitor.may_go.set()


def test_the_time_to_wait_is_at_least_a_second(eventually: Eventually) -> None:
    queue = PictureQueue(parallel=1, most_waiting=1)
    visitors = [Visitor(queue) for _ in range(2)]
    eventually(lambda: queue.waiting == 1)

    with pytest.raises(BusyError) as busy, queue.place():
        pytest.fail("There was no place.")

    assert busy.value.retry_after_s == 1
    for visitor in visitors:
        visitor.may_go.set()
