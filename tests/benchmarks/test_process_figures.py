"""Memory and CPU time of a process that runs."""

import os
import subprocess
import sys

import pytest

from benchmarks.process_figures import cpu_seconds, peak_rss_bytes, reset_peak, rss_bytes

PEAK = "x = bytearray(60_000_000); del x; print('ready', flush=True); input()"


@pytest.fixture
def process():
    """A process that had 60 MB for a moment, and waits."""
    running = subprocess.Popen(
        [sys.executable, "-c", PEAK], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with running:
        assert running.stdout.readline() == b"ready\n"
        yield running.pid
        running.stdin.close()


def test_the_peak_is_more_than_what_is_left(process):
    assert peak_rss_bytes(process) > rss_bytes(process) + 50_000_000


def test_the_peak_can_begin_anew(process):
    reset_peak(process)

    assert peak_rss_bytes(process) < rss_bytes(process) + 10_000_000


def test_the_cpu_time_grows_with_work():
    before = cpu_seconds(os.getpid())
    while cpu_seconds(os.getpid()) == before:
        sum(range(100_000))

    assert cpu_seconds(os.getpid()) > before


def test_where_there_is_no_proc_nothing_is_known(tmp_path):
    assert peak_rss_bytes(1, proc=tmp_path) is None
    assert rss_bytes(1, proc=tmp_path) is None
    reset_peak(1, proc=tmp_path)


def test_the_cpu_time_of_another_process_is_that_which_it_takes(process):
    taken = cpu_seconds(process)
    assert 0 < taken < 60
    assert cpu_seconds(process) == taken  # It waits.


def test_of_a_process_that_is_not_there_no_time_is_known():
    assert cpu_seconds(2**22 + 1) is None  # Above Linux's largest pid_max.
