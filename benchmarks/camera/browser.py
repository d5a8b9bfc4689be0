"""Open the camera's page in Chromium, and print how old each frame was when its label was drawn.

A program of its own, ``python -m benchmarks.camera.browser ADDRESS SECONDS``, for an environment
that has playwright.
"""

import json
import shutil
import sys

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SETTLE_MS = 500  # A page that has just been opened is slower than it will be.
# The page notes the age of a frame, in milliseconds, in the animation frame that draws its label.
COLLECT = """seconds => new Promise(resolve => {
  const stage = document.querySelector('#stage'), found = [];
  const observer = new MutationObserver(() => found.push(Number(stage.dataset.labelMs)));
  observer.observe(stage, {attributes: true, attributeFilter: ['data-label-ms']});
  setTimeout(() => { observer.disconnect(); resolve(found); }, 1000 * seconds);
})"""


def main(address: str, seconds: float) -> int:
    """Print a JSON list of milliseconds; 1 where it cannot, with a reason on standard error."""
    from playwright.sync_api import Error, sync_playwright

    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        print("Chromium is missing: sudo apt install chromium", file=sys.stderr)
        return 1
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector("#stage[data-label-ms]")
            page.wait_for_timeout(SETTLE_MS)
            found = page.evaluate(COLLECT, seconds)
            browser.close()
    except Error as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        return 1
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], float(sys.argv[2])))
