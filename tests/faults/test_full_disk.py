"""A disk without room, and one that can only be read: nothing is lost, and no restart is needed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.namespaces import in_namespaces

pytestmark = [pytest.mark.attack, pytest.mark.workstation]
WHY = {"full": "No space left on device", "read-only": "Read-only file system"}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Any]:
    """What a server answered before, during and after."""
    folder = tmp_path_factory.mktemp("disk") / "base"
    words = [*in_namespaces("--mount"), sys.executable, "-m", "tests.faults.small_disk", folder]
    ended = subprocess.run(words, cwd=root, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.parametrize("state", ["well", "full", "read-only", "well again"])
def test_pages_and_answers_need_no_disk(seen: dict[str, Any], state: str) -> None:
    assert seen[state]["healthz"][0] == 200
    assert seen[state]["page"] == [200]
    assert seen[state]["classify"] == [200]


@pytest.mark.parametrize("state", WHY)
def test_what_needs_the_disk_is_refused_with_the_reason_and_nothing_changes(
    seen: dict[str, Any], state: str
) -> None:
    status, answer = seen[state]["choose"]
    assert (status, answer["error"]["code"]) == (507, "store_failed")
    assert WHY[state] in answer["error"]["message"]
    assert seen[state]["choose another"] == [507]
    code, said = seen[state]["install"]
    assert code == 1
    assert f"{WHY[state]}. Nothing was lost." in said
    assert said.count("\n") == 1
    assert seen[state]["unchanged"] is True


@pytest.mark.parametrize("state", ["well", "well again"])
def test_with_room_it_goes_on_without_a_restart(seen: dict[str, Any], state: str) -> None:
    assert seen[state]["choose"][0] == 200
    assert seen[state]["choose another"] == [200]
    assert seen[state]["install"] == [0, ""]


def test_there_is_one_line_for_each_refusal(seen: dict[str, Any]) -> None:
    lines = [line for line in seen["log"] if not line.endswith(" answers now.")]
    assert len(lines) == 4
    assert all("507 store_failed" in line for line in lines)
