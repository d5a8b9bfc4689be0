"""A process that does what it is asked, one line of JSON at a time; the library's chatter aside."""

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any, TextIO

Handlers = Mapping[str, Callable[..., Any]]


def serve(handlers: Handlers) -> None:
    """Answer requests on standard input until it ends.

    A request is ``{"do": NAME, ...}``; the rest of it are the arguments of ``handlers[NAME]``. The
    answer is ``{"result": ...}``, or ``{"error": ...}`` with what it raised.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us.
    answers = _own_standard_output()
    for line in sys.stdin:
        answers.write(json.dumps(_answer(handlers, json.loads(line))) + "\n")
        answers.flush()


def _answer(handlers: Handlers, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": handlers[request.pop("do")](**request)}
    except Exception as error:  # The parent decides what it means for the others.
        text = " ".join(str(error).split())
        return {"error": text or type(error).__name__}


def _own_standard_output() -> TextIO:
    """A copy of standard output; what libraries print there goes to standard error from now on."""
    copy = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return copy
