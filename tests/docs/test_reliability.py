"""The list of the checks, the tests that it names, and the page that is made of it."""

import json
from pathlib import Path

import pytest

from tests.reliability.check import SECTIONS, Check
from tests.reliability.checks import CHECKS
from tests.reliability.page import PAGE, checks_part, figures_part, with_part
from tests.reliability.report import RECORD
from tests.reliability.tiers import TIERS, tier_of


def test_there_are_forty_checks_in_their_order() -> None:
    assert [check.number for check in CHECKS] == list(range(1, 41))
    assert [check.section for check in CHECKS] == sorted(check.section for check in CHECKS)
    assert {check.section for check in CHECKS} == set(SECTIONS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.number)
def test_every_test_of_a_check_exists_and_the_first_of_them_runs_in_its_tier(
    root: Path, check: Check
) -> None:
    tiers = [tier_of(root, test) for test in check.tests]
    assert check.tier == min(tiers, key=TIERS.index)
    assert len(set(check.tests)) == len(check.tests)


def test_the_page_has_the_tables_of_the_list(root: Path) -> None:
    page = (root / PAGE).read_text()
    assert page == with_part(page, "checks", checks_part(CHECKS, root=root)), (
        "Run python -m tests.reliability --checks."
    )


def test_the_page_has_the_figures_of_the_record_and_of_nothing_else(root: Path) -> None:
    page = (root / PAGE).read_text()
    record = root / RECORD
    figures = (
        figures_part(json.loads(record.read_text()))
        if record.exists()
        else "Not measured yet: `make soak` writes the table."
    )
    assert page == with_part(page, "figures", figures)
