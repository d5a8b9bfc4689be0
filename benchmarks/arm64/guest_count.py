"""Runs in the emulated system: executes a model, and marks where each inference begins and ends.

    python guest_count.py RUNTIME-MODULE MODEL

Every ``os.getppid()`` makes the counting plugin write one line of totals: two around nothing, then
two around each of ``MEASURED`` inferences. The last line of standard output is a JSON object. Uses
nothing but the runtime and NumPy, so that graphs without metadata can be counted too.
"""

import gc
import importlib
import importlib.metadata
import json
import os
import platform
import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

WARM_UP = 2
MEASURED = 5
SEED = 2718


def input_values(details: dict[str, Any]) -> NDArray[Any]:
    """Random values of an input's shape and dtype: of its whole range, or 0..1 for floats."""
    random = np.random.default_rng(SEED)
    shape, dtype = details["shape"], np.dtype(details["dtype"])
    if dtype.kind == "f":
        return np.asarray(random.random(shape), dtype)
    limits = np.iinfo(dtype)
    return np.asarray(random.integers(limits.min, limits.max, shape, dtype, endpoint=True))


def infer(interpreter: Any, inputs: list[tuple[int, NDArray[Any]]], output: int) -> None:
    """One inference, as the app does it: set the inputs, run, read the first output."""
    for index, values in inputs:
        interpreter.set_tensor(index, values)
    interpreter.invoke()
    interpreter.get_tensor(output)


def main(module: str, path: str) -> None:
    with open(path, "rb") as file:
        content = file.read()
    interpreter = importlib.import_module(module).Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    inputs = [(d["index"], input_values(d)) for d in interpreter.get_input_details()]
    output = interpreter.get_output_details()[0]["index"]
    gc.disable()
    for _ in range(WARM_UP):
        infer(interpreter, inputs, output)
    os.getppid()
    os.getppid()
    for _ in range(MEASURED):
        os.getppid()
        infer(interpreter, inputs, output)
        os.getppid()
    distribution = module.partition(".")[0].replace("_", "-")
    version = importlib.metadata.version(distribution)
    print(json.dumps({"runtime": f"{distribution} {version}", "python": platform.python_version()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
