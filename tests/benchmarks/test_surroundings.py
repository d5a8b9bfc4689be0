"""What is told of other work before the measurement and during it, from a drawn /proc."""

import os
import time

import pytest

from benchmarks.surroundings import LOOK_S, Watch

TICKS = os.sysconf("SC_CLK_TCK")


class Drawn:
    """A /proc whose times pass with a clock of its own, and what keeps its cores busy."""

    def __init__(self, folder):
        self.folder = folder
        self.now = self.others = self.ours = 0.0
        (folder / str(os.getpid())).mkdir()
        self.write()

    def write(self):
        total, own = int((self.others + self.ours) * TICKS), int(self.ours * TICKS)
        (self.folder / "stat").write_text(f"cpu  {total} 0 0 0 0 0 0 0 0 0\n")
        own_stat = f"1 (a name) S 1 {'0 ' * 9}{own} 0 0 0 0"
        (self.folder / str(os.getpid()) / "stat").write_text(own_stat)

    def work(self, seconds, *, others=0.0, ours=0.0):
        """Let time pass, with so many cores busy."""
        self.now += seconds
        self.others += others * seconds
        self.ours += ours * seconds
        self.write()


@pytest.fixture
def drawn(tmp_path, monkeypatch):
    found = Drawn(tmp_path)
    monkeypatch.setattr(time, "monotonic", lambda: found.now)
    monkeypatch.setattr(time, "sleep", found.work)
    return found


def test_work_of_others_before_the_measurement_is_told_apart_from_that_during_it(drawn):
    watch = Watch(proc=drawn.folder)
    drawn.work(2 * LOOK_S, others=3, ours=1)
    watch.begin()
    drawn.work(10, others=0.5, ours=1)

    surroundings = watch.end()

    assert surroundings.other_cores_before == pytest.approx(3, abs=0.02)
    assert surroundings.other_cores == pytest.approx(0.5, abs=0.02)


def test_our_own_work_just_before_leaves_no_doubt(drawn):
    drawn.work(100, ours=4)
    watch = Watch(proc=drawn.folder)
    drawn.work(1, ours=4)
    watch.begin()
    drawn.work(10, ours=1)

    surroundings = watch.end()

    assert surroundings.other_cores_before == pytest.approx(0, abs=0.02)
    assert not [why for why in surroundings.unfit if "load average" in why or "work" in why]


def test_it_looks_for_as_long_as_it_takes_to_tell(drawn):
    watch = Watch(proc=drawn.folder)
    drawn.work(LOOK_S / 4, others=4)
    watch.begin()

    assert drawn.now == LOOK_S
    assert watch.end().other_cores_before == pytest.approx(1, abs=0.02)
