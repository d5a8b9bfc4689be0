"""Interpreters of one model, each used by one caller at a time."""

import threading
import time
from typing import Any

from numpy.typing import NDArray

from edge_app.errors import ModelFileError
from edge_app.plain_text import printable
from edge_app.runtime import Runtime


class InterpreterPool:
    """Interpreters that run the same model; a caller waits until one is free. For many threads.

    The one that was given back last is lent first: under little load the others stay cold, and the
    memory that they would work in untouched.
    """

    def __init__(self, first: Runtime, *, input_index: int, output_index: int) -> None:
        """``input_index`` and ``output_index`` are those of the model's tensors."""
        self._name = first.name
        self._input_index = input_index
        self._output_index = output_index
        self._idle = [first.interpreter]
        self._free = threading.Semaphore(1)

    def add(self, runtime: Runtime) -> None:
        """Let one more interpreter of the same model file work beside the others."""
        self._idle.append(runtime.interpreter)
        self._free.release()

    def invoke(self, tensor: NDArray[Any]) -> tuple[NDArray[Any], float]:
        """The output tensor for an input tensor, and the seconds it took without the waiting.

        Both in the model's own shapes and dtypes. Raises ModelFileError: the runtime cannot run it.
        """
        with self._free:  # It counts the idle ones, so that the list is not empty here.
            interpreter = self._idle.pop()
            started = time.perf_counter()
            try:
                interpreter.set_tensor(self._input_index, tensor)
                interpreter.invoke()
                return interpreter.get_tensor(self._output_index), time.perf_counter() - started
            except (RuntimeError, ValueError) as error:
                reason = printable(str(error))
                raise ModelFileError(f"{self._name} cannot run it: {reason}") from error
            finally:
                self._idle.append(interpreter)
