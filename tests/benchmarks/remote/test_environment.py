"""The environment on the device: made once, from a Python that is in none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.remote import agent, environment
from benchmarks.remote.environment import check_room, reason
from benchmarks.remote.messages import DeviceError

ASK = """
import sys
from pathlib import Path
from benchmarks.remote.environment import ready_python
from benchmarks.remote.messages import DeviceError
try:
    print(ready_python(Path(sys.argv[1])))
except DeviceError as error:
    sys.exit(str(error))
"""
# In place of Python's own module, which takes seconds: an environment is another one's Python.
QUICK_VENV = """
import sys
from pathlib import Path
python = Path(sys.argv[1]) / "bin/python"
python.parent.mkdir(parents=True)
python.write_text('#!/bin/sh\\nexec {python} "$@"')
python.chmod(0o755)
"""
BASE_PYTHON = Path(sys.base_prefix) / f"bin/python3.{sys.version_info.minor}"


@pytest.fixture
def unpacked(tmp_path, root):
    """The folder of a measurement, with a lock file that names no package."""
    (tmp_path / "run/requirements").mkdir(parents=True)
    shutil.copy(root / "requirements/check_python.py", tmp_path / "run/requirements")
    (tmp_path / "run/requirements/device.txt").touch()
    (tmp_path / "cache").mkdir()
    return tmp_path / "run"


@pytest.fixture
def ask(unpacked, root, tmp_path):
    """Ask for the environment as a new process; gives what it printed, and its error."""

    def ask_python(python):
        done = subprocess.run(
            [str(python), "-c", ASK, str(tmp_path / "cache")],
            cwd=unpacked,
            env={**os.environ, "PYTHONPATH": str(root), "PIP_NO_INDEX": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip(), done.stderr.strip()

    return ask_python


def test_a_python_of_a_virtual_environment_is_used_as_it_is(ask, bare_python, tmp_path):
    assert ask(bare_python) == (str(bare_python), "")
    assert list((tmp_path / "cache").iterdir()) == []


def test_of_another_python_an_environment_is_made_once_and_older_ones_go(ask, tmp_path):
    (tmp_path / "cache/venv-0123456789ab").mkdir()

    said, error = ask(BASE_PYTHON)
    python = Path(said.splitlines()[-1])
    made = python.stat().st_ctime_ns, (python.parent / "pip").stat().st_ctime_ns
    again = ask(BASE_PYTHON)

    assert error == ""
    assert again == (str(python), "")
    assert made == (python.stat().st_ctime_ns, (python.parent / "pip").stat().st_ctime_ns)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [python.parent.parent.name]
    assert "making a Python environment there" in said


def test_packages_that_cannot_be_installed_are_named_with_a_remedy(ask, unpacked, tmp_path):
    hashed = f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n"
    (unpacked / "requirements/device.txt").write_text(hashed)
    (unpacked / "venv.py").write_text(QUICK_VENV.format(python=sys.executable))

    _, error = ask(BASE_PYTHON)

    assert error.startswith("pip cannot install the packages there: No matching distribution found")
    assert "--device-python" in error
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_disk_that_is_too_full_is_named_before_anything_is_made(tmp_path, monkeypatch):
    check_room(tmp_path)
    monkeypatch.setattr(environment, "NEEDED_BYTES", 10**18)

    with pytest.raises(DeviceError, match=r"The disk of the device is too full .* MB are free in"):
        check_room(tmp_path)


def test_a_python_without_venv_is_named_with_a_remedy(ask, unpacked):
    (unpacked / "venv.py").write_text("raise SystemExit('ensurepip is not available.')")

    _, error = ask(BASE_PYTHON)

    assert error.startswith("It has no working venv module. ensurepip is not available. On Debian")
    assert "sudo apt install python3-venv" in error


def test_a_python_that_the_lock_file_does_not_cover_is_refused(ask, unpacked, tmp_path):
    (unpacked / "requirements/check_python.py").write_text("raise SystemExit('Too new.')")

    assert ask(BASE_PYTHON)[1] == "Too new. With --device, that is --device-python."
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_reason_is_the_last_error_or_all_that_was_said():
    assert reason("WARNING: Retrying\nERROR: First.\nERROR: Second\nnotice: new pip") == "Second."
    assert reason("One thing.\nAnd another.\n") == "One thing. And another."


def test_one_measurement_runs_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(agent, "BUSY_WAIT_S", 0)

    one = agent.alone(tmp_path / "cache")
    with one, pytest.raises(BlockingIOError), agent.alone(tmp_path / "cache"):
        pass
    with agent.alone(tmp_path / "cache"):
        pass
