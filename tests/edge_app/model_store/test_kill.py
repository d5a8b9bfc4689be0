"""A change that is killed at any moment: what it would replace, or all of the new."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

# Which model is active, and which are installed.
STATES = {
    "first": {"shipped of ", "shipped of net net.float32", "one/net of net net.float32"},
    "next": {"one/net of net net.float32", "two/net of net net.float32"},
    "use": {"one/net of net net.float32", "one/net.float32 of net net.float32"},
    "rollback": {"two/net of net net.float32", "one/net of net net.float32"},
    "third": {"float32 of net net.float32"},
    "remove": {"shipped of net net.float32", "shipped of net.float32"},
}


@pytest.mark.parametrize("change", STATES)
def test_a_killed_change_leaves_the_old_or_the_new(change, tmp_path, root):
    result = subprocess.run(
        [sys.executable, "-m", "tests.edge_app.model_store.killed_changes", tmp_path, change],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    named = {
        state.replace(digest, name)
        for state in seen["states"]
        for digest, name in digests(tmp_path, root).items()
        if digest in state
    }
    assert len(named) == len(seen["states"])
    assert named <= STATES[change]
    assert named == STATES[change] or change == "first", "It was killed before and after it."
    assert seen["steps"] >= 3
    assert seen["killed"] >= seen["steps"]


def digests(folder: Path, root: Path) -> dict[str, str]:
    """The name of each model file that there may be, by its SHA-256."""
    files = {f"{path.parent.name}/{path.stem}": path for path in folder.glob("[ot]*/*.tflite")}
    files["shipped"] = root / "models" / "cifar10-resnet8.tflite"
    files["float32"] = root / "models" / "cifar10-resnet8.float32.tflite"
    return {hashlib.sha256(path.read_bytes()).hexdigest(): name for name, path in files.items()}
