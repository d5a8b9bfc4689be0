"""A stop in the middle of things."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.attacks.attackers import (
    HALF_HEAD,
    asking_without_reading,
    connect,
    exchange,
    statuses,
    upload_head,
)
from tests.attacks.figures import temporary_bytes
from tests.attacks.victim import Victim

Run = Callable[..., AbstractContextManager[Victim]]
BODY = bytes(100_000)  # No picture: it is the answer that counts, not what it says.


def test_what_is_under_way_ends_well_and_nothing_else_delays_the_stop(run: Run) -> None:
    with run() as victim:
        uploads = [connect(victim.port) for _ in range(20)]
        for one in uploads:
            one.sendall(upload_head(len(BODY)) + BODY[:500])
        others = [connect(victim.port) for _ in range(50)]
        for one in others:
            one.sendall(HALF_HEAD)
        others += [asking_without_reading(victim.port, "/", requests=1) for _ in range(4)]
        time.sleep(0.5)  # Until the server has taken all of it.
        finishing = threading.Timer(1, lambda: [one.sendall(BODY[500:]) for one in uploads])
        finishing.start()
        code, took_s = victim.stop()
        finishing.join()
        assert [statuses(one.recv(4096)) for one in uploads] == [[415]] * 20
        assert (code, took_s < 10) == (0, True)
        assert temporary_bytes(victim.pid, victim.temporary) == 0
        assert all(" refused " in line for line in victim.log_lines())
        for one in (*uploads, *others):
            one.close()


@pytest.mark.attack
def test_who_does_not_finish_in_time_is_told_and_the_server_ends(run: Run) -> None:
    with run() as victim:
        with connect(victim.port) as connection:
            connection.sendall(upload_head(len(BODY)) + BODY[:500])
            assert statuses(exchange(victim.port, b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"))
            code, took_s = victim.stop()
            received = connection.recv(4096)
        assert (code, took_s < 10) == (0, True)
        assert statuses(received) == [503]
        assert b"Retry-After: 60" in received
