"""The page of a report: whole in itself, and safe whatever the classes are called."""

import re

import pytest

from benchmarks.tables import Table
from convert.report.page import Picture, Report, Section, html_page
from convert.report.worst_pictures import data_address

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def page() -> str:
    import numpy as np

    address = data_address(np.zeros((8, 8, 3), np.uint8))
    picture = Picture(address, HOSTILE, (f"Keras: {HOSTILE} 90 %",))
    table = Table("A table", ("class", "change"), ((HOSTILE, "failed"), ("b", "passed")))
    sections = (
        Section("A table", table),
        Section("Pictures", pictures=(picture,)),
        Section("Words", sentences=(f"About {HOSTILE}.",)),
    )
    report = Report("my & net", "fallback", "Not all passed", (f"Use {HOSTILE}.",), sections)
    return html_page(report, made="today")


def test_names_of_classes_are_text_wherever_they_stand(page: str) -> None:
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 6
    assert "my &amp; net" in page


def test_nothing_is_fetched_and_no_script_is_needed(page: str) -> None:
    assert not re.findall(r'(?:src|href)="(?!data:)', page)
    assert "url(" not in page
    assert "@import" not in page


def test_verdicts_in_a_table_can_be_coloured(page: str) -> None:
    assert '<td class="failed">failed</td>' in page
    assert '<td class="passed">passed</td>' in page
    assert '<h1 class="fallback">' in page
