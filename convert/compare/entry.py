"""What is compared of a run: its file for the device, how often that is right, what it costs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.summary import Ratio, Summary
from training.evaluation import Accuracy


@dataclass(frozen=True)
class Cost:
    """Milliseconds of an inference, and their ``ratio`` to those of the default model."""

    invoke_ms: Summary
    ratio: Ratio


@dataclass(frozen=True, kw_only=True)
class DeviceFile:
    """The recommended file of a run's conversion.

    ``right``, bool (n,), says of each validation image whether it is answered rightly; ``keras`` is
    the accuracy of the parent. ``elsewhere`` is what fails in the second runtime, if anything does.
    """

    path: Path
    variant: str
    size_bytes: int
    multiply_accumulates: int
    accuracy: Accuracy
    keras: Accuracy
    right: NDArray[np.bool_]
    elsewhere: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A run in the comparison; where there is no ``file``, ``failure`` says why.

    ``folder`` holds its conversion, ``reused`` says that this was made before. ``cost`` is None
    before the files are timed.
    """

    name: str
    recipe: dict[str, Any]
    folder: Path
    reused: bool = False
    file: DeviceFile | None = None
    cost: Cost | None = None
    failure: str = ""
