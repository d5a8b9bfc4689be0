"""Certificates for one test, made with the ``openssl`` program."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Pair:
    """A certificate that signed itself, and its key."""

    certificate: Path
    key: Path


def make_pair(folder: Path, *, name: str = "own", expired: bool = False) -> Pair:
    """A certificate for ``localhost``, valid for a day from now, or until yesterday."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl: sudo apt install openssl")
    pair = Pair(folder / f"{name}.pem", folder / f"{name}.key")
    request, extension = folder / f"{name}.csr", folder / f"{name}.ext"
    extension.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
    new_key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost"
    _openssl("req", *new_key.split(), "-keyout", pair.key, "-out", request)
    signed = ("-signkey", pair.key, "-extfile", extension, "-days", "-1" if expired else "1")
    _openssl("x509", "-req", "-in", request, *signed, "-out", pair.certificate)
    return pair


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
