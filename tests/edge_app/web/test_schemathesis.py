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
    config = Path(__file__).with_name("schemathesis.toml")
    document = f"{server.url}/api/v1/openapi.json"
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)]
    run = subprocess.run(
        [*program, "run", document, *OPTIONS],
        cwd=tmp_path,  # It leaves a folder behind.
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "No issues found" in run.stdout
    assert server.process.poll() is None
