"""The folder of a store: one process at a time, a full disk, and what a killed one left."""

import errno
import fcntl
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from edge_app.errors import ModelStoreError
from edge_app.model_store import ModelStore
from edge_app.model_store.folder import changing
from tests.edge_app.brought_models import write_foreign, write_ours


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_many_changes_at_once_do_not_meet(store, tmp_path):
    brought = [
        write_ours(tmp_path / "one"),
        write_ours(tmp_path / "two", labels=b"rot\ngreen\nblue\n"),
        write_ours(tmp_path / "other", name="other"),
        write_foreign(tmp_path / "theirs"),
    ]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(store.install, brought * 3))
    assert sum(len(one.names) for one in done) == 3 * 7
    assert store.problems() == []
    installed = [model for model in store.models() if model.origin == "installed"]
    assert [m.name for m in installed] == ["net", "net.float32", "other", "other.float32", "theirs"]
    for model in installed:
        model.open()


def test_whoever_waits_too_long_is_told(store):
    store.folder.mkdir()
    with (store.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with (
            pytest.raises(ModelStoreError, match="Another process has been changing the models"),
            changing(store.folder, timeout_s=0.1),
        ):
            pytest.fail("Two at once")


def test_what_killed_changes_left_is_removed_and_was_never_seen(store, ours):
    for name in (".incoming-7", ".removed-net@1"):
        (store.folder / name).mkdir(parents=True)
        (store.folder / name / "net.tflite").write_bytes(b"half")
    assert store.problems() == []
    store.install(ours)
    assert sorted(path.name for path in store.folder.iterdir()) == [".lock", "net@1"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_full_or_failing_disk_loses_nothing(store, tmp_path, monkeypatch, number):
    """Each call that reaches for the disk fails once, from the first on."""
    store.install(write_ours(tmp_path / "one"), use=True)
    before, newer = content(store.folder), tmp_path / "two"
    write_ours(newer, labels=b"rot\ngreen\nblue\n")
    fsync, left = os.fsync, 0

    def failing(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", failing)
    for failing_call in range(1, 5):
        left = failing_call
        with pytest.raises(ModelStoreError, match=os.strerror(number)) as caught:
            store.install(newer)
        assert "\n" not in str(caught.value)
        assert "Nothing was lost" in str(caught.value)
        assert content(store.folder) == before
    left = 0
    assert store.install(newer).is_new


def test_a_folder_that_cannot_be_made_is_said(tmp_path, ours):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file" / "store", Path("/proc/edge-app-models")):
        store = ModelStore(folder)
        assert store.active_name() == "cifar10-resnet8"
        with pytest.raises(ModelStoreError, match=f"Cannot change the models in {folder}: "):
            store.install(ours)
        with pytest.raises(ModelStoreError, match="name another folder with --models-folder"):
            store.use("cifar10-resnet8.float32")


def test_all_is_on_the_disk_before_it_gets_its_name(store, ours, monkeypatch):
    steps = []
    fsync, rename = os.fsync, Path.rename

    def recorded_fsync(descriptor: int) -> None:
        info = os.fstat(descriptor)
        steps.append(("sync", info.st_ino))
        assert stat.S_ISDIR(info.st_mode) or info.st_size
        fsync(descriptor)

    def recorded_rename(path: Path, target: Path) -> Path:
        synced = {number for what, number in steps if what == "sync"}
        assert {entry.stat().st_ino for entry in (path, *path.iterdir())} <= synced
        steps.append(("rename", target.name))
        return rename(path, target)

    monkeypatch.setattr("os.fsync", recorded_fsync)
    monkeypatch.setattr(Path, "rename", recorded_rename)
    store.install(ours)
    assert steps[-2:] == [("rename", "net@1"), ("sync", store.folder.stat().st_ino)]
