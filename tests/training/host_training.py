"""One process of a training of the small net: `python -m tests.training.host_training FOLDER ...`.

After FOLDER: the archive, the number of hosts (0: an ordinary training), this one's index, the
coordinator, and after which epoch this process dies (0: it does not).
"""

import json
import os
import signal
import sys
from pathlib import Path

from tests.training.small_net import build_small_net
from training.command_line import exit_code
from training.datasets import load_dataset
from training.distributed import connected
from training.fit import train
from training.hosts import Hosts
from training.recipe import Recipe

# Every kind of state: momentum, averages, dropout; 61 validation images, which no two share evenly.
RECIPE = Recipe(
    name="small",
    architecture="plain-cnn",
    epochs=3,
    batch_size=32,
    optimizer="sgd",
    momentum=0.9,
    schedule="warmup-linear",
    learning_rate=0.1,
    weight_averaging=0.5,
    label_smoothing=0.1,
    horizontal_flip=True,
    translation_px=2,
    cutout_px=6,
    validation_images=61,
    seed=3,
    jit_compile=True,
)


def main(folder: str, archive: str, count: str, index: str, coordinator: str, dies: str) -> int:
    hosts = Hosts(int(count), int(index), coordinator) if int(count) else None

    def run() -> None:
        with connected(hosts, timeout_seconds=120) as team:
            dataset = load_dataset(archive, recipe=RECIPE)
            identity = {"recipe": {}, "data": dataset.summary()}
            team.check(identity, batch_size=RECIPE.batch_size)
            with team.parallel():
                net = build_small_net(class_count=len(dataset.class_names))
                progress = train(
                    net,
                    dataset,
                    RECIPE,
                    checkpoint=Path(folder) / "checkpoint.npz",
                    run=identity,
                    team=team,
                    after_epoch=lambda done: _die(done.epochs_done, int(dies)),
                )
            team.part(net)
        print(json.dumps(progress.history))

    return exit_code(run, output=Path(folder), stopped=lambda: "stopped")


def _die(epoch: int, last: int) -> None:
    if epoch == last:
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
