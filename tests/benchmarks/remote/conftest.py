"""A real SSH server on 127.0.0.1, which the tests start as this user, with keys of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SERVER = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/user_key.pub
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
SetEnv XDG_CACHE_HOME={cache} HOME={folder}/home
"""
CLIENT = """
Host device
HostName 127.0.0.1
Port {port}
User {user}
IdentityFile {folder}/user_key
IdentitiesOnly yes
IdentityAgent none
UserKnownHostsFile {folder}/known_hosts
GlobalKnownHostsFile none
BatchMode yes
"""


@dataclass(frozen=True)
class Server:
    """``config`` is a configuration for ssh that knows the server by the name "device".

    ``cache`` is the XDG_CACHE_HOME of those who log in.
    """

    folder: Path
    config: Path
    port: int
    cache: Path
    process: "subprocess.Popen[bytes]"

    @property
    def run_folder(self) -> Path:
        """Where a measurement is unpacked and runs, as long as it lasts."""
        return self.cache / "edge-image-classifier/device/run"

    def variant(self, folder: Path, **replaced: object) -> Path:
        """A copy of the configuration in which the given settings have other values."""
        lines = [line.split() for line in self.config.read_text().splitlines()]
        path = folder / "config"
        path.write_text("".join(f"{key} {replaced.get(key, old)}\n" for key, old in lines))
        return path


@contextmanager
def ssh_server(folder: Path, *, cache: Path | None = None) -> Iterator[Server]:
    """A server that keeps its files in ``folder``."""
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if sshd is None or shutil.which("ssh") is None:
        pytest.skip("needs the Debian packages openssh-server and openssh-client")
    (folder / "home").mkdir()
    for name in ("host_key", "user_key"):
        key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(key, check=True)
    values = {
        "folder": folder,
        "port": free_port(),
        "user": getpass.getuser(),
        "cache": cache or folder / "cache",
    }
    (folder / "server").write_text(SERVER.format(**values))
    (folder / "config").write_text(CLIENT.format(**values).lstrip())
    host_key = " ".join((folder / "host_key.pub").read_text().split()[:2])
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{values['port']} {host_key}\n")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # Where the server of root locks itself in.
    command = [sshd, "-D", "-e", "-f", str(folder / "server")]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            wait_for(lambda: "listening" in (folder / "log").read_text())
            yield Server(folder, folder / "config", values["port"], values["cache"], process)
        finally:
            process.terminate()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something holds. Raises AssertionError: it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An SSH server for all tests to share."""
    with ssh_server(tmp_path_factory.mktemp("sshd")) as running:
        yield running
