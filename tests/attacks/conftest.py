"""The server under attack. With ``ATTACK_STACK`` another one is, and shows what it lacks."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.attacks.victim import SERVE, Victim, running
from tests.reliability.stack import attacked_words

SHORT = ("-m", "tests.attacks.short_deadlines")


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    """``edge-app serve`` as it is, for all tests of a file."""
    with running(tmp_path_factory.mktemp("victim"), attacked_words(SERVE)) as server:
        yield server


@pytest.fixture
def hasty(tmp_path: Path) -> Iterator[Victim]:
    """A server of its own for one test, with deadlines of three seconds."""
    with running(tmp_path, attacked_words(SHORT)) as server:
        yield server


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., AbstractContextManager[Victim]]:
    """Run ``edge-app serve`` with further words."""

    def start(*more: str, **how: Any) -> AbstractContextManager[Victim]:
        return running(tmp_path, attacked_words((*SERVE, *more)), **how)

    return start


@pytest.fixture(scope="session")
def phone_photo() -> bytes:
    """A JPEG of 3 megapixels, about 1 MB."""
    pixels = np.random.default_rng(1).integers(0, 256, (375, 500, 3), np.uint8)
    packed = io.BytesIO()
    Image.fromarray(pixels.repeat(4, axis=0).repeat(4, axis=1)).save(packed, "JPEG", quality=92)
    return packed.getvalue()
