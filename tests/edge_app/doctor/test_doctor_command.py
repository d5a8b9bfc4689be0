"""`edge-app doctor` as a person runs it: in this environment, and on a board that is drawn."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from edge_app.doctor.examination import Places, Subject, examine
from tests.edge_app.doctor.boards import PI_4, PI_ZERO_2_MEMORY, put


@pytest.fixture(scope="module")
def run(root):
    """The command in an environment, with these words."""

    def doctor(*words, python=sys.executable, **variables):
        command = [str(python), "-m", "edge_app", "doctor", "--port", "0", *map(str, words)]
        return subprocess.run(
            command,
            cwd=root,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    return doctor


def findings(result):
    report = json.loads(result.stdout)
    return report["healthy"], {one["subject"]: one for one in report["findings"]}


@pytest.fixture(scope="module")
def here(run):
    return run("--json")


def test_this_environment_is_healthy(here):
    healthy, found = findings(here)

    assert (here.returncode, here.stderr, healthy) == (0, "", True)
    assert found["TFLite runtime"]["level"] == "ok"
    assert found["model"]["level"] == "ok"
    assert "as its record says and its golden samples" in found["model"]["found"]
    assert not [one for one in found.values() if one["found"].startswith("it could not be exam")]


def test_the_name_of_the_user_is_not_shown(here):
    assert f"{Path.home()}/" not in here.stdout


def test_the_page_ends_with_the_sum(run):
    result = run()

    assert result.stdout.startswith("edge-app ")
    assert result.stdout.splitlines()[-1].endswith(" ok")
    assert "\nSoftware\n  ok       Python " in result.stdout


def test_a_damaged_model_is_a_problem(run, root, tmp_path):
    content = bytearray((root / "models/cifar10-resnet8.tflite").read_bytes())
    content[len(content) // 2] ^= 1
    put(tmp_path / "cifar10-resnet8.json", (root / "models/cifar10-resnet8.json").read_text())
    (tmp_path / "cifar10-resnet8.tflite").write_bytes(content)

    result = run("--json", "--model", tmp_path / "cifar10-resnet8.tflite")

    healthy, found = findings(result)
    assert (result.returncode, healthy) == (1, False)
    assert "The file is damaged" in found["model"]["found"]
    assert found["TFLite runtime"]["level"] == "ok"


def test_without_any_library_it_still_runs(run, root, tmp_path):
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)

    result = run("--json", python=tmp_path / "bare/bin/python", PYTHONPATH=str(root))

    _, found = findings(result)
    assert (result.returncode, result.stderr) == (1, "")
    levels = {name: found[name]["level"] for name in ("libraries", "NumPy", "TFLite runtime")}
    assert levels == dict.fromkeys(levels, "problem")
    assert "numpy" in found["libraries"]["remedy"]


def drawn_pi_4(folder):
    """A Raspberry Pi 4 with a weak power supply and a USB camera."""
    core = folder / "sys/devices/system/cpu/cpu0/cpufreq"
    put(folder / "proc/cpuinfo", PI_4)
    put(folder / "proc/meminfo", PI_ZERO_2_MEMORY)
    put(folder / "proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.5\0")
    put(core / "scaling_governor", "powersave\n")
    put(core / "scaling_cur_freq", "600000\n")
    put(core / "cpuinfo_max_freq", "1800000\n")
    put(folder / "sys/class/thermal/thermal_zone0/type", "cpu-thermal\n")
    put(folder / "sys/class/thermal/thermal_zone0/temp", "82300\n")
    put(folder / "sys/devices/platform/soc/soc:firmware/get_throttled", "50005\n")
    put(folder / "dev/video0", "")
    put(folder / "packages/picamera2/__init__.py", "")
    return Places(folder / "proc", folder / "sys", folder / "dev", folder / "packages")


def refuse():
    raise ValueError("no model today")


def test_a_drawn_board_is_examined_and_a_probe_that_fails_hides_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))  # No vcgencmd.
    monkeypatch.setattr("edge_app.doctor.facts.utc_now", refuse)
    subject = Subject(refuse, "127.0.0.1", 0, tmp_path / "models")

    sections = examine(subject, places=drawn_pi_4(tmp_path))

    found = {one.subject: one for section in sections for one in section.findings}
    assert found["board"].found == "Raspberry Pi 4 Model B Rev 1.5"
    assert found["clock speed"].level == "warning"
    assert found["temperature"].found.startswith("82 degrees")
    assert found["throttling"].level == "problem"
    assert found["memory"].level == "warning"
    assert found["camera"].level == "ok"
    assert found["picamera2"].level == "warning"
    assert (found["model"].level, found["model"].found) == ("problem", "ValueError: no model today")
    assert found["time"].level == "warning"
    assert found["time"].found == "it could not be examined: ValueError: no model today"
