"""Ask a model about pictures whose answers are known, before it is asked about any other.

A hash proves that the file is the right one. The golden samples prove that this machine computes
with it what was computed where the file was made: runtime, processor, resize and colour order.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge_app.errors import ModelFileError

DRAWING_RULE = "shake-256-patches"
# On a net that takes seconds for a picture, a start may not last minutes.
BUDGET_S = 3.0
MOST_PATCHES = 8  # Per side. More, and a picture is mere noise to a net that saw photos.

Ask = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


def draw_sample(seed: int, number: int, *, input_size: tuple[int, int]) -> NDArray[np.uint8]:
    """Picture ``number`` of a seed: coloured patches, uint8 (h, w, 3), RGB, 0..255.

    It is a quarter higher and half as wide again as ``input_size`` (height, width), so that the
    resize rule is at work too.

    The bytes are the same on every machine: SHAKE-256 (FIPS 202) is a function of its input alone,
    and what follows are integers. NumPy's and Python's generators promise no such thing for
    drawing integers from one version to the next.
    """
    height, width = (5 * input_size[0] + 3) // 4, (3 * input_size[1] + 1) // 2
    stream = hashlib.shake_256(f"{seed}/{number}".encode()).digest(1 + 3 * MOST_PATCHES**2)
    patches = 1 + stream[0] % MOST_PATCHES
    colors = np.frombuffer(stream, np.uint8, 3 * patches**2, offset=1)
    rows, columns = (np.arange(length) * patches // length for length in (height, width))
    return colors.reshape(patches, patches, 3)[rows[:, np.newaxis], columns]


def check_golden_samples(
    path: Path, name: str, ask: Ask, *, labels: tuple[str, ...], input_size: tuple[int, int]
) -> None:
    """Replay the golden samples that the record ``NAME.json`` beside ``path`` has for this file.

    ``ask`` gives the probability of each class, float32 (classes,), for a picture. No record, or
    none of this file, or an older one without samples: nothing is checked.

    Raises ModelFileError: the answers are others than recorded, or the record is damaged.
    """
    record_path = path.with_name(f"{name}.json")
    if not name or not record_path.is_file():
        return
    try:
        variants = json.loads(record_path.read_bytes())["variants"].values()
        for entry in variants:
            if entry["file"] == path.name and entry.get("golden_samples") is not None:
                replay(entry["golden_samples"], ask, labels=labels, input_size=input_size)
    except ModelFileError:
        raise
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelFileError(f"Its record {record_path} cannot be read: {error!r}.") from error


def replay(
    golden: Mapping[str, Any], ask: Ask, *, labels: tuple[str, ...], input_size: tuple[int, int]
) -> None:
    """Ask about the samples in turn, as long as ``BUDGET_S`` lasts, but at least about the first.

    A probability may be off by the recorded tolerance. The best label must be the same wherever its
    lead is so large that the tolerance cannot turn it.

    One tolerance serves all runtimes: LiteRT without its XNNPACK delegate, as on a system that
    hides its processor, computes bit for bit as tflite-runtime does.

    Raises ModelFileError: an answer is further off, or the samples were drawn by an unknown rule.
    """
    if golden["drawing_rule"] != DRAWING_RULE:
        raise ModelFileError(
            f"Its golden samples are drawn by the rule {golden['drawing_rule']!r}; this version "
            f"knows only {DRAWING_RULE!r}. Update the app, or convert the model again."
        )
    tolerance = float(golden["tolerance"])
    started = time.monotonic()
    for asked, sample in enumerate(golden["samples"]):
        if asked and time.monotonic() - started > BUDGET_S:
            break
        picture = draw_sample(golden["seed"], sample["number"], input_size=input_size)
        _compare(sample, ask(picture), labels, tolerance)


def _compare(
    sample: Mapping[str, Any],
    answer: NDArray[np.float32],
    labels: tuple[str, ...],
    tolerance: float,
) -> None:
    indices, expected = sample["classes"], np.asarray(sample["probabilities"], np.float64)
    got = np.asarray([answer[index] for index in indices], np.float64)
    if got.shape != expected.shape:
        raise ValueError(f"{len(indices)} classes have {len(expected)} probabilities")
    difference = float(np.abs(got - expected).max())
    best = int(answer.argmax())
    lead = expected[0] - expected[1] if len(expected) > 1 else 1.0
    turned = best != indices[0] and lead > 2 * tolerance
    if turned or not difference <= tolerance:  # Not a number is no pass.
        raise ModelFileError(
            f"The model answers otherwise than where it was made. Golden sample "
            f"{sample['number']}: expected {labels[indices[0]]} with probability "
            f"{expected[0]:.4f}, got {labels[best]} with {answer[best]:.4f}; one probability is "
            f"off by {difference:.4f}, at most {tolerance:.4f} is allowed. The file is "
            "damaged, or this runtime computes wrongly on this processor. Copy the file and its "
            "record again; if that does not help, install another version of the runtime."
        )
