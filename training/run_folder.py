"""The output folder of a run: what it may hold before, and whether there is still to train."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from edge_app.errors import PipelineError
from edge_app.files import PARTIAL_PREFIX
from training.finished import FinishedRun, read_finished_run
from training.identity import Identity, differences
from training.keras_file import check_keras_file

CHECKPOINT = "checkpoint.npz"
RECORD = "training.json"
MODEL = "model.keras"
AUGMENTATION = "augmentation.png"
TENSORBOARD = "tensorboard"
# What a run that was killed before its first checkpoint may have left.
EARLY = {AUGMENTATION, TENSORBOARD}


def finished_run(output: Path, wanted: Identity, *, resume: bool) -> FinishedRun | None:
    """The finished run in ``output``; None where there is still to train.

    ``wanted`` is the recipe of the command line, and the other models that take part.

    Raises PipelineError: the folder holds something else, or a run that the command line does not
    ask to go on with.
    """
    record, unfinished = output / RECORD, (output / CHECKPOINT).exists()
    if unfinished and not resume:
        raise PipelineError(
            f"{output} holds an unfinished run. The same command with --resume goes on; or choose "
            "another --output."
        )
    if unfinished:
        return None
    if not record.exists():
        refuse_other_things(output, ours=EARLY, expected="training")
        return None
    if not resume:
        raise PipelineError(
            f"{output} already holds a trained model. Choose another --output, or delete it; or "
            "score the test images of this one with --resume --test."
        )
    finished = read_finished_run(record)
    _refuse_another_run(output, finished, wanted)
    return finished


def refuse_other_things(output: Path, *, ours: Iterable[str], expected: str) -> None:
    """Refuse a folder that holds anything but ``ours``: nothing in it is overwritten.

    Raises PipelineError: it does; ``expected`` is what the folder should have been made by.
    """
    if not output.is_dir():
        return
    names = sorted(path.name for path in output.iterdir())
    other = [name for name in names if name not in ours and not name.startswith(PARTIAL_PREFIX)]
    if other:
        shown = ", ".join(other[:3]) + (" ..." if len(other) > 3 else "")
        raise PipelineError(
            f"{output} holds other things ({shown}), and no {expected}. Choose an empty or a new "
            "folder as --output."
        )


def read_run(folder: Path) -> FinishedRun:
    """The finished run in ``folder``, whose model file is there too.

    Raises PipelineError: there is none, it is unfinished, or its record or model cannot be used.
    """
    if not folder.is_dir():
        raise PipelineError(f"No run at {folder}. Expected the output folder of a training.")
    if (folder / CHECKPOINT).exists():
        raise PipelineError(
            f"{folder} holds an unfinished run. Finish it first: the same training command with "
            "--resume goes on."
        )
    finished = read_finished_run(folder / RECORD)
    check_keras_file(folder / MODEL)
    return finished


@contextmanager
def only_process_in(folder: Path) -> Iterator[None]:
    """Keep other trainings and searches from ``folder`` inside the block.

    Raises PipelineError: another process is at work there.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PipelineError(
                f"Another process is at work in {folder}. Wait for its end, or choose another "
                "--output."
            ) from None
        yield
    finally:
        os.close(descriptor)  # Which gives up the lock.


def _refuse_another_run(output: Path, finished: FinishedRun, wanted: Identity) -> None:
    parts = ("recipe", "teacher", "initial_weights", "backbone_weights")
    stored = {name: finished.record[name] for name in parts if name in finished.record}
    changed = differences(stored, wanted)
    if "recipe" in changed:
        raise PipelineError(
            f"{output} holds a model of another recipe, or of settings that have changed since. "
            "Choose another --output, or delete it."
        )
    if changed:
        words = " and ".join(name.replace("_", " ") for name in changed)
        raise PipelineError(
            f"{output} holds a model that was trained with another {words} than the command line "
            "names, or with none. Choose another --output, or delete it."
        )
