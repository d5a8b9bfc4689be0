"""Clients that begin and do not go on: requests without an end, bodies by drops, answers unread."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.attacks.attackers import (
    HALF_HEAD,
    asking_without_reading,
    connect,
    dripping,
    exchange,
    is_dropped,
    more_files,
    statuses,
    upload_head,
)
from tests.attacks.figures import resident_mib, threads
from tests.attacks.prober import probing
from tests.attacks.victim import Victim

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
STYLE = "/static/style.css"
SLOW_BYTES_PER_S = 10_000


def test_450_half_open_connections_are_ended_and_nobody_else_waits(hasty: Victim) -> None:
    with dripping(hasty.port, 450, HALF_HEAD) as drippers, probing(hasty.port) as probes:
        assert drippers.wait_until_dropped(timeout_s=12) == 0
    assert probes.clean, str(probes)
    assert hasty.log_lines() == []


def test_200_bodies_by_drops_are_ended_while_slow_ones_come_through(hasty: Victim) -> None:
    with (
        probing(hasty.port) as probes,
        dripping(hasty.port, 200, upload_head(1_000_000)) as drippers,
    ):
        assert slow_uploads(hasty.port, count=20, seconds=6) == [415] * 20
        assert drippers.wait_until_dropped(timeout_s=12) == 0
    assert probes.clean, str(probes)


def test_60_clients_that_read_no_answer_are_cut_off_and_cost_nothing(hasty: Victim) -> None:
    exchange(hasty.port, HEALTH)
    before_mib, before_threads = resident_mib(hasty.pid), threads(hasty.pid)
    stalled = [asking_without_reading(hasty.port, STYLE, requests=150) for _ in range(60)]
    with probing(hasty.port) as probes:
        wait_for(lambda: all(map(is_dropped, stalled)), timeout_s=15)
    for one in stalled:
        one.close()
    assert probes.clean, str(probes)
    assert resident_mib(hasty.pid) - before_mib <= 32
    assert threads(hasty.pid) == before_threads


@pytest.mark.attack
def test_more_connections_than_there_may_be_still_leave_room(hasty: Victim) -> None:
    with dripping(hasty.port, 700, HALF_HEAD) as drippers:
        assert drippers.wait_until_dropped(timeout_s=20) == 0
        assert statuses(exchange(hasty.port, HEALTH)) == [200]


@pytest.mark.attack
def test_450_half_open_connections_under_the_real_deadlines(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    with run() as victim, dripping(victim.port, 440, HALF_HEAD) as drippers:
        with probing(victim.port) as probes:
            assert drippers.wait_until_dropped(timeout_s=30) == 0
        assert probes.clean, str(probes)
        assert max(drippers.dropped_after_s) <= 15
        print(f"\n440 half-open connections: {probes}, {max(drippers.dropped_after_s):.1f} s")


@pytest.mark.attack
def test_200_bodies_under_the_real_deadlines(
    run: Callable[..., AbstractContextManager[Victim]],
) -> None:
    with run() as victim:
        with probing(victim.port) as probes:
            with dripping(victim.port, 200, upload_head(1_000_000)) as drippers:
                assert drippers.wait_until_dropped(timeout_s=40) == 0
            assert slow_uploads(victim.port, count=200, seconds=20) == [415] * 200
        assert probes.clean, str(probes)
        assert max(drippers.dropped_after_s) <= 30
        print(f"\n200 bodies by drops, then at 10 kB/s: {probes}")


def slow_uploads(port: int, *, count: int, seconds: int) -> list[int]:
    """The statuses of uploads, which are no pictures, at 10 kB/s each."""
    more_files()
    uploads = [connect(port) for _ in range(count)]
    size = SLOW_BYTES_PER_S * seconds
    for one in uploads:
        one.sendall(upload_head(size))
    for _ in range(seconds - 1):
        for one in uploads:
            one.sendall(bytes(SLOW_BYTES_PER_S))
        time.sleep(1)
    answers = []
    for one in uploads:  # One after the other: all at once, they would be too many to answer.
        one.sendall(bytes(SLOW_BYTES_PER_S))
        answers += statuses(one.recv(4096))
        one.close()
    return answers


def wait_for(condition: Callable[[], bool], *, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
