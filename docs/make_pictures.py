"""Make the screenshots of the docs again: ``make pictures``. They show our own drawing only."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIDE_PX = 640


def draw_ship() -> Image.Image:
    """A ship on the sea under a clear sky, drawn with a few polygons."""
    scale = 2  # Drawn twice as large, then halved: smooth edges.
    side = SIDE_PX * scale
    picture = Image.new("RGB", (side, side))
    pen = ImageDraw.Draw(picture)
    for row in range(side):
        share = row / side
        sky = (120 + int(90 * share), 170 + int(55 * share), 215 + int(25 * share))
        sea = (40 + int(10 * share), 85 + int(20 * share), 130 + int(15 * share))
        pen.line((0, row, side, row), fill=sky if share < 0.62 else sea)

    def polygon(points: list[tuple[float, float]], color: tuple[int, int, int]) -> None:
        pen.polygon([(x * side, y * side) for x, y in points], fill=color)

    polygon([(0.10, 0.55), (0.92, 0.55), (0.84, 0.71), (0.20, 0.71)], (38, 44, 58))
    polygon([(0.17, 0.665), (0.865, 0.665), (0.84, 0.71), (0.20, 0.71)], (150, 45, 40))
    polygon([(0.22, 0.45), (0.74, 0.45), (0.74, 0.55), (0.22, 0.55)], (236, 236, 232))
    polygon([(0.28, 0.36), (0.64, 0.36), (0.64, 0.45), (0.28, 0.45)], (246, 246, 242))
    polygon([(0.40, 0.20), (0.50, 0.20), (0.51, 0.36), (0.39, 0.36)], (196, 62, 48))
    polygon([(0.40, 0.20), (0.50, 0.20), (0.503, 0.24), (0.397, 0.24)], (30, 32, 40))
    for i in range(9):
        left = 0.25 + 0.052 * i
        polygon(
            [(left, 0.485), (left + 0.026, 0.485), (left + 0.026, 0.512), (left, 0.512)],
            (70, 95, 120),
        )
    for i in range(26):
        left, row = (0.37 * i) % 1.0, 0.73 + 0.009 * i
        polygon(
            [
                (left, row),
                (left + 0.12, row),
                (left + 0.09, row + 0.004),
                (left + 0.02, row + 0.004),
            ],
            (96, 140, 178),
        )
    smooth = picture.filter(ImageFilter.GaussianBlur(1.5))
    return smooth.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)


@contextmanager
def running_server() -> Iterator[str]:
    """The address of the page with the shipped model, on a free port."""
    command = [sys.executable, "-m", "edge_app", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        found = re.search(r"http://[\d.:]+/", line)
        if not found:
            raise SystemExit("error: the server did not start")
        yield found.group()
        process.send_signal(signal.SIGTERM)


def classify(page: Page, address: str, picture: Path) -> None:
    """Send ``picture`` through the form, and wait for the answer."""
    page.goto(address)
    page.set_input_files("input[type=file]", picture)
    page.wait_for_url("**/result")


def photograph(
    browser: Browser, address: str, picture: Path, target: Path, **context: object
) -> None:
    """Send ``picture`` through the page, and keep a screenshot of the answer as ``target``."""
    page = browser.new_context(**context).new_page()
    classify(page, address, picture)
    page.screenshot(path=target, full_page=True)
    print(f"{target.relative_to(ROOT)}: {page.locator('h1').inner_text()}")


def main() -> int:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("error: Chromium is missing: sudo apt install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server() as address,
        sync_playwright() as playwright,
    ):
        picture = Path(folder, "drawn-ship.png")
        draw_ship().save(picture)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        # The first answer of a new process is slower; its times are not those to show.
        classify(browser.new_page(), address, picture)
        desktop = {"viewport": {"width": 1100, "height": 640}, "color_scheme": "light"}
        photograph(browser, address, picture, IMAGES / "page.png", **desktop)
        phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
        photograph(browser, address, picture, IMAGES / "page-phone.png", **phone)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
