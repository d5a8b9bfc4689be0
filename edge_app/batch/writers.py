"""Write one answer after the other: as lines, or as one JSON object."""

import json
import sys
from typing import Any, Protocol

from edge_app.errors import EdgeAppError
from edge_app.output import classification_json, classification_text
from edge_app.predictions import Classification

INDENT = " " * 4

Answer = Classification | EdgeAppError


class Writer(Protocol):
    """``end`` makes what was written whole, however many answers came."""

    def begin(self) -> None: ...

    def write(self, name: str, answer: Answer) -> None: ...

    def end(self) -> None: ...


class TextWriter:
    """``NAME: cat 97.3 %, ...`` on standard output, or ``NAME: ERROR`` on standard error."""

    def begin(self) -> None:
        """Nothing comes before the first line."""

    def write(self, name: str, answer: Answer) -> None:
        if isinstance(answer, EdgeAppError):
            print(f"{shown(name)}: {answer}", file=sys.stderr, flush=True)
        else:
            print(f"{shown(name)}: {classification_text(answer)}", flush=True)

    def end(self) -> None:
        """Nothing comes after the last line."""


class JsonWriter:
    """One object, ``{"model": ..., "results": [...]}``, of which one result is held in memory."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._count = 0

    def begin(self) -> None:
        print(f'{{\n  "model": {json.dumps(self._model)},\n  "results": [', end="", flush=True)

    def write(self, name: str, answer: Answer) -> None:
        lines = json.dumps({"file": name, **_fields(answer)}, indent=2).splitlines()
        separator = ",\n" if self._count else "\n"
        print(separator + "\n".join(INDENT + line for line in lines), end="", flush=True)
        self._count += 1

    def end(self) -> None:
        print("\n  ]\n}" if self._count else "]\n}", flush=True)


def shown(name: str) -> str:
    """A file's name as one line of what a terminal prints; what it would obey is escaped."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in name)


def _fields(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, EdgeAppError):
        return {"error": str(answer)}
    return classification_json(answer)
