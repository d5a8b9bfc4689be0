"""``latency --device`` on a real SSH server: the way there, the measurement, and the way home."""

import getpass
import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.benchmarks.remote.conftest import ssh_server, wait_for
from tests.benchmarks.test_latency_command import read_until

SHORT = ("--threads", 1, "--rounds", 1, "--invocations", 1)
ENDLESS = ("--threads", 1, "--invocations", 100_000_000, "--visit-seconds", 10_000)


@pytest.fixture(scope="module")
def two_nets(models, tmp_path_factory):
    """The same model file twice, under the same name in two folders, one with its record."""
    folder = tmp_path_factory.mktemp("nets")
    for name in ("a", "b"):
        (folder / name).mkdir()
        shutil.copy(models[0], folder / name / "net.tflite")
    (folder / "a/net.json").write_text(
        '{"variants": {"int8": {"test": {"accuracy": {"value": 0.75}}}}}'
    )
    return folder


@pytest.fixture(scope="module")
def finished(run, server, two_nets, tmp_path_factory):
    """A short run on the device, and its output folder."""
    output = tmp_path_factory.mktemp("results")
    nets = [two_nets / "a/net.tflite", two_nets / "b/net.tflite", two_nets / "none.tflite"]
    return run("latency", "--models", *nets, *SHORT, *reach(server), "--output", output), output


def reach(server, *, python=sys.executable):
    return "--device", "device", "--ssh-config", server.config, "--device-python", python


def processes_in(folder):
    """The processes that work in a folder, or did when it was removed."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            working = str((process / "cwd").readlink())
        except OSError:
            continue
        if working.removesuffix(" (deleted)") == str(folder):
            found.append(int(process.name))
    return found


def test_the_result_is_brought_home_with_its_page_and_picture(finished):
    process, output = finished

    assert process.stderr.splitlines() == [
        "error: none.tflite: Cannot read the model: No such file or directory."
    ]
    assert process.returncode == 1
    assert f"Wrote latency.json, latency.md, latency.png to {output}" in process.stdout
    assert (output / "latency.png").read_bytes().startswith(b"\x89PNG")


def test_models_keep_their_names_and_their_records(finished):
    report = json.loads((finished[1] / "latency.json").read_text())

    names = {one["name"]: one["accuracy"] for one in report["candidates"]}
    assert names == {"a/net.tflite": 0.75, "b/net.tflite": None}
    assert [one["name"] for one in report["failed"]] == ["none.tflite"]
    assert report["machine"]["cores"] == len(os.sched_getaffinity(0))


def test_the_record_tells_no_user_host_or_folder_and_how_to_measure_again(finished, server):
    text = (finished[1] / "latency.json").read_text() + (finished[1] / "latency.md").read_text()

    assert "python -m benchmarks latency --models net.tflite net.tflite none.tflite" in text
    assert "--device USER@HOST" in text
    for word in ("127.0.0.1", socket.gethostname(), f"{getpass.getuser()}@", str(server.cache)):
        assert word not in text


def test_nothing_stays_on_the_device_and_nothing_is_installed_in_a_virtual_environment(
    finished, server
):
    assert finished[0].stdout
    assert [path.name for path in server.run_folder.parent.iterdir()] == [".lock"]
    assert processes_in(server.run_folder) == []


@dataclass(frozen=True)
class Endless:
    """A measurement on the device that does not end by itself, and what it shows it on."""

    process: "subprocess.Popen[bytes]"
    terminal: int

    def last_words(self):
        """What was shown after the last progress."""
        shown = read_until(self.terminal, None)
        self.process.wait(timeout=60)
        return shown.rpartition(b"\r\x1b[K")[2].decode().replace("\r\n", "\n")


@pytest.fixture
def endless(root, server, models, tmp_path):
    """An endless measurement whose inferences have begun."""
    words = ["latency", "--models", models[0], *ENDLESS, *reach(server)]
    words += ["--output", tmp_path / "out"]
    terminal, its_end = pty.openpty()  # Progress is shown on a terminal only.
    command = [sys.executable, "-m", "benchmarks", *map(str, words)]
    with subprocess.Popen(command, cwd=root, stderr=its_end) as process:
        os.close(its_end)
        try:
            assert b"device: warm-up round" in read_until(terminal, b"warm-up round")
            time.sleep(1)  # So that the model is loaded, and the endless round under way.
            assert len(processes_in(server.run_folder)) == 2  # And the worker that runs the model.
            yield Endless(process, terminal)
        finally:
            process.kill()
            os.close(terminal)


def everything_has_stopped(server):
    return not processes_in(server.run_folder) and not server.run_folder.exists()


def test_ctrl_c_stops_the_device_too(endless, server, tmp_path):
    endless.process.send_signal(signal.SIGINT)

    assert endless.last_words() == "\nStopped. No file is half-written.\n"
    assert endless.process.returncode == 130
    wait_for(lambda: everything_has_stopped(server))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_program_that_is_killed_here_stops_on_the_device(endless, server):
    endless.process.kill()

    wait_for(lambda: everything_has_stopped(server))


def test_a_lost_connection_costs_one_line(endless, server, tmp_path):
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    (session,) = children.read_text().split()
    os.kill(int(session), signal.SIGKILL)

    (line,) = endless.last_words().splitlines()
    assert endless.process.returncode == 1
    assert line.startswith("error: The connection to device was lost before there was a result: ")
    assert list((tmp_path / "out").iterdir()) == []
    wait_for(lambda: everything_has_stopped(server))


@pytest.fixture
def passphrase_log(monkeypatch, tmp_path):
    """Where each question for a passphrase leaves a line; it is answered."""
    log, asker = tmp_path / "asked", tmp_path / "asker"
    asker.write_text(f"#!/bin/sh\necho asked >> {log}\necho secret\n")
    asker.chmod(0o755)
    monkeypatch.setenv("SSH_ASKPASS", str(asker))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    return log


def test_a_passphrase_is_asked_for_once_and_an_environment_without_the_packages_is_named(
    run, server, models, bare_python, tmp_path, passphrase_log
):
    key = shutil.copy(server.folder / "user_key", tmp_path / "key")
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", key], check=True)
    config = server.variant(tmp_path, IdentityFile=key, BatchMode="no")
    asked = ("--device", "device", "--ssh-config", config, "--device-python", bare_python)

    process = run("latency", "--models", models[0], *asked, "--output", tmp_path)

    assert process.returncode == 1
    (line,) = process.stderr.splitlines()
    assert line.startswith(
        f"error: {bare_python} does not have all that is needed: No module named"
    )
    assert "requirements/device.txt" in line
    assert passphrase_log.read_text() == "asked\n"


def test_a_device_that_cannot_be_written_is_named(run, models, tmp_path):
    with ssh_server(tmp_path, cache=Path("/dev/null/cache")) as server:
        process = run(
            "latency", "--models", models[0], *reach(server), "--output", tmp_path / "out"
        )

    assert process.returncode == 1
    (line,) = process.stderr.splitlines()
    assert line == (
        "error: The device cannot write to /dev/null/cache/edge-image-classifier/device: Not a "
        "directory. See to that folder, and measure again."
    )
