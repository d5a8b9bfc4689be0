"""Kill a process that changes a store, at every step that it takes on the disk, and at any moment.

A program, so that it can fork: the test process has threads. Arguments: the folder to work in, and
which change to kill. It prints one JSON object of what was seen after the kills.
"""

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from edge_app import Classifier
from edge_app.model_store import ModelStore
from tests.edge_app.brought_models import write_ours

STEPS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.copyfile"}
RANDOM_KILLS = 5


def main(base: Path, change: str) -> None:
    one = write_ours(base / "one")
    two = write_ours(base / "two", labels=b"rot\ngreen\nblue\n")
    three = write_ours(base / "three", labels=b"rouge\ngreen\nblue\n")
    changes: dict[str, Callable[[ModelStore], object]] = {
        "first": lambda store: store.install(one, use=True),
        "next": lambda store: store.install(two),
        "third": lambda store: store.install(three),
        "use": lambda store: store.use("net.float32"),
        "rollback": lambda store: store.rollback(),
        "remove": lambda store: store.remove("net"),
    }
    template = base / "template"
    start = ModelStore(template)
    template.mkdir()
    if change != "first":
        start.install(one, use=True)
    if change == "rollback":
        start.install(two)
    if change in ("remove", "third"):
        start.install(two)
        start.choose(start.find("cifar10-resnet8"))
    if change == "third":  # Now nothing pins the first generation: it will be thrown away.
        start.choose(start.find("cifar10-resnet8.float32"))
    seen = Seen(base / "store", template, changes[change])
    step = 0
    while seen.kill(partial(kill_at, step)):
        step += 1
    moments = random.Random(1)  # noqa: S311
    for _ in range(RANDOM_KILLS):
        seen.kill(partial(kill_soon, moments.uniform(0, 0.03)))
    print(json.dumps({"steps": step, "killed": seen.killed, "states": sorted(seen.states)}))


class Seen:
    """What a reader finds after each kill."""

    def __init__(self, folder: Path, template: Path, change: Callable[[ModelStore], object]):
        self.folder, self.template, self.change = folder, template, change
        self.killed = 0
        self.states: set[str] = set()

    def kill(self, arm: Callable[[], None]) -> bool:
        """Make the change in a process that ``arm`` gets killed; whether it was, in the end."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)
        store = ModelStore(self.folder)
        child = os.fork()
        if child == 0:
            arm()
            self.change(store)
            os._exit(0)
        was_killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        self.killed += was_killed
        self.states.add(state(store))
        finish(store)
        return was_killed


def state(store: ModelStore) -> str:
    """What can be seen; fails where any of it is not whole."""
    if store.problems():
        raise SystemExit(f"Damaged after a kill: {store.problems()}")
    for model in store.models():
        model.check_files()
    names = [model.name for model in store.models() if model.origin == "installed"]
    return f"{store.active().facts.sha256} of {' '.join(names)}"


def finish(store: ModelStore) -> None:
    """The next change works, and leaves nothing behind of the killed one."""
    store.choose(store.find("cifar10-resnet8.float32"))
    left = [path.name for path in store.folder.iterdir() if path.name.startswith((".in", ".re"))]
    if left:
        raise SystemExit(f"Left behind: {left}")


def kill_at(step: int) -> None:
    """Die at the step of this number: a file opened for writing, a rename, a folder made, ..."""
    count = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = event == "open" and int(str(arguments[2])) & (os.O_WRONLY | os.O_RDWR)
        if writes or event in STEPS:
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1

    sys.addaudithook(watch)


def kill_soon(after_s: float) -> None:
    """Die after this time, wherever it is then."""
    signal.setitimer(signal.ITIMER_REAL, max(after_s, 1e-4))  # SIGALRM ends a process at once.


if __name__ == "__main__":
    Classifier()  # All is imported once: what is forked need not.
    main(Path(sys.argv[1]), sys.argv[2])
