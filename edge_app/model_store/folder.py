"""Change the folder of a store: one process at a time, and so that a kill leaves nothing half."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_app.errors import EdgeAppError, ModelStoreError
from edge_app.files import sync

LOCK = ".lock"
# Of what is not there yet, and of what is no longer there.
INCOMING, REMOVED = ".incoming-", ".removed-"
LOCK_TIMEOUT_S = 60.0


@contextmanager
def changing(store: Path, *, timeout_s: float = LOCK_TIMEOUT_S) -> Iterator[None]:
    """Make the store if there is none, and keep other processes from changing it meanwhile.

    What a killed process left is removed first: it held the lock to its end, so that whoever has
    the lock knows that it is gone.

    Raises ModelStoreError: the folder cannot be written, the disk is full, or another process has
    worked in it for all of ``timeout_s``.
    """
    with said(store):
        store.mkdir(parents=True, exist_ok=True)
        # Not to write: who owns the folder may change it, though another user made this file.
        with open(os.open(store / LOCK, os.O_RDONLY | os.O_CREAT, 0o644)) as lock:
            _wait_for(lock.fileno(), store, timeout_s)
            for prefix in (INCOMING, REMOVED):
                for leftover in store.glob(f"{prefix}*"):
                    shutil.rmtree(leftover, ignore_errors=True)
            yield


@contextmanager
def staging(store: Path) -> Iterator[Path]:
    """A folder inside the store that nobody sees, removed at the end if it is still there.

    For use within ``changing``.
    """
    folder = store / f"{INCOMING}{os.getpid()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(folder: Path, name: Path) -> None:
    """Give a folder its name, once all that is in it is on the disk."""
    for path in folder.iterdir():
        sync(path)
    sync(folder)
    folder.rename(name)
    sync(name.parent)


def remove_folder(folder: Path) -> None:
    """Remove a folder of the store: first its name, so that nobody sees a part of it."""
    gone = folder.with_name(f"{REMOVED}{folder.name}")
    folder.rename(gone)
    sync(gone.parent)
    shutil.rmtree(gone, ignore_errors=True)


@contextmanager
def said(store: Path) -> Iterator[None]:
    """Turn an error of the disk into one sentence that names the folder."""
    try:
        yield
    except EdgeAppError:
        raise
    except OSError as error:
        raise ModelStoreError(
            f"Cannot change the models in {store}: {error.strerror or error}. Nothing was lost. "
            "Make room there, or name another folder with --models-folder."
        ) from error


def _wait_for(descriptor: int, store: Path, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if time.monotonic() > deadline:
            raise ModelStoreError(
                f"Another process has been changing the models in {store} for {timeout_s:.0f} s. "
                "Wait until it is done, or stop it, and try again."
            )
        time.sleep(0.05)
