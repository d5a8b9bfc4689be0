"""The last words: what was made, how good it is, what it gets wrong, and how to run it."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convert.compare.budget import KB
from training.evaluation import Accuracy


def summary_text(facts: Mapping[str, Any], folder: Path) -> str:
    """What to tell about the comparison in ``folder``, whose comparison.json holds ``facts``."""
    chosen = next(one for one in facts["runs"] if one["name"] == facts["winner"])
    file = chosen["file"]
    path = folder / file["file"]
    record = path.with_name(path.name.split(".tflite")[0] + ".json")
    size = f"{file['bytes'] / KB:,.1f} kB"
    return "\n".join(
        [
            f"Made {path}",
            f"  {chosen['name']} as {file['variant']}, {size}, proven against its Keras model",
            *_accuracy(facts),
            f"  what it recognises and what it gets wrong: {folder / 'report.html'}",
            f"  what the conversion changed: {folder / 'conversion.html'}",
            f"  why this net: {folder / 'comparison.html'}",
            "",
            "Run it here:",
            f"  make run MODEL={shlex.quote(str(path))}",
            "Put it on a Raspberry Pi that has the app, with its record beside it:",
            f"  scp {shlex.quote(str(path))} {shlex.quote(str(record))} pi@raspberrypi.local:",
            f"  ssh pi@raspberrypi.local edge-app models install {shlex.quote(path.name)}",
        ]
    )


def _accuracy(facts: Mapping[str, Any]) -> list[str]:
    if not facts["test"]:
        return []
    return [f"  test images, which decided nothing: {Accuracy(**facts['test'])}"]
