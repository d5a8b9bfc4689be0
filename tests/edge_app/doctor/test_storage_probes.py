"""Memory, disk and the folder of models."""

import os

import pytest

from edge_app.doctor.storage_probes import disk, memory, models_folder
from tests.edge_app.doctor.boards import PI_ZERO_2_MEMORY


def test_little_memory_is_a_warning_and_hardly_any_a_problem():
    finding = memory(PI_ZERO_2_MEMORY)

    assert finding.level == "warning"
    assert finding.found == "225 MB free of 448 MB, swap 105 MB"
    assert memory("MemTotal: 437804 kB\nMemAvailable: 60000 kB\n").level == "problem"
    assert memory("MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n").level == "ok"
    assert "no swap" in memory("MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n").found


@pytest.mark.parametrize("meminfo", ["", "MemTotal: many\n", "MemAvailable:\n", "\0\0"])
def test_memory_that_is_not_told_is_a_note(meminfo):
    assert memory(meminfo).level == "note"


def test_a_folder_that_is_not_there_yet_is_examined_by_the_one_above(tmp_path):
    folder = tmp_path / "edge-app/models"

    assert disk(folder, subject="disk").found.endswith(f"free in {folder}")
    assert models_folder(folder).level == "ok"
    assert "not made yet" in models_folder(folder).found
    assert "not made yet" not in models_folder(tmp_path).found


def test_a_file_in_place_of_the_folder_is_a_problem(tmp_path):
    (tmp_path / "models").write_text("no folder")

    finding = models_folder(tmp_path / "models")

    assert finding.level == "problem"
    assert "is not a folder" in finding.found


def test_a_folder_that_may_not_be_written_is_a_warning(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # Root, who may run this, may do all.

    finding = models_folder(tmp_path / "models")

    assert finding.level == "warning"
    assert "may not write" in finding.found
