"""The TFLite interpreter: LiteRT, or its predecessor tflite-runtime where LiteRT has no wheel."""

import importlib
import importlib.metadata
from dataclasses import dataclass
from typing import Any

from edge_app.errors import ModelFileError, RuntimeUnavailableError
from edge_app.native_logs import quiet_native_logs
from edge_app.plain_text import printable

# In the order of preference: (distribution, module that holds Interpreter).
RUNTIMES = (
    ("ai-edge-litert", "ai_edge_litert.interpreter"),
    ("tflite-runtime", "tflite_runtime.interpreter"),
)
REMEDIES = (
    "Install one: pip install ai-edge-litert (64-bit systems), or "
    "pip install 'tflite-runtime==2.14.0' 'numpy<2' (32-bit ARM, Python 3.11 or older)."
)


@dataclass(frozen=True)
class Runtime:
    """An interpreter that is ready to run one model, and the library that it comes from."""

    name: str
    version: str
    interpreter: Any


def open_runtime(content: bytes, *, threads: int = 1) -> Runtime:
    """Make an interpreter for a model file's ``content``, with its tensors allocated.

    ``threads`` is the number of CPU threads; for nets of a few million operations one is fastest.

    Raises ModelFileError: the interpreter refuses the model. RuntimeUnavailableError: no
    interpreter is installed, or none that is installed works here; the message says why.
    """
    reasons = []
    for distribution, module_name in RUNTIMES:
        with quiet_native_logs():
            try:
                module = importlib.import_module(module_name)
                interpreter = module.Interpreter(model_content=content, num_threads=threads)
                interpreter.allocate_tensors()
            except (ValueError, RuntimeError) as error:
                reason = printable(str(error))  # It has lines, and names out of the model, in it.
                raise ModelFileError(f"{distribution} cannot run this model: {reason}") from error
            except (ImportError, OSError, SystemError, AttributeError) as error:
                # Built for another system, or for NumPy 1 and started with NumPy 2 (SystemError).
                reasons.append(f"{distribution}: {error}")
                continue
        return Runtime(distribution, importlib.metadata.version(distribution), interpreter)
    raise RuntimeUnavailableError(
        f"No TFLite runtime works on this machine ({'; '.join(reasons)}). {REMEDIES}"
    )
