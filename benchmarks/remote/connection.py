"""Reach a device by the system's own ssh, and talk to the agent there."""

import json
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.remote import agent
from benchmarks.remote.trouble import OLD_PYTHON, device_trouble, login_trouble
from edge_app.errors import PipelineError

END_TIMEOUT_S = 5
OPTIONS = (
    # No terminal, no forwarding of displays, of agents, or of what the user's configuration says.
    *("-T", "-x", "-a", "-o", "ClearAllForwardings=yes", "-o", "PermitLocalCommand=no"),
    *("-o", "RemoteCommand=none", "-o", "ConnectTimeout=20"),
    # So that a device that lost its power is given up after half a minute, not after hours.
    *("-o", "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3"),
)


@dataclass(frozen=True)
class Device:
    """``destination`` is any that ssh takes; ``python`` the command or path of the Python there.

    ``ssh_config`` takes the place of ~/.ssh/config where it is given.
    """

    destination: str
    python: str
    ssh_config: Path | None = None


class Connection:
    """One ssh process, and so one question for a password, for all that is done on a device.

    The agent travels as the first bytes of its own standard input, as sshuttle's does, so that
    nothing has to be installed there. When this process ends, however it ends, the agent's
    standard input does too, and it stops all that it has started.
    """

    def __init__(self, device: Device) -> None:
        """Start ssh. Raises PipelineError: there is no ssh, or no such destination."""
        if device.destination.startswith("-") or not device.destination.strip():
            raise PipelineError(f"{device.destination!r} is no destination for ssh.")
        config = ("-F", str(device.ssh_config)) if device.ssh_config else ()
        self._device, self._source = device, Path(agent.__file__).read_bytes()
        command = ["ssh", *OPTIONS, *config, "--", device.destination]
        command.append(start_command(device.python, len(self._source)))
        self._log = tempfile.TemporaryFile(mode="w+", errors="replace")  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
            )
        except OSError as error:
            self._log.close()
            raise PipelineError(
                f"ssh cannot be started: {error.strerror}. On Debian and its kin it comes with "
                "`sudo apt install openssh-client`."
            ) from error

    def greet(self) -> None:
        """Log in, and start the agent; ssh asks for what it needs.

        Raises PipelineError: that did not work.
        """
        self._write(self._source)
        noise = ""
        for line in self._lines():
            if "hello" in _message(line):
                return
            noise = line.decode(errors="replace").strip() or noise  # Of the shell's start files.
        raise PipelineError(
            login_trouble(
                self._device.destination,
                self._device.python,
                exit_code=self._process.wait(),
                complaints=self._complaints() or noise,
            )
        )

    def order(self, parcel: bytes) -> None:
        """Send the archive to the agent."""
        self._write(b"%d\n%s" % (len(parcel), parcel))

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the device says, until it has said its exit code.

        Raises PipelineError: the connection was lost, or there is no room there, or the like.
        """
        for line in self._lines():
            message = _message(line)
            if "error" in message:
                raise PipelineError(device_trouble(message))
            if message:
                yield message
            if "exit_code" in message:
                return
        raise PipelineError(
            f"The connection to {self._device.destination} was lost before there was a result: "
            f"{self._complaints() or f'ssh ended with {self._process.wait()}.'} Is the device "
            "still on, and in the network? Nothing is written here. Measure again."
        )

    def _lines(self) -> Iterator[bytes]:
        # Not `yield from`: that would close the pipe with the first generator.
        for line in cast("IO[bytes]", self._process.stdout):  # noqa: UP028
            yield line

    def _write(self, content: bytes) -> None:
        stdin = cast("IO[bytes]", self._process.stdin)
        try:
            stdin.write(content)
            stdin.flush()
        except BrokenPipeError:
            pass  # What it has to say about its end is read next.

    def _complaints(self) -> str:
        """What ssh and the shell there said on standard error."""
        self._log.seek(0)
        return self._log.read().strip()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._process.communicate(timeout=END_TIMEOUT_S)  # Closes its standard input.
        except (OSError, ValueError, subprocess.TimeoutExpired):
            self._process.terminate()
            self._process.wait()
        self._log.close()


def start_command(python: str, size: int) -> str:
    """The line for the shell there: Python, and in it the ``size`` bytes that come first.

    A leading ``~/`` is left to that shell.
    """
    home, rest = ("~/", python[2:]) if python.startswith("~/") else ("", python)
    code = (
        f'import sys; sys.version_info < (3, 10) and sys.exit("{OLD_PYTHON}" + '
        f"sys.version.split()[0]); exec(sys.stdin.buffer.read({size}))"
    )
    return f"{home}{shlex.quote(rest)} -c {shlex.quote(code)}"


def _message(line: bytes) -> dict[str, Any]:
    """The message in a line; nothing where it is none, but a shell's or a library's chatter."""
    try:
        message = json.loads(line)
    except ValueError:
        return {}
    return message if isinstance(message, dict) else {}
