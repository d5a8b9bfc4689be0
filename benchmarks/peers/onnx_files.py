"""Make an ONNX file from a TFLite file, with tf2onnx in an environment that has it."""

import subprocess
from pathlib import Path

from benchmarks.environments import last_line, plain_environment
from benchmarks.turns import CandidateError

OPSET = 18
TIMEOUT_S = 300


def make_onnx(python: Path, model: Path, output: Path) -> Path:
    """Convert ``model`` into the file ``output``. Raises CandidateError: that failed."""
    command = [str(python), "-m", "tf2onnx.convert", "--tflite", str(model.absolute())]
    try:
        done = subprocess.run(
            [*command, "--output", str(output), "--opset", str(OPSET)],
            env={**plain_environment(), "TF_CPP_MIN_LOG_LEVEL": "3"},
            cwd=output.parent,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CandidateError(f"tf2onnx did not convert it: {error}.") from error
    if done.returncode or not output.is_file():
        raise CandidateError(f"tf2onnx did not convert it: {last_line(done.stderr)}")
    return output
