"""Chromium on a phone and on a desk, and servers for it to visit."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visit import TIMEOUT_MS, Visit, visiting

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LIMIT_BYTES = 2**20
PROGRAM = f"""
import sys
from pathlib import Path
from edge_app import Classifier
from edge_app.model_store import ModelStore
from edge_app.web import WebSettings, create_app
from edge_app.web.served import ServedModels
from edge_app.web.server import serve

port, folder, *models = sys.argv[1:]
store = ModelStore(Path(folder))
for model in models:
    store.install(Path(model))
served = ServedModels(Classifier(), store=store if models else None)
serve(create_app(served, settings=WebSettings(max_upload_bytes={LIMIT_BYTES})), port=int(port))
"""
# A server that is addressed by it is to browsers one of the network, and no one of this machine:
# they trust it less, and tell it less.
NAME = "pi.example"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}


@contextmanager
def running_server(root: Path, folder: Path, *models: Path, port: int = 0) -> Iterator[str]:
    """A server that accepts uploads of 1 MiB; with ``models``, they are in its store."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), str(folder), *map(str, models)],
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        words = process.stdout.readline().split()
        if not words:
            pytest.fail("The server did not start; its error is on standard error.")
        yield next(word for word in words if word.startswith("http://"))
        process.terminate()


@pytest.fixture(scope="session")
def start_server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Start a server in a ``with`` block; it gives its address."""
    return lambda *models, port=0: running_server(
        root, tmp_path_factory.mktemp("store"), *models, port=port
    )


@pytest.fixture(scope="session")
def url(start_server: Callable[..., Any]) -> Iterator[str]:
    """The address of a server with one model."""
    with start_server() as url:
        yield url


@pytest.fixture(scope="session")
def url_of_two(start_server: Callable[..., Any], root: Path) -> Iterator[str]:
    """The address of a server with two models, int8 and float32; the first is active."""
    with start_server(root / "models" / "cifar10-resnet8.float32.tflite") as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if chromium is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=["phone", "desk"])
def device(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What makes the browser one of a phone, or one of a desk."""
    return PHONE if request.param == "phone" else DESK


@pytest.fixture
def visit(browser: Browser, url: str, device: dict[str, Any]) -> Iterator[Visit]:
    """The first page on a phone, then on a desk; it must have complained of nothing at the end."""
    yield from visiting(browser, url, **device)


@pytest.fixture
def visit_at_desk(browser: Browser, url: str) -> Iterator[Visit]:
    """The first page on a desk only."""
    yield from visiting(browser, url, **DESK)


@pytest.fixture
def visit_of_two(browser: Browser, url_of_two: str, device: dict[str, Any]) -> Iterator[Visit]:
    """As ``visit``, where there are two models."""
    yield from visiting(browser, url_of_two, **device)


@pytest.fixture
def visit_of_two_at_desk(browser: Browser, url_of_two: str) -> Iterator[Visit]:
    """As ``visit_at_desk``, where there are two models."""
    yield from visiting(browser, url_of_two, **DESK)


@pytest.fixture
def visit_without_script(browser: Browser, url: str, device: dict[str, Any]) -> Iterator[Visit]:
    """As ``visit``, in a browser that runs no scripts."""
    yield from visiting(browser, url, java_script_enabled=False, **device)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A drawn PNG file of which the shipped model is not sure."""
    path = tmp_path / "drawn.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Three drawn files of different kinds and sizes: a.jpg, b.png, c.webp."""
    drawn = Image.linear_gradient("L").convert("RGB")
    paths = [tmp_path / name for name in ("a.jpg", "b.png", "c.webp")]
    for path, size in zip(paths, ((640, 200), (32, 32), (100, 700)), strict=True):
        drawn.resize(size).save(path)
    return paths


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """A text that is named like a picture."""
    path = tmp_path / "notes.jpg"
    path.write_text("not a picture")
    return path


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file of 1.5 MiB, above the server's limit."""
    path = tmp_path / "large.jpg"
    path.write_bytes(bytes(LIMIT_BYTES * 3 // 2))
    return path
