"""Viewers of whom nothing is heard any more, not even that they left."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.namespaces import in_namespaces


@pytest.mark.attack
def test_viewers_whose_network_vanishes_leave_no_threads_and_no_files_behind(
    root: Path, tmp_path: Path
) -> None:
    program = [sys.executable, "-m", "tests.attacks.vanishing", str(tmp_path)]
    words = [*in_namespaces("--net"), *program]
    seen = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=120)
    assert seen.returncode == 0, seen.stderr
    before, with_viewers, after = json.loads(seen.stdout)
    assert with_viewers[1] >= before[1] + 14  # 6 streams, and 8 who wait for a change.
    assert after[0] <= before[0] + 1
    assert after[1] <= before[1] + 1
