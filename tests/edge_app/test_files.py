"""Files that are replaced whole, or not at all."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from edge_app.files import replacing, write_bytes, write_json, write_text


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "model.tflite"
    path.write_bytes(b"old")
    return path


def test_new_content_replaces_the_old(target):
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_a_missing_folder_is_made(tmp_path):
    write_text(tmp_path / "a" / "b" / "note.txt", "größer\n")
    assert (tmp_path / "a" / "b" / "note.txt").read_bytes() == "größer\n".encode()


def test_json_is_indented_readable_and_ends_with_a_line_end(tmp_path):
    write_json(tmp_path / "record.json", {"name": "Größe", "values": [1, 2.5]})
    text = (tmp_path / "record.json").read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert '  "name": "Größe"' in text
    assert json.loads(text) == {"name": "Größe", "values": [1, 2.5]}


def test_until_the_block_ends_a_reader_sees_the_old_content(target):
    with replacing(target) as partial:
        partial.write_bytes(b"new")
        assert target.read_bytes() == b"old"
        assert partial.parent == target.parent
        assert partial.suffix == target.suffix
    assert target.read_bytes() == b"new"


def interrupted_write(target: Path, error: BaseException) -> None:
    with replacing(target) as partial:
        partial.write_bytes(b"half of the n")
        raise error


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyboardInterrupt()])
def test_an_exception_leaves_the_old_content_and_no_temporary_file(target, error):
    with pytest.raises(type(error)):
        interrupted_write(target, error)
    assert target.read_bytes() == b"old"
    assert list(target.parent.iterdir()) == [target]


def test_a_full_disk_leaves_the_old_content_and_no_temporary_file(target, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(target.parent.iterdir()) == [target]


def test_a_block_that_writes_nothing_is_an_error_and_keeps_the_old_content(target):
    with pytest.raises(FileNotFoundError), replacing(target):
        pass
    assert target.read_bytes() == b"old"


def test_what_a_killed_process_left_is_overwritten(target):
    with replacing(target) as partial:
        partial.write_bytes(b"n")
    partial.write_bytes(b"left behind by a killed process, and longer")
    write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_the_content_is_on_the_disk_before_the_name_changes_and_the_folder_after(
    target, monkeypatch
):
    steps = []
    fsync, replace = os.fsync, Path.replace

    def recorded_fsync(descriptor: int) -> None:
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("sync folder" if folder else f"sync {os.fstat(descriptor).st_size} bytes")
        fsync(descriptor)

    def recorded_replace(partial: Path, path: Path) -> Path:
        steps.append("replace")
        return replace(partial, path)

    monkeypatch.setattr("os.fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    write_bytes(target, b"new")
    assert steps == ["sync 3 bytes", "replace", "sync folder"]


def test_two_processes_that_write_one_file_do_not_meet(tmp_path, root):
    """The other one is in the middle of its writing while this one begins and ends."""
    target = tmp_path / "file.txt"
    code = (
        "import sys\nfrom pathlib import Path\nfrom edge_app.files import replacing\n"
        "with replacing(Path(sys.argv[1])) as partial:\n"
        "    partial.write_text('other')\n    print('half', flush=True)\n    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(target)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout.readline() == "half\n"
        write_text(target, "mine")
        assert target.read_text() == "mine"
        other.communicate("\n", timeout=20)
    assert other.returncode == 0
    assert target.read_text() == "other"
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_process_left_is_removed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    (tmp_path / f".partial-{process.pid}-file.txt").write_text("half")
    (tmp_path / f".partial-{process.pid}-other.txt").write_text("half of another file")
    write_text(tmp_path / "file.txt", "whole")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [f".partial-{process.pid}-other.txt", "file.txt"]


def test_json_never_holds_what_is_not_json(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "file.json", {"value": float("nan")})
    assert list(tmp_path.iterdir()) == []
