"""Pictures with a script in every text that they may carry."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import DESK
from tests.browser.visit import Visit, new_visit
from tests.edge_app.web.test_hostile_names import MARK, with_metadata

pytestmark = pytest.mark.attack
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@pytest.fixture
def pictures_with_scripts(tmp_path: Path) -> list[Path]:
    """One of each format, with a script in its name too."""
    paths = [tmp_path / f"<img src=x onerror=alert(1)>.{kind.lower()}" for kind in FORMATS]
    for path, kind in zip(paths, FORMATS, strict=True):
        path.write_bytes(with_metadata(kind))
    return paths


def watch_dialogs(visit: Visit) -> list[str]:
    """The words of every dialog that the page opens from now on."""
    opened: list[str] = []

    def note(dialog: object) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", note)
    return opened


def test_no_script_in_a_picture_runs_and_none_of_its_texts_is_shown(
    visit_at_desk: Visit, pictures_with_scripts: list[Path]
) -> None:
    """At its end the visit fails if the browser complained, of a broken policy for one."""
    dialogs = watch_dialogs(visit_at_desk)
    visit_at_desk.choose(*pictures_with_scripts)
    visit_at_desk.wait(len(FORMATS))
    assert visit_at_desk.names() == [path.name for path in pictures_with_scripts]
    assert MARK not in visit_at_desk.page.content()
    assert dialogs == []


def test_neither_does_one_where_the_page_has_no_script_of_its_own(
    browser: Browser, url: str, pictures_with_scripts: list[Path]
) -> None:
    for picture in pictures_with_scripts:
        with new_visit(browser, url, java_script_enabled=False, **DESK) as visit:
            dialogs = watch_dialogs(visit)
            visit.choose(picture)
            visit.page.get_by_role("button", name="Classify").click()
            assert visit.page.locator("article.result").is_visible()
            assert MARK not in visit.page.content()
            assert dialogs == []
