"""The page of a report: whole in itself, and safe whatever the classes are called."""

import re

import pytest

from benchmarks.tables import Table
from training.data_address import image_address
from training.html_page import Chart, Picture, Report, Section, html_page

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def page() -> str:
    import numpy as np

    address = image_address(np.zeros((8, 8, 3), np.uint8))
    picture = Picture(address, HOSTILE, (f"Keras: {HOSTILE} 90 %",))
    table = Table("A table", ("class", "change"), ((HOSTILE, "failed"), ("b", "passed")))
    sections = (
        Section("A table", table),
        Section("Pictures", pictures=(picture,)),
        Section("Words", sentences=(f"About {HOSTILE}.",), introduction=f"Of {HOSTILE}."),
        Section("A chart", charts=(Chart(address, 700, f"Bars of {HOSTILE}"),)),
    )
    report = Report("my & net", "fallback", "Not all passed", (f"Use {HOSTILE}.",), sections)
    return html_page(report, made="today")


def test_names_of_classes_are_text_wherever_they_stand(page: str) -> None:
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 9
    assert "my &amp; net" in page


def test_nothing_is_fetched_and_no_script_is_needed(page: str) -> None:
    assert not re.findall(r'(?:src|href)="(?!data:|#)', page)
    assert "url(" not in page
    assert "@import" not in page


def test_verdicts_in_a_table_can_be_coloured(page: str) -> None:
    assert '<td class="failed">failed</td>' in page
    assert '<td class="passed">passed</td>' in page
    assert '<h1 class="fallback">' in page


def test_a_chart_may_shrink_to_half_of_its_width_and_then_scrolls(page: str) -> None:
    assert "width: clamp(350px, 100%, 700px)" in page


def test_only_a_long_page_has_links_to_its_sections(page: str) -> None:
    assert "<nav" not in page
    sections = tuple(Section(f"Section {HOSTILE} {i}") for i in range(9))
    long_page = html_page(Report("net", "", "Headline", (), sections), made="today")
    assert long_page.count('<a href="#part-') == 9
    assert long_page.count('<h2 id="part-') == 9
    assert "<script" not in long_page
