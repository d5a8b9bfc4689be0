"""A clock that is wrong, or jumps, as on a Pi, which has none that runs without power."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.attackers import HALF_HEAD, dripping
from tests.attacks.prober import probing
from tests.attacks.victim import Victim, running
from tests.attacks.viewers import ask, state

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
# What tells the time of day; a duration is a difference of `time.monotonic()`.
WALL_CLOCKS = re.compile(r"time\.time(_ns)?|(datetime\.)?datetime\.(now|utcnow|today)")
OF_DAY = {
    "camera/lines.py": "shown: when a frame was taken",
    "camera/window.py": "shown: in the name of a file",
    "doctor/facts.py": "shown, and judged: is the clock right?",
    "time_of_day.py": "shown",
    "web/access/cookie.py": "a login lasts over a restart",
    "web/camera/pictures.py": "shown: in the name of a file",
}


def test_no_duration_is_measured_with_the_time_of_day(root: Path) -> None:
    package = root / "edge_app"
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "time.time" in path.read_text() or "datetime" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and WALL_CLOCKS.fullmatch(ast.unparse(node))
    }
    assert found == set(OF_DAY)


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """A file that says what time it is: "@1970-01-01 00:00:05", or "+1y"."""
    if not LIBRARIES:
        pytest.skip("no libfaketime: sudo apt install faketime")
    path = tmp_path / "clock"
    path.write_text("@1970-01-01 00:00:05")
    return path


@pytest.fixture
def filming(clock: Path, tmp_path: Path) -> Iterator[Victim]:
    """A server with a camera and deadlines of three seconds, whose time of day is the file's."""
    words = [f"LD_PRELOAD={LIBRARIES[0]}", f"FAKETIME_TIMESTAMP_FILE={clock}"]
    words += ["FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]
    words += [sys.executable, "-m", "tests.attacks.filming"]
    with running(tmp_path, words, python="env") as victim:
        yield victim


@pytest.mark.attack
@pytest.mark.workstation
def test_neither_1970_nor_a_jump_of_years_changes_a_deadline(clock: Path, filming: Victim) -> None:
    days = set()
    for moment in ("@1970-01-01 00:00:05", "+1y", "-1y", "+0"):
        clock.write_text(moment)
        before = state(filming.port)["camera"]["frames"]
        with probing(filming.port) as probes, dripping(filming.port, 20, HALF_HEAD) as drippers:
            assert drippers.wait_until_dropped(timeout_s=15) == 0, moment
        assert probes.clean, (moment, str(probes))
        # Not dropped too early, either: the clock on the wall is not asked.
        assert min(drippers.dropped_after_s) > 2, moment
        assert state(filming.port)["camera"]["frames"] > before, moment
        assert state(filming.port)["camera"]["state"] == "running", moment
        _, headers, figures = ask(filming.port, "/metrics")
        assert not re.findall(rb"^\S+ -.*", figures, re.MULTILINE), moment
        days.add(headers["Date"][:16])
    assert len(days) == 4, "The clock did jump."
    assert [line for line in filming.log_lines() if "camera is running" not in line] == []
