"""``edge-app bulk``: every kind of source, bad pictures, and jobs that are killed."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bulk.processes import WORKER, below, words_of
from tests.edge_app.bulk.conftest import BULK, Cluster, Run, png, write_parquet, write_tar

pytestmark = [
    pytest.mark.workstation,
    pytest.mark.skipif(not BULK, reason="BULK_PYTHON names no environment with the extra bulk"),
]
PATIENCE_S = 300.0
Rows = Callable[[Path], list[dict[str, Any]]]


def by_path(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each row by its path; no path is there twice."""
    found = {row["path"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def classified(run: Run, folder: Path) -> dict[str, tuple[Any, ...]]:
    """What ``classify`` says of the pictures in a folder, by path."""
    results = json.loads(run("classify", folder, "--top", 1, "--json").stdout)["results"]
    return {r["file"]: (r["prediction"], r["confidence"], r["sure"]) for r in results}


def answers(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """The same of the rows of a job."""
    return {
        path: (row["label"], round(row["confidence"], 6), row["sure"])
        for path, row in by_path(rows).items()
    }


def wait_for(found: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.005)
    pytest.fail("It did not happen.")


def workers_of(cluster: Cluster) -> list[int]:
    """The processes of a cluster in which Ray runs our worker."""
    return [p for p in below(cluster.process) if WORKER in words_of(p)]


def test_all_kinds_of_sources_become_the_rows_that_classify_gives(
    run: Run, cluster: Cluster, read_rows: Rows, bulk_python: str, tmp_path: Path
) -> None:
    source, loose = tmp_path / "source", tmp_path / "loose"
    (source / "folder").mkdir(parents=True)
    loose.mkdir()
    for seed in range(5):
        (source / "folder" / f"{seed}.png").write_bytes(png(seed))
    (source / "folder" / os.fsdecode(b"\xff.png")).write_bytes(png(5))
    (source / "folder" / "bad.jpg").write_bytes(b"no picture")
    (source / "notes.md").write_text("nothing")
    members = {"6.png": png(6), "6.cls": b"3", "._6.png": b"hidden", "sub/7.png": png(7)}
    write_tar(source / "shard.tar", members)
    write_tar(source / "cut.tar", {"8.png": png(8), "9.png": png(9)})
    os.truncate(source / "cut.tar", 512 + 3072 + 3072 + 512 + 100)
    content = [png(seed).decode("latin-1") for seed in (10, 11, 12)]
    table = {"bytes": [*content, None], "path": ["a", "b", None, "d"], "label": [1, 2, 3, 4]}
    write_parquet(bulk_python, source / "rows.parquet", table, group=3)
    images = {"image": [{"bytes": content[0], "path": "x.png"}], "note": ["text"]}
    write_parquet(bulk_python, source / "images.parquet", images, group=9)
    write_parquet(bulk_python, source / "none.parquet", {"note": ["text"]}, group=9)
    (loose / "13.png").write_bytes(png(13))
    names = tmp_path / "names.txt"
    names.write_text(f"{loose / '13.png'}\n{loose / 'gone.png'}\n")

    output = tmp_path / "out"
    words = ("--output", output, "--address", cluster.address, "--partition", 4, "--json")
    process = run("bulk", source, names, *words)

    assert process.returncode == 0, process.stderr
    totals = json.loads(process.stdout)
    rows = by_path(read_rows(output))
    errors = {path: row["error"] for path, row in rows.items() if row["error"]}
    assert (totals["pictures"], totals["errors"]) == (len(rows), len(errors))
    assert totals["passed_over"] == {".md": 1, ".cls": 1}
    assert {Path(path).name for path in errors} == {
        "bad.jpg", "cut.tar", "9.png", "d", "none.parquet", "gone.png",
    }  # fmt: skip
    for path, seed in {
        f"{source}/folder/\\udcff.png": 5, f"{source}/shard.tar/sub/7.png": 7,
        f"{source}/cut.tar/8.png": 8, f"{source}/rows.parquet/a": 10,
        f"{source}/rows.parquet/2": 12, f"{source}/images.parquet/x.png": 10,
    }.items():  # fmt: skip
        (loose / f"{seed}.png").write_bytes(png(seed))
        rows[f"{loose}/{seed}.png"] = {**rows[path], "path": f"{loose}/{seed}.png"}
    expected = classified(run, loose)
    assert answers([rows[path] for path in expected]) == expected
    for row in rows.values():
        assert (row["probabilities"] is None) == bool(row["error"])
        assert row["error"] or max(row["probabilities"]) == row["probabilities"][row["index"]]


def test_a_job_that_is_killed_goes_on_elsewhere_where_a_worker_is_killed_and_has_every_row_once(
    run: Run, cluster: Cluster, read_rows: Rows, slow_pictures: Path, bulk_python: str,
    environment: dict[str, str], tmp_path: Path,
) -> None:  # fmt: skip
    output = tmp_path / "out"
    job = ("bulk", str(slow_pictures), "--output", str(output), "--partition", "1")
    words = [bulk_python, "-m", "edge_app", *job]
    driver = subprocess.Popen([*words, "--workers", "2"], env=environment)
    wait_for(lambda: driver.poll() is not None or list(output.glob("part-*")))
    started = list(below(driver.pid))
    driver.kill()
    driver.wait()
    wait_for(lambda: not any(map(words_of, started)))
    (output / ".partial-999999999-part-00003.parquet").write_bytes(b"half")
    done = len(list(output.glob("part-*")))
    assert 1 <= done < 24

    words += ["--address", cluster.address, "--json"]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as again:
        wait_for(lambda: again.poll() is not None or len(list(output.glob("part-*"))) > done)
        os.kill(workers_of(cluster)[0], signal.SIGKILL)
        totals = json.loads(again.communicate()[0])

    assert (totals["pictures"], totals["errors"]) == (24, 0)
    assert (totals["parts"], totals["parts_done_before"]) == (24, done)
    assert not list(output.glob(".partial-*"))
    assert answers(read_rows(output)) == classified(run, slow_pictures)
