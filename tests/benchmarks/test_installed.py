"""What a distribution and all that it needs take on the disk."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.installed import installed, normalized, requirement
from benchmarks.memory.ways import APP_NEEDS
from edge_app.runtime import RUNTIMES


def test_what_is_needed_is_followed_and_counted_once():
    found = {item["name"]: item for item in installed(["Flask", "werkzeug"])}

    assert {"flask", "werkzeug", "jinja2", "markupsafe"} <= set(found)
    assert "numpy" not in found
    assert found["flask"]["version"] == importlib.metadata.version("flask")


def test_the_bytes_are_those_of_the_files():
    (found,) = installed(["waitress"])
    package = Path(importlib.metadata.distribution("waitress").locate_file("waitress"))

    assert found["bytes"] > sum(path.stat().st_size for path in package.glob("*.py")) > 50_000


def test_the_largest_comes_first_and_the_unknown_is_left_out():
    sizes = [item["bytes"] for item in installed(["flask", "numpy", "no-such-distribution"])]

    assert sizes == sorted(sizes, reverse=True)
    assert installed(["no-such-distribution"]) == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("numpy>=2", "numpy"),
        ("MarkupSafe (>=2.1)", "markupsafe"),
        ("importlib_metadata>=3.6; python_version < '3.10'", "importlib-metadata"),
        ("pytest; extra == 'test'", None),
        ("zope.interface[security]", "zope-interface"),
    ],
)
def test_the_name_of_a_requirement_is_read(line, name):
    assert requirement(line) == name


def test_it_runs_as_a_script_without_anything_of_the_project(root, tmp_path):
    script = root / "benchmarks/installed.py"
    done = subprocess.run(
        [sys.executable, "-I", script, "waitress"], cwd=tmp_path, capture_output=True, check=True
    )

    assert b'"waitress"' in done.stdout


def test_what_the_app_needs_is_what_its_wheel_requires(root):
    text = (root / "pyproject.toml").read_text()
    block = re.search(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
    lines = [line for line in block.splitlines() if "python_version" not in line]
    names = {normalized(name) for name in re.findall(r'"([A-Za-z0-9._-]+)', "".join(lines))}

    assert names == {*APP_NEEDS, RUNTIMES[0][0]}
