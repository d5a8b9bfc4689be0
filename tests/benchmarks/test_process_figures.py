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
    assert cpu_seconds(1, proc=tmp_path) is None
    reset_peak(1, proc=tmp_path)


def test_a_name_with_spaces_and_brackets_does_not_shift_the_fields(tmp_path):
    fields = ["S", *["0"] * 10, "250", "150", *["0"] * 30]
    (tmp_path / "7").mkdir()
    (tmp_path / "7/stat").write_text(f"7 (a) b c) {' '.join(fields)}\n")

    assert cpu_seconds(7, proc=tmp_path) == 400 / os.sysconf("SC_CLK_TCK")
