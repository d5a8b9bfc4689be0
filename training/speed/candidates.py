"""What is compared: a net on a back end, with or without XLA, and with so many threads."""

import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NAMES = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One row of the table.

    ``recipe`` is a name or a path. ``backend`` is None for the input pipeline alone: the
    augmentation in plain arrays, without a net. ``threads`` are those within an operation of
    TensorFlow, with one operation at a time; None leaves both to TensorFlow.
    """

    recipe: str
    backend: str | None
    jit_compile: bool = False
    threads: int | None = None

    @property
    def label(self) -> str:
        if self.backend is None:
            return "input pipeline alone"
        name = NAMES.get(self.backend, self.backend)
        return f"{name}, `jit_compile`" if self.jit_compile else name

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a process becomes this candidate."""
        # The pipeline needs none; that of NumPy is the quickest to start.
        variables = {"KERAS_BACKEND": self.backend or "numpy"}
        if self.threads is not None:
            # TensorFlow reads both as its first session or eager context starts.
            variables["TF_NUM_INTRAOP_THREADS"] = str(self.threads)
            variables["TF_NUM_INTEROP_THREADS"] = "1"
        return variables


def available_backends(chosen: str | None) -> tuple[str, ...]:
    """The back ends to measure: the ``chosen`` one, or those that are installed."""
    if chosen:
        return (chosen,)
    return tuple(name for name in ("tensorflow", "jax") if importlib.util.find_spec(name))


def candidates(
    recipes: Iterable[str], *, backends: Sequence[str], threads: Sequence[int]
) -> list[Candidate]:
    """All rows of the table, those of a recipe together.

    JAX is always compiled: Keras without it would run operation by operation in Python.
    """
    rows = []
    for recipe in recipes:
        rows.append(Candidate(recipe=recipe, backend=None))
        for backend in backends:
            for jit_compile in (True,) if backend == "jax" else (False, True):
                counts = (None, *threads) if backend == "tensorflow" else (None,)
                rows += [
                    Candidate(
                        recipe=recipe, backend=backend, jit_compile=jit_compile, threads=count
                    )
                    for count in counts
                ]
    return rows
