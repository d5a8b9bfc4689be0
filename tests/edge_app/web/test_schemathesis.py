"""Another program reads what the API says of itself, and holds the application to it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Deterministic; each operation in about 25 ways beside the fixed ones of the phase "coverage".
OPTIONS = [
    "--checks=all",
    "--generation-deterministic",
    "--max-examples=25",
    "--continue-on-failure",
    "--request-timeout=20",
]


@pytest.mark.workstation
def test_the_server_does_what_its_openapi_document_says(server: Any, tmp_path: Path) -> None:
    check_against_document(server.url, tmp_path)
    assert server.process.poll() is None


def check_against_document(url: str, folder: Path, *options: str) -> None:
    """Ask the server at ``url`` all that its document allows, and much that it does not."""
    config = Path(__file__).with_name("schemathesis.toml")
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)]
    run = subprocess.run(
        [*program, "run", f"{url}/api/v1/openapi.json", *OPTIONS, *options],
        cwd=folder,  # It leaves a folder behind.
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout
