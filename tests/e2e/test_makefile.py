"""The commands of the README, run as a stranger runs them."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest
from PIL import Image


def test_make_alone_prints_its_targets(root: Path) -> None:
    result = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True)
    for target in ("run", "train", "convert", "photos", "bench", "test", "check", "clean"):
        assert f"make {target} " in result.stdout


def test_make_run_makes_a_small_environment_and_serves(root: Path) -> None:
    process = subprocess.Popen(
        ["make", "run", "PORT=0"],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        address = None
        for line in process.stdout:
            if address := re.search(r"http://[\d.:]+/", line):
                break
        assert address, "make run ended before it served"
        with urllib.request.urlopen(address.group() + "healthz", timeout=20) as response:
            assert json.loads(response.read())["model"] == "cifar10-resnet8"
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=30)
        process.stdout.close()
    installed = {path.name.lower() for path in root.glob(".venv-device/lib/*/site-packages/*")}
    assert "flask" in installed
    assert not installed & {"tensorflow", "keras", "matplotlib", "cv2"}


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_the_app_and_the_default_model_only(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"edge_app"}
    data = {name for name in names if ".dist-info/" not in name and not name.endswith(".py")}
    models = {name for name in data if name.startswith("edge_app/models/")}
    assert models == {
        "edge_app/models/cifar10-resnet8.float32.tflite",
        "edge_app/models/cifar10-resnet8.json",
        "edge_app/models/cifar10-resnet8.tflite",
    }
    # Pages, scripts, styles and the service's unit: all that lies beside the code, and no more.
    beside = (root / "edge_app").rglob("*.*")
    files = {str(path.relative_to(root)) for path in beside if path.is_file()}
    assert data - models == {name for name in files if not name.endswith((".py", ".pyc"))}


def test_the_wheel_runs_outside_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    """Installed beside nothing of ours; the dependencies are those of this environment."""
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index"]
    install += ["--target", str(tmp_path / "site"), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    (tmp_path / "a.png").write_bytes(_picture())
    result = subprocess.run(
        [sys.executable, "-m", "edge_app", "classify", "a.png", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["model"] == "cifar10-resnet8"
    assert (tmp_path / "site" / "bin" / "edge-app").exists()


def _picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (50, 50), (30, 120, 200)).save(stream, "PNG")
    return stream.getvalue()
