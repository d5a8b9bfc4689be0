"""The unit: what systemd's own tools say of it, and what is filled in."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.errors import ServiceError
from edge_app.service.unit import NAME, Program, bound, receipt_of, unit_text

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)
PROGRAM = Program(Path(sys.executable), Path("/usr/lib"), (Path("/usr"),))
IN_A_HOME = Program(
    Path(sys.executable), Path("/home/pi/edge/app"), (Path("/home/pi/edge"), Path("/usr"))
)
# As systemd-analyze counts, with the access to cameras that the service needs.
MOST_EXPOSURE = 2.0


@needs_systemd
@pytest.mark.parametrize(
    ("program", "port"), [(PROGRAM, 8000), (PROGRAM, 80), (IN_A_HOME, 443)], ids=str
)
def test_systemd_understands_it_and_finds_little_exposed(
    program: Program, port: int, tmp_path: Path
) -> None:
    unit = tmp_path / NAME
    unit.write_text(unit_text(program, port=port, has_models=False, receipt="a" * 64))
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True
    )
    assert (verified.returncode, verified.stdout, verified.stderr) == (0, "", "")
    asked = ["--offline=true", f"--threshold={MOST_EXPOSURE * 10:.0f}", "--no-pager", str(unit)]
    judged = subprocess.run(["systemd-analyze", "security", *asked], capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout
    assert "char-video4linux:rw" in judged.stdout


def test_a_port_that_only_root_may_take_is_the_one_capability() -> None:
    def capabilities(port: int) -> set[str]:
        text = unit_text(PROGRAM, port=port, has_models=False, receipt="")
        return {line for line in text.splitlines() if "Capabilit" in line}

    none = {"CapabilityBoundingSet=", "AmbientCapabilities="}
    assert capabilities(1024) == capabilities(0) == none
    assert capabilities(80) == {f"{line}CAP_NET_BIND_SERVICE" for line in none}


def test_of_the_homes_only_the_app_is_seen() -> None:
    text = unit_text(IN_A_HOME, port=8000, has_models=False, receipt="")
    assert "\nProtectHome=tmpfs\n" in text
    assert [line for line in text.splitlines() if line.startswith("BindReadOnlyPaths=")] == [
        "BindReadOnlyPaths=/home/pi/edge"
    ]
    assert "BindReadOnlyPaths" not in unit_text(PROGRAM, port=8000, has_models=False, receipt="")
    many = [Path("/home/a/b"), Path("/home/a"), Path("/opt/a"), Path("/root/x"), Path("/homes/a")]
    assert bound(many) == [Path("/home/a"), Path("/root/x")]


def test_the_folder_of_models_is_the_services_own_unless_a_setting_says_it() -> None:
    line = "\nEnvironment=EDGE_APP_MODELS_FOLDER=%S/edge-app/models\n"
    assert line in unit_text(PROGRAM, port=8000, has_models=False, receipt="")
    assert line not in unit_text(PROGRAM, port=8000, has_models=True, receipt="")


@pytest.mark.parametrize("folder", ["/opt/my app", "/opt/100%", "/opt/a:b", "/opt/a\nb", '/opt/"'])
def test_a_path_that_systemd_would_misread_is_refused(folder: str) -> None:
    program = Program(Path(f"{folder}/bin/python"), Path("/usr/lib"), ())
    with pytest.raises(ServiceError, match="Install it in /opt/edge-app"):
        unit_text(program, port=8000, has_models=False, receipt="")


def test_only_the_receipt_of_a_unit_of_ours_counts() -> None:
    text = unit_text(PROGRAM, port=8000, has_models=False, receipt="b" * 64)
    assert receipt_of(text) == "b" * 64
    assert receipt_of(unit_text(PROGRAM, port=8000, has_models=False, receipt="")) == ""
    assert receipt_of(text.partition("\n")[2]) == ""
