"""No more files and connections can be opened."""

import resource
import time
from pathlib import Path

import pytest

from tests.attacks.attackers import HALF_HEAD, connect, dripping, exchange, statuses
from tests.attacks.conftest import SHORT
from tests.attacks.figures import descriptors, processor_s
from tests.attacks.victim import Victim, running
from tests.reliability.stack import attacked_words

HEALTH = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"
STYLE = b"GET /static/style.css HTTP/1.0\r\nHost: localhost\r\n\r\n"


def test_with_64_files_it_takes_fewer_connections_and_serves_again(tmp_path: Path) -> None:
    with running(tmp_path, attacked_words(SHORT), most_files=64) as victim:
        attack_s = attack(victim, seconds=4)
        assert attack_s <= 0.5 * 4
        assert statuses(exchange(victim.port, STYLE)) == [200]  # A file, which has to be opened.
        assert len(victim.log_lines()) <= 3


@pytest.mark.attack
def test_a_minute_with_64_files(tmp_path: Path) -> None:
    with running(tmp_path, attacked_words(SHORT), most_files=64) as victim:
        attack_s = attack(victim, seconds=60)
        print(f"\n{attack_s:.1f} s of processor time in a minute, {victim.log_lines()}")
        assert attack_s <= 0.2 * 60
        assert len(victim.log_lines()) <= 100


def test_where_files_run_out_all_the_same_it_rests_and_says_so_once(tmp_path: Path) -> None:
    """A limit so low that the fewest connections there are do not fit, either."""
    with running(tmp_path, attacked_words(SHORT), most_files=1024) as victim:
        resource.prlimit(victim.pid, resource.RLIMIT_NOFILE, (descriptors(victim.pid) + 5,) * 2)
        attack_s = attack(victim, seconds=4)
        assert attack_s <= 0.5 * 4
        assert 1 <= len(victim.log_lines()) <= 10
        assert "No more connections for now: Too many open files." in victim.log_lines()


def attack(victim: Victim, *, seconds: float) -> float:
    """Hold 100 connections open; the processor time that it took. Afterwards all is well again."""
    assert statuses(exchange(victim.port, HEALTH)) == [200]
    before_s = processor_s(victim.pid)
    with dripping(victim.port, 100, HALF_HEAD, interval_s=0.5):
        time.sleep(seconds)
        used_s = processor_s(victim.pid) - before_s
    started = time.monotonic()
    with connect(victim.port, timeout_s=10) as connection:
        connection.sendall(HEALTH)
        assert statuses(connection.recv(4096)) == [200]
    assert time.monotonic() - started <= 5
    return used_s
