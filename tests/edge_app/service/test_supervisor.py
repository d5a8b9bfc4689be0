"""What a server's supervisor tells systemd, with the app's own model and camera."""

from collections.abc import Iterator

import pytest

from edge_app import Classifier
from edge_app.camera import keeper
from edge_app.camera.capture import Capture
from edge_app.camera.opening import opener
from edge_app.camera.wanted import Wanted
from edge_app.camera.watcher import Watcher
from edge_app.service.supervisor import LONGEST_TURN_S, supervised
from tests.edge_app.service.manager import Manager

WATCHDOG_S = 0.8
HUNG = "STATUS=No progress of: the camera"


@pytest.fixture
def watcher(classifier: Classifier, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watcher]:
    """Of a camera that is well for a second; then no read ever comes back."""
    monkeypatch.setattr(keeper, "LEAVE_S", 0.01)
    open_source = opener("fake:ship,100;block,20s", Wanted(frame_rate=100))
    waits = {"first_wait_s": 0.01, "longest_wait_s": 0.01}
    capture = Capture(open_source, address="fake", stall_limit_s=0.1, **waits)
    watcher = Watcher(capture, lambda: classifier)
    watcher.start()
    yield watcher
    watcher.stop()


def test_the_feeding_ends_with_reads_that_never_come_back(
    manager: Manager, classifier: Classifier, watcher: Watcher
) -> None:
    environment = {
        "NOTIFY_SOCKET": manager.address,
        "WATCHDOG_USEC": str(round(WATCHDOG_S * 1e6)),
    }
    with supervised(environment, classifier=lambda: classifier, watcher=watcher) as supervisor:
        assert supervisor.turn_s <= WATCHDOG_S / 4
        supervisor.loop.is_fresh = lambda _limit_s: True  # There is no main loop here.
        supervisor.ready("Ready at http://localhost/")
        manager.wait_for("WATCHDOG=1")
        manager.wait_for(lambda line: line.endswith("; camera running"))
        manager.wait_for(HUNG)
        assert "WATCHDOG=1" not in manager.listen(seconds=WATCHDOG_S / 2)
    assert manager.lines[:2] == ["READY=1", "STATUS=Ready at http://localhost/"]
    assert any("camera stalled: " in line for line in manager.lines)


def test_nothing_is_fed_where_no_watchdog_was_asked_for(
    manager: Manager, classifier: Classifier
) -> None:
    with supervised(
        {"NOTIFY_SOCKET": manager.address}, classifier=lambda: classifier
    ) as supervisor:
        supervisor.ready("Ready")
        supervisor.beat()
        supervisor.stopping()
    assert supervisor.turn_s == LONGEST_TURN_S
    assert manager.listen(seconds=0.05) == [
        *("READY=1", "STATUS=Ready"),
        *("STOPPING=1", "STATUS=Stopping"),
    ]
