"""The emulated system, made once for all tests; they are skipped where its programs are missing."""

from pathlib import Path

import pytest

from benchmarks.arm64.cache import default_cache
from benchmarks.arm64.emulator import System
from benchmarks.arm64.root import missing_packages, prepare_app, prepare_system
from benchmarks.arm64.systems import SYSTEMS


@pytest.fixture(scope="session")
def cache() -> Path:
    """The user's own cache folder, so that the system is not made again in every run."""
    if missing := missing_packages():
        pytest.skip(f"needs the Debian packages {' '.join(missing)}")
    return default_cache().resolve()


@pytest.fixture(scope="session")
def system(cache: Path) -> System:
    """An emulated Debian with LiteRT, on which instructions are counted."""
    return prepare_system(cache, SYSTEMS["bookworm-arm64"], runtime="ai-edge-litert")


@pytest.fixture(scope="session")
def app(cache: Path) -> Path:
    """The wheel of this source tree, installed."""
    return prepare_app(cache)


@pytest.fixture(scope="session")
def int8_model(root: Path) -> Path:
    """The shipped int8 model."""
    return root / "models/cifar10-resnet8.tflite"
