"""Namespaces of the kernel, in which a test may mount disks and set networks without harm."""

import shutil
import subprocess

import pytest


def in_namespaces(*flags: str) -> list[str]:
    """The words before a program that is to run in namespaces of its own; skips where none are.

    ``flags`` are those of unshare(1). Ubuntu 24.04 allows namespaces to root alone.
    """
    words = ["unshare", "--map-root-user", *flags]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"]).returncode:
        pytest.skip(f"{' '.join(words)} is not allowed here: run as root")
    return words
