"""The parts of ``python -m benchmarks.bulk`` that need no Ray."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.bulk.pictures import write_pictures
from benchmarks.bulk.processes import below, proportional_bytes, words_of
from benchmarks.bulk.report import Pace, bulk_page, pace, paces, pays_from, ways
from benchmarks.bulk.rows import different, rows_of_classify
from edge_app.errors import PipelineError
from tests.drawing import draw_records, shapes_members, write_archive

TABLE = (
    '"file","prediction","confidence","sure","threshold","label_1","probability_1","label_2",'
    '"probability_2","error"\n"/a.png","cat",0.75,"true",0.5,"cat",0.75,"dog",0.25,""\n'
)


def test_the_pictures_are_those_of_the_archive_a_quarter_of_them_apart(tmp_path: Path) -> None:
    archive = write_archive(
        tmp_path / "archive.tar.gz", shapes_members(train_images=20, test_images=4, seed=1)
    )
    write_pictures(archive, tmp_path / "pictures", count=16)

    found = sorted(path.relative_to(tmp_path / "pictures") for path in tmp_path.rglob("*.png"))
    assert [path.parts[0] for path in found] == ["quarter"] * 4 + ["rest"] * 12
    first = np.frombuffer(draw_records(20, seed=1)[0], np.uint8, offset=1).reshape(3, 32, 32)
    pixels = np.asarray(Image.open(tmp_path / "pictures" / "quarter" / "000001.png"))
    assert np.array_equal(pixels.transpose(2, 0, 1), first)

    with pytest.raises(PipelineError, match="has 20 pictures for training, expected 21"):
        write_pictures(archive, tmp_path / "more", count=21)
    with pytest.raises(PipelineError, match="Cannot take pictures from"):
        write_pictures(tmp_path / "none", tmp_path / "others", count=1)


def test_a_row_that_differs_or_is_missing_or_comes_twice_is_found(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(TABLE)
    rows = rows_of_classify(table)
    assert rows == {"/a.png": ("cat", 0.75, "true", {"cat": 0.75, "dog": 0.25})}
    assert different(rows, rows) == 0
    assert different({**rows, "/b.png": rows["/a.png"]}, rows) == 1
    assert different({}, rows) == 1
    assert different({"/a.png": ("cat", 0.75, "false", {"cat": 0.75, "dog": 0.25})}, rows) == 1
    table.write_text(TABLE + TABLE.splitlines()[1] + "\n")
    with pytest.raises(PipelineError, match="two rows"):
        rows_of_classify(table)


def test_the_processes_below_one_are_found_with_what_they_hold() -> None:
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE) as process:
        while len(found := list(below(process.pid))) < 1 or b"input" not in words_of(found[0]):
            assert process.poll() is None
        assert found[0] not in (process.pid, os.getpid())
        assert proportional_bytes(found[0]) > 1e6
        process.communicate(b"\n")
    assert words_of(found[0]) == b""
    assert proportional_bytes(found[0]) == 0


def test_start_and_pace_follow_from_a_quarter_and_the_whole() -> None:
    assert pace((5_000, 30.0), (20_000, 30.0)) is None
    found = pace((5_000, 15.0), (20_000, 30.0))
    assert found == Pace(seconds_before=10.0, pictures_per_s=1000.0)
    assert found.seconds(100_000) == 110.0
    assert found.seconds(100_000, machines=10) == 20.0
    one = Pace(seconds_before=1.0, pictures_per_s=1000.0)
    assert pays_from(one, found, machines=1) is None
    assert pays_from(one, found, machines=2) == 18_000
    assert one.seconds(18_000) == found.seconds(18_000, machines=2)


def test_the_page_says_what_was_measured_and_what_is_calculated() -> None:
    seconds = {
        "classify, a quarter": [4.0, 4.0],
        "bulk, a quarter": [12.0, 12.0],
        "classify": [16.0, 16.0],
        "bulk": [24.0, 24.0],
    }
    counts = {name: 100 if "quarter" in name else 400 for name in seconds}
    timings = ways(seconds, counts)
    assert timings["bulk"]["ratio_to_classify"]["value"] == 1.5
    found = paces(timings)
    report = {
        "benchmark": "bulk",
        "command": "python -m benchmarks.bulk archive",
        "settings": {"pictures": 400, "workers": 2, "rounds": 2, "partition": 10},
        "machine": {"board": None, "cpu": "A CPU", "cores": 2},
        "start": {"time_utc": "now"},
        "end": {},
        "other_cores": None,
        "ways": timings,
        "paces": found,
        "memory": {"bulk": {"all_bytes": 5 * 10**8, "command_bytes": 10**8, "worker_bytes": 0}},
        "rows": {"compared": 400, "different": 0, "different_after_kill": 0},
        "failed": [],
        "left_out": [],
    }
    page = bulk_page(json.loads(json.dumps(report))).markdown(picture=None)
    assert "| bulk | 400 | 24.0 | 0.0 % | 17 | 1.5 (no interval) |" in page
    assert "| bulk | 500.0 MB | 100.0 MB | - |" in page
    assert "| bulk, 64 machines | 1.74 | 203 |" in page
    assert "Of 400 rows, 0 differ" in page
    unknown = {**report, "paces": {**found, "bulk": None}}
    assert "64 machines" not in bulk_page(unknown).markdown(picture=None)
