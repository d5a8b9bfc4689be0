"""Make the screenshots of the docs again: ``make pictures``. They show our own drawings only."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drawings import PAINTINGS, draw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DESK = {"viewport": {"width": 1100, "height": 700}, "color_scheme": "light"}
CAMERA = "fake:ship,3s;truck,3s;airplane,3s;automobile,3s"
CHANGES = 5  # Seen by the page, so that each has its small picture.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "color_scheme": "dark",
    "has_touch": True,
    "is_mobile": True,
}


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """The address of the page with the shipped models and a drawn camera, on a free port."""
    command = [sys.executable, "-m", "edge_app", "serve", "--port", "0", "--camera", CAMERA]
    # No settings and no models of whoever makes the pictures.
    own = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True
    ) as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://[\d.:]+/", line)
        if not found:
            raise SystemExit("error: the server did not start")
        yield found.group()
        process.send_signal(signal.SIGTERM)


def classify(page: Page, address: str, files: list[Path]) -> None:
    """Give ``files`` to the page, and wait for all answers."""
    page.goto(address)
    page.set_input_files("#image", files)
    wait_for_answers(page, len(files))


def wait_for_answers(page: Page, count: int) -> None:
    page.wait_for_function(
        "count => document.querySelectorAll('#answers > li').length === count"
        " && !document.querySelector('.waiting')",
        arg=count,
    )
    page.locator("#answers img").first.wait_for()
    page.wait_for_load_state("networkidle")


def watch(page: Page, address: str, label: str) -> None:
    """Let the page of the camera see some changes, the last of them to ``label``."""
    page.goto(f"{address}camera")
    page.locator("#history canvas:visible").nth(CHANGES - 1).wait_for()
    page.locator("#tag b", has_text=label).wait_for()
    page.wait_for_timeout(1000)  # The first answers after a change are not sure yet.


def photograph(page: Page, name: str) -> None:
    """Keep a screenshot of all that the page shows."""
    # A taller window, not a picture of more than the window: that is drawn as on a desk.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
    page.screenshot(path=IMAGES / name)
    said = ", ".join(page.locator("#answers .prediction, #tag").all_inner_texts())
    print(f"docs/images/{name}: {said}")


def photograph_all(browser: Browser, address: str, files: list[Path]) -> None:
    """One answer, a batch, two models side by side, and the page on a phone."""
    ship, cat = files[0], files[3]
    page = browser.new_context(**DESK).new_page()
    # The first answers of a new process are slower; their times are not those to show.
    classify(page, address, files[:3])
    classify(page, address, [ship])
    photograph(page, "page.png")
    page.set_viewport_size(DESK["viewport"])
    classify(page, address, files)
    photograph(page, "page-batch.png")
    page.set_viewport_size(DESK["viewport"])
    classify(page, address, [cat])
    page.get_by_label("Compare with").select_option("cifar10-resnet8.float32")
    wait_for_answers(page, 1)
    photograph(page, "page-compare.png")
    phone = browser.new_context(**PHONE).new_page()
    classify(phone, address, [ship])
    photograph(phone, "page-phone.png")


def photograph_camera(browser: Browser, address: str) -> None:
    """What the camera sees, on a desk and on a phone."""
    page = browser.new_context(**DESK).new_page()
    watch(page, address, "ship")
    photograph(page, "page-camera.png")
    page.context.close()
    phone = browser.new_context(**PHONE).new_page()
    watch(phone, address, "automobile")
    photograph(phone, "page-camera-phone.png")


def main() -> int:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("error: Chromium is missing: sudo apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as address,
        sync_playwright() as playwright,
    ):
        files = [Path(folder, name) for name in [*PAINTINGS, "notes.txt"]]
        for path, paint in zip(files, PAINTINGS.values(), strict=False):
            draw(paint).save(path)
        files[-1].write_text("Buy milk.\n")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        photograph_all(browser, address, files)
        photograph_camera(browser, address)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
