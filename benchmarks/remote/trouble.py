"""What ssh and the device complain of, in one sentence each, with what to do about it."""

import errno
from collections.abc import Mapping
from typing import Any

OLD_PYTHON = "edge-image-classifier: old Python "
SSH_FAILED = 255  # ssh's own exit code for errors of its own.
NOT_FOUND, NOT_EXECUTABLE = 127, 126  # POSIX shells, "Exit Status for Commands".

# What OpenSSH says, and what it means; the first that fits is the cause.
LOGIN = (
    (
        ("Could not resolve hostname",),
        "No machine is known by that name. Is it spelled right, and is the device on?",
    ),
    (
        ("Connection refused",),
        "No SSH server answers there. On a Raspberry Pi: sudo raspi-config, Interface Options, "
        "SSH. Or is it on another port? ~/.ssh/config can say so.",
    ),
    (
        ("timed out", "No route to host", "Network is unreachable", "Host is down"),
        "It cannot be reached. Is it on, and in the same network?",
    ),
    (
        ("REMOTE HOST IDENTIFICATION HAS CHANGED",),
        "It shows another host key than last time: it was installed anew, or it is another "
        "machine. If you know why, remove the old key with ssh-keygen -R HOST, and log in once "
        "by hand.",
    ),
    (
        ("Host key verification failed", "host key is known for"),
        "Its host key is not known here. Log in once by hand with ssh, compare the fingerprint, "
        "and say yes.",
    ),
    (
        ("UNPROTECTED PRIVATE KEY FILE",),
        "Others may read the private key, so ssh does not use it: chmod 600 on its file.",
    ),
    (
        ("Permission denied (", "Too many authentication failures"),
        "It does not let this user in. Is the user's name right? Give the device your key with "
        "ssh-copy-id, or name the key in ~/.ssh/config.",
    ),
)


def login_trouble(destination: str, python: str, *, exit_code: int, complaints: str) -> str:
    """Why no agent answered: what ssh or the shell said, and the remedy."""
    said = _last_line(complaints)
    if exit_code == SSH_FAILED:
        for signs, remedy in LOGIN:
            if any(sign in complaints for sign in signs):
                return f"Cannot log in to {destination}: {_line_with(signs, complaints)} {remedy}"
        return f"Cannot log in to {destination}: {said}"
    if said.startswith(OLD_PYTHON):
        version = said.removeprefix(OLD_PYTHON).rstrip(".")
        return (
            f"{python} on {destination} is Python {version}, expected 3.10 or newer. Name another "
            "one with --device-python."
        )
    if exit_code in (NOT_FOUND, NOT_EXECUTABLE):
        return (
            f"There is no {python} on {destination} that can be run: {said} Install it (on Debian "
            "and its kin: sudo apt install python3), or name another one with --device-python."
        )
    return f"{python} does not start on {destination}, exit code {exit_code}: {said}"


def device_trouble(message: Mapping[str, Any]) -> str:
    """An error that the device told, with the remedy where it is about its disk."""
    text, number = str(message["error"]), message.get("errno")
    if number == errno.ENOSPC or "No space left on device" in text:
        return f"The disk of the device is full: {text}. Make room there, and measure again."
    if number is not None:
        return f"The device cannot write to {text}. See to that folder, and measure again."
    return text


def _line_with(signs: tuple[str, ...], text: str) -> str:
    lines = [line for line in text.splitlines() if any(sign in line for sign in signs)]
    return _last_line("\n".join(lines)).strip("@ ")


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = lines[-1] if lines else "It said nothing"
    return line if line.endswith((".", "!")) else f"{line}."
