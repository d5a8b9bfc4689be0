"""Ways to a device that lead nowhere: one clear line each, from a real ssh and a real server."""

import errno
import shutil
import subprocess
import sys

import pytest

from benchmarks.__main__ import main
from benchmarks.remote.connection import start_command
from benchmarks.remote.trouble import OLD_PYTHON, device_trouble, login_trouble
from tests.benchmarks.remote.conftest import free_port


@pytest.fixture
def refused(models, tmp_path, capsys):
    """Measure on a device that cannot be used; the one line that says so."""

    def refuse(config, *, destination="device", python=sys.executable):
        words = ["latency", "--models", models[0], "--output", tmp_path / "out"]
        words += [f"--device={destination}", "--device-python", python, "--ssh-config", config]
        assert main([str(word) for word in words]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert not (tmp_path / "out").exists()
        return line.removeprefix("error: ")

    return refuse


def test_a_host_that_nobody_knows(refused, server, tmp_path):
    line = refused(server.variant(tmp_path, HostName="nowhere.invalid"))

    assert line.startswith("Cannot log in to device: ssh: Could not resolve hostname nowhere")
    assert "Is it spelled right" in line


def test_a_machine_without_an_ssh_server(refused, server, tmp_path):
    line = refused(server.variant(tmp_path, Port=free_port()))

    assert "Connection refused. No SSH server answers there." in line


def test_a_key_that_is_not_let_in(refused, server, tmp_path):
    other = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key")]
    subprocess.run(other, check=True)

    line = refused(server.variant(tmp_path, IdentityFile=tmp_path / "key"))

    assert "Permission denied (publickey). It does not let this user in." in line


def test_a_key_that_others_may_read(refused, server, tmp_path):
    shutil.copy(server.folder / "user_key", tmp_path / "key")
    (tmp_path / "key").chmod(0o644)

    line = refused(server.variant(tmp_path, IdentityFile=tmp_path / "key"))

    assert "chmod 600" in line


def test_an_unknown_host_key_is_not_accepted(refused, server, tmp_path):
    (tmp_path / "known").touch()

    line = refused(server.variant(tmp_path, UserKnownHostsFile=tmp_path / "known"))

    assert line.startswith("Cannot log in to device: ")
    assert "Its host key is not known here. Log in once by hand" in line
    assert (tmp_path / "known").read_text() == ""


def test_a_changed_host_key_is_not_accepted(refused, server, tmp_path):
    place = (server.folder / "known_hosts").read_text().split()[0]
    other = (server.folder / "user_key.pub").read_text().split()
    (tmp_path / "known").write_text(f"{place} {other[0]} {other[1]}\n")

    line = refused(server.variant(tmp_path, UserKnownHostsFile=tmp_path / "known"))

    assert "REMOTE HOST IDENTIFICATION HAS CHANGED" in line
    assert "ssh-keygen -R" in line


def test_a_device_without_that_python(refused, server):
    line = refused(server.config, python="/nowhere/python3")

    assert line.startswith("There is no /nowhere/python3 on device that can be run: ")
    assert "sudo apt install python3" in line


def test_a_python_that_is_something_else(refused, server):
    assert refused(server.config, python="/bin/false") == (
        "/bin/false does not start on device, exit code 1: It said nothing."
    )


def test_a_destination_that_ssh_would_take_for_an_option(refused, server, tmp_path):
    line = refused(server.config, destination=f"-oProxyCommand=touch {tmp_path}/trap")

    assert line.endswith("is no destination for ssh.")
    assert not (tmp_path / "trap").exists()


def test_a_machine_without_ssh(refused, server, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "sudo apt install openssh-client" in refused(server.config)


def test_an_old_python_is_named_by_its_version(monkeypatch):
    code = start_command("python3", 0).removeprefix("python3 -c ").strip("'")
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "version", "3.9.2 (default)")
    with pytest.raises(SystemExit) as stopped:
        exec(code)  # noqa: S102

    assert stopped.value.code == f"{OLD_PYTHON}3.9.2"
    line = login_trouble("pi@board", "python3", exit_code=1, complaints=str(stopped.value.code))
    assert line.startswith("python3 on pi@board is Python 3.9.2, expected 3.10 or newer.")


def test_a_path_in_the_home_folder_there_is_left_to_the_shell_there():
    assert start_command("~/my env/bin/python", 7).startswith("~/'my env/bin/python' -c ")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"errno": errno.ENOSPC, "error": "/x: No space left on device"}, "The disk of the device"),
        (
            {"error": "pip: [Errno 28] No space left on device. Or"},
            "The disk of the device is full",
        ),
        (
            {"errno": errno.EROFS, "error": "/x: Read-only file system"},
            "The device cannot write to",
        ),
        ({"error": "None of the models can be measured."}, "None of the models can be measured."),
    ],
)
def test_what_the_device_complains_of(message, words):
    assert device_trouble(message).startswith(words)
