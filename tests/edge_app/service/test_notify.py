"""What is sent to systemd, and how its variables are read."""

import os
from pathlib import Path

import pytest

from edge_app.service.notify import MOST_CHARACTERS, Notifier, notifier_of, watchdog_seconds
from tests.edge_app.service.manager import Manager


def test_lines_arrive_together_at_the_socket_that_the_variable_names(manager: Manager) -> None:
    notifier_of({"NOTIFY_SOCKET": manager.address}).send("READY=1", "STATUS=Ready")
    assert manager.listen(seconds=0.05) == ["READY=1", "STATUS=Ready"]


def test_a_socket_may_be_in_no_folder() -> None:
    manager = Manager(f"@edge-app-test-{os.getpid()}")
    Notifier(manager.address).send("WATCHDOG=1")
    assert manager.listen(seconds=0.05) == ["WATCHDOG=1"]
    manager.close()


def test_a_status_cannot_hold_another_line_and_is_short(manager: Manager) -> None:
    Notifier(manager.address).send("STATUS=camera gone\nWATCHDOG=1", f"STATUS={'a' * 9999}")
    one, other = manager.listen(seconds=0.05)
    assert one == "STATUS=camera gone WATCHDOG=1"
    assert len(other) == MOST_CHARACTERS


@pytest.mark.parametrize("address", ["", "relative", "vsock:2:1234", "/nobody/listens/here"])
def test_without_a_socket_that_takes_it_nothing_happens(address: str, tmp_path: Path) -> None:
    Notifier(address).send("READY=1")
    Notifier(str(tmp_path)).send("READY=1")
    assert list(tmp_path.iterdir()) == []


def test_a_manager_that_does_not_read_holds_nobody_up(
    manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_app.service.notify.PATIENCE_S", 0.01)
    for _ in range(60):  # More than a socket keeps, as net.unix.max_dgram_qlen has it: 10, or 512.
        Notifier(manager.address).send("WATCHDOG=1")
    assert 0 < len(manager.listen(seconds=0.05)) <= 60


def test_the_watchdog_is_that_of_this_process_alone() -> None:
    own, other = str(os.getpid()), str(os.getpid() + 1)
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000"}) == 30
    assert watchdog_seconds({"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": own}) == 1.5
    assert watchdog_seconds({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": other}) is None
    for wrong in ("", "0", "-1", "soon", "1e6", "\u0663"):
        assert watchdog_seconds({"WATCHDOG_USEC": wrong}) is None
    assert watchdog_seconds({}) is None
