"""The command that measures the same again, as records and pages show it."""

import argparse
import shlex
from collections.abc import Iterable

from benchmarks.output import shown_path


def command_line(*words: object) -> str:
    """``python -m benchmarks`` with ``words``, quoted for a shell."""
    return shlex.join(["python", "-m", "benchmarks", *map(str, words)])


def path_words(options: argparse.Namespace, names: Iterable[str]) -> list[str]:
    """The flags of those of ``names`` that name a path; of paths elsewhere only the last part."""
    words = []
    for name in names:
        path = getattr(options, name)
        words += [f"--{name.replace('_', '-')}", shown_path(path)] if path else []
    return words
