"""Viewers that come and go, one after the other, without a word."""

import socket
import struct
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import pytest

from tests.attacks.prober import probing
from tests.attacks.test_slow_clients import wait_for
from tests.attacks.victim import Victim
from tests.attacks.viewers import capture_rate, stalled_reader, state
from tests.reliability.samples import sample, wait_until_idle

VIEWERS, SECONDS = 500, 60.0
BACK_S = 5.0
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets the connection.


@pytest.mark.attack
def test_500_viewers_in_a_minute_that_reset_their_connections_leave_nothing_behind(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    with run("--camera", "fake") as victim:
        wait_for(lambda: state(victim.port)["camera"]["frames"] > 0, timeout_s=20)
        # What each thread makes once is made now: some 30 MiB, which stay and do not grow.
        come_and_go(victim.port, 400, seconds=20)
        alone = capture_rate(victim.port, 5)
        before = sample(victim, 0)
        with probing(victim.port) as probes:
            began_s, frames = time.monotonic(), state(victim.port)["camera"]["frames"]
            come_and_go(victim.port, VIEWERS, seconds=SECONDS)
            frames = state(victim.port)["camera"]["frames"] - frames
            rate = frames / (time.monotonic() - began_s)
        after = wait_until_idle(victim, before, timeout_s=BACK_S)
        print(f"\n{VIEWERS} viewers: {probes}, {rate:.2f} of {alone:.2f} frames/s, {after}")
        assert probes.clean, str(probes)
        assert rate >= 0.95 * alone
        assert after.threads <= before.threads + 1
        assert after.descriptors <= before.descriptors + 1
        assert after.resident_mib - before.resident_mib <= 8
        assert victim.log_lines() == []


def come_and_go(port: int, viewers: int, *, seconds: float) -> None:
    """So many viewers, evenly over the time; half of them see something before they reset."""
    began_s = time.monotonic()
    for number in range(viewers):
        with suppress(ConnectionResetError), stalled_reader(port) as viewer:
            viewer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            if number % 2:
                viewer.recv(100)
        time.sleep(max(0.0, began_s + seconds * (number + 1) / viewers - time.monotonic()))
