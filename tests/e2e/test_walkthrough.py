"""The notebook runs from its first cell to its last, and what is stored of it is fit to be read."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

SMALL = {"WALKTHROUGH_PICTURES": "60", "WALKTHROUGH_EPOCHS": "2", "WALKTHROUGH_SECONDS": "1"}
MOST_BYTES = 500_000


@pytest.fixture(scope="module")
def stored(root: Path) -> nbformat.NotebookNode:
    """The notebook as it lies in the docs."""
    return nbformat.read(root / "docs/walkthrough.ipynb", as_version=4)


@pytest.fixture(scope="module")
def executed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """The notebook after a run with few pictures and short trainings."""
    folder = tmp_path_factory.mktemp("walkthrough")
    done = subprocess.run(
        [sys.executable, root / "docs/make_walkthrough.py", folder / "executed.ipynb"],
        cwd=folder,
        env={**os.environ, **SMALL, "WALKTHROUGH_FOLDER": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return nbformat.read(folder / "executed.ipynb", as_version=4)


def code_cells(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def printed(cell: nbformat.NotebookNode) -> str:
    return "".join(output.get("text", "") for output in cell.outputs)


def test_every_cell_runs_without_chatter(executed: nbformat.NotebookNode) -> None:
    for cell in code_cells(executed):
        assert not [one for one in cell.outputs if one.get("name") == "stderr"], cell.source
        assert not re.search(r"^\S*(WARNING|Warning|INFO|E0000)", printed(cell), re.MULTILINE)


def test_the_files_are_proven_and_answer(executed: nbformat.NotebookNode) -> None:
    text = {cell.source.splitlines()[0]: printed(cell) for cell in code_cells(executed)}
    (info,) = [said for said in text.values() if "edge_app info" in said]
    assert "edge-app      can be used" in info
    answers = text["from edge_app import Classifier"].splitlines()
    assert len(answers) == 8
    assert all("(then " in line for line in answers)


def test_what_is_stored_is_the_output_of_every_cell_in_order(stored: nbformat.NotebookNode) -> None:
    cells = code_cells(stored)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [cell for cell in cells if cell.source.startswith("run(") and not printed(cell)]
    pictures = [one for cell in cells for one in cell.outputs if "image/png" in one.get("data", {})]
    assert len(pictures) == 4


def test_what_is_stored_is_small_and_names_no_folder_of_a_machine(root: Path) -> None:
    path = root / "docs/walkthrough.ipynb"
    assert path.stat().st_size < MOST_BYTES
    without_pictures = re.sub(r'"image/png": "[^"]*"', "", path.read_text())
    json.loads(path.read_text())
    assert re.findall(r"(?:/home|/root|/tmp|/work|/usr|/Users)/[^\s\"]*", without_pictures) == []


def test_its_links_lead_somewhere(stored: nbformat.NotebookNode, root: Path) -> None:
    text = "\n".join(cell.source for cell in stored.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    assert links
    assert [link for link in links if not (root / "docs" / link).exists()] == []
