"""How much of the machine the service could reach, as systemd counts it."""

import re
import subprocess
import sys
from pathlib import Path

from edge_app.service.unit import NAME, Program, unit_text
from tests.reliability.figure import Figure

# As tutorials write it.
PLAIN = """\
[Unit]
Description=App

[Service]
ExecStart=/usr/bin/python3 app.py
Restart=always

[Install]
WantedBy=multi-user.target
"""


def measure(*, folder: Path, quick: bool) -> list[Figure]:  # noqa: ARG001
    """The exposure level: 0 is none, 10 is that of a program of root."""
    program = Program(Path(sys.executable).resolve(), Path("/usr/lib"), (Path("/usr"),))
    ours = unit_text(program, port=8000, has_models=False, receipt="")
    return [
        Figure(
            name="exposure of the service",
            unit="of 10",
            ours=exposure(folder / "ours", ours),
            unprotected=exposure(folder / "unprotected", PLAIN),
            how="systemd-analyze security --offline=true of the unit that edge-app install-service "
            "writes, and of a unit with ExecStart and Restart alone.",
        )
    ]


def exposure(folder: Path, unit: str) -> float:
    """The overall exposure level that systemd-analyze gives a unit."""
    folder.mkdir()
    path = folder / NAME
    path.write_text(unit)
    words = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(path)]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert found, said
    return float(found[1])
