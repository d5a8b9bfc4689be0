"""The steps from photos to a file: each a command of its own, which can be repeated alone."""

import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from convert.photos.recipes import Net

INSPECTION, COMPARED = "inspection", "compared"


@dataclass(frozen=True)
class Step:
    """What is done, and the ``words`` of the command after ``python -m``."""

    title: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return shlex.join(["python", "-m", *self.words])


def inspect_step(data: str, output: Path, *, image_size: int) -> Step:
    """Say what is wrong with the photos, before hours are spent on them."""
    words = ("training", "inspect", data, "--image-size", str(image_size))
    return Step("Inspect the photos", (*words, "--output", str(output / INSPECTION)))


def train_step(net: Net, data: str, output: Path) -> Step:
    """Train a net whose recipe stands in ``output``, or go on with it."""
    words = ["training", "--recipe", str(recipe_path(net, output)), "--data", data]
    if net.init_from:
        words += ["--init-from", str(net.init_from)]
    words += ["--output", str(output / net.name), "--resume"]
    return Step(f"Train {net.name} at {net.image_size} px", tuple(words))


def compare_step(nets: Sequence[Net], data: str, output: Path, *, options: Sequence[str]) -> Step:
    """Convert every net, and keep the best one; its test images are scored, once."""
    runs = [str(output / net.name) for net in nets]
    words = ("convert", "compare", *runs, "--data", data, "--output", str(output / COMPARED))
    return Step("Convert the nets, and keep the better one", (*words, "--test", *options))


def recipe_path(net: Net, output: Path) -> Path:
    """Where the recipe of a net stands."""
    return output / f"{net.name}.toml"


def run_step(step: Step) -> int:
    """Run a step in a process of its own, whose memory ends with it; its exit code."""
    with subprocess.Popen([sys.executable, "-m", *step.words]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # The terminal sends Ctrl-C to the step too, which ends by itself.
