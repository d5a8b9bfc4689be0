"""The switch that shows what a check sees without protection: the variable ``ATTACK_STACK``.

Its value is the name of a server of ``tests.attacks.candidates``, with our application behind it,
or ``tutorial``: the whole unprotected stack.
"""

import os
from pathlib import Path

from flask import Flask

STACK = os.environ.get("ATTACK_STACK", "")
TUTORIAL = "tutorial"


def attacked_words(ours: tuple[str, ...]) -> tuple[str, ...]:
    """What follows the interpreter's name to run the server that is attacked, in place of ours."""
    if not STACK:
        return ours
    if STACK == TUTORIAL:
        return ("-m", "tests.reliability.tutorial")
    return ("-m", "tests.attacks.candidates", STACK)


def attacked_app(folder: Path) -> Flask | None:
    """The tutorial's application, which saves in ``folder``; None: ours is to be attacked."""
    if STACK != TUTORIAL:
        return None
    from tests.reliability.tutorial import create_tutorial_app

    return create_tutorial_app(folder)
