"""How much of the CPU others took, from a drawn /proc."""

import os
import subprocess
import sys
import time

from benchmarks.cpu_use import CpuUse, machine_seconds, own_seconds

TICKS = os.sysconf("SC_CLK_TCK")


def stat(parent, *ticks):
    """The text of /proc/N/stat: name, state, parent, ten others, then user, system and so on."""
    return f"1 (a name) S {parent} {'0 ' * 9}{' '.join(str(n * TICKS) for n in ticks)} 0"


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_all_work_counts_and_idle_time_does_not(tmp_path):
    columns = [1, 2, 4, 1000, 1000, 8, 16, 32, 500, 500]
    put(tmp_path / "stat", "cpu  " + " ".join(str(n * TICKS) for n in columns) + "\ncpu0 1\n")

    assert machine_seconds(tmp_path) == 1 + 2 + 4 + 8 + 16 + 32


def test_the_own_time_is_that_of_the_process_and_its_children(tmp_path):
    put(tmp_path / "50/stat", stat(1, 1, 2, 4, 8))
    put(tmp_path / "51/stat", stat(50, 16, 0, 0, 0))
    put(tmp_path / "52/stat", stat(7, 1000, 0, 0, 0))

    assert own_seconds(tmp_path, process=50) == 31


def test_what_is_not_our_own_is_that_of_others(tmp_path, monkeypatch):
    own = tmp_path / str(os.getpid()) / "stat"
    put(tmp_path / "stat", "cpu  0 0 0 0 0 0 0 0 0 0\n")
    put(own, stat(1, 0, 0, 0, 0))
    clock = iter((100.0, 110.0))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    use = CpuUse(proc=tmp_path)
    put(tmp_path / "stat", f"cpu  {12 * TICKS} 0 {3 * TICKS} 0 0 0 0 0 0 0\n")
    put(own, stat(1, 4, 1, 0, 0))

    assert use.other_cores() == 1  # 15 s of work less our 5 s, in 10 s.


def test_where_there_is_no_proc_nothing_is_known(tmp_path):
    assert machine_seconds(tmp_path) is None
    assert CpuUse(proc=tmp_path).other_cores() is None


def test_the_own_childrens_work_is_not_that_of_others():
    before = own_seconds(CpuUse()._proc)
    subprocess.run([sys.executable, "-c", "sum(range(10**7))"], check=True)

    assert own_seconds(CpuUse()._proc) > before
