"""What ``edge-app bulk`` refuses, before Ray is started."""

import fcntl
import json
import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from tests.edge_app.bulk.conftest import BULK, Run, png

pytestmark = [
    pytest.mark.workstation,
    pytest.mark.skipif(not BULK, reason="BULK_PYTHON names no environment with the extra bulk"),
]


@pytest.fixture(scope="module")
def done(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of one picture, and the folder of a job that could not reach its cluster."""
    folder = tmp_path_factory.mktemp("done")
    source, output = folder / "source", folder / "out"
    source.mkdir()
    (source / "one.png").write_bytes(png(1))
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    process = run("bulk", source, "--output", output, "--address", address)
    assert process.returncode == 1
    assert process.stderr.startswith(f"error: No Ray cluster answers at {address}: ")
    assert process.stderr.count("\n") == 1
    return source, output


def refused(run: Run, *words: object) -> str:
    process = run("bulk", *words)
    assert process.returncode == 1
    assert process.stdout == ""
    assert process.stderr.count("\n") == 1, process.stderr
    return process.stderr.removeprefix("error: ")


def test_without_ray_the_extra_is_named(run: Run, tmp_path: Path) -> None:
    process = run("bulk", tmp_path, "--output", tmp_path / "out", python=sys.executable)
    assert process.returncode == 1
    assert "pip install 'edge-image-classifier[bulk]'" in process.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("-",), "cannot read standard input"),
        (("shard.tar.gz",), "shard.tar.gz is compressed"),
        (("/no/such/folder",), "There is no /no/such/folder."),
    ],
)
def test_a_source_that_cannot_be_read_twice_is_refused(
    run: Run, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    assert reason in refused(run, *words, "--output", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_source_without_pictures_leaves_nothing_to_go_on_with(run: Run, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "notes.md").write_text("nothing")
    output = tmp_path / "out"
    message = refused(run, tmp_path / "source", "--output", output)
    assert message == "There is no picture to classify. Files passed over: 1.\n"
    assert list(output.iterdir()) == []
    assert "outside" in refused(run, tmp_path / "source", "--output", tmp_path / "source" / "out")


def test_a_job_goes_on_only_as_it_began(
    run: Run, root: Path, done: tuple[Path, Path], tmp_path: Path
) -> None:
    source, output = done
    other = shutil.copy(root / "models" / "cifar10-resnet8.float32.tflite", tmp_path)
    again = (source, "--output", output)
    assert "another model sha256." in refused(run, *again, "--model", other)
    assert "another max pixels." in refused(run, *again, "--max-pixels", 5)
    assert "another sources and another partition." in refused(
        run, tmp_path, *again[1:], "--partition", 3
    )
    assert not list(output.glob("part-*"))


def test_two_jobs_do_not_work_in_one_folder(run: Run, done: tuple[Path, Path]) -> None:
    source, output = done
    descriptor = os.open(output, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        assert "Another job is at work in" in refused(run, source, "--output", output)
    finally:
        os.close(descriptor)


def test_a_damaged_result_or_job_says_what_to_delete(
    run: Run, done: tuple[Path, Path], tmp_path: Path
) -> None:
    source, before = done
    output = Path(shutil.copytree(before, tmp_path / "out"))
    part = output / "part-00000.parquet"
    part.write_bytes(b"PAR1")
    assert f"{part} is damaged. Delete it" in refused(run, source, "--output", output)
    job = output / "_job.json"
    kept = json.loads(job.read_text())
    job.write_text(json.dumps({**kept, "request": None}))
    assert f"{job} is damaged." in refused(run, source, "--output", output)
    job.unlink()
    assert "holds other results" in refused(run, source, "--output", output)
