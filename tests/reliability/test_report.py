import pytest

from edge_app.errors import PipelineError
from tests.reliability.figure import Figure
from tests.reliability.page import figures_part, with_part
from tests.reliability.report import joined, measured, new_report

ORDER = ("half_open", "soak")


def report_of(name: str, ours: float) -> dict:
    figure = Figure(name=f"of {name}", unit="MiB", ours=ours, unprotected="none left", how="So.")
    part = measured([figure], time_utc="2026-01-01T00:00:00+00:00", seconds=1.6)
    return {**new_report("a command"), "measures": {name: part}}


def test_figures_of_a_later_run_stand_in_the_place_of_the_older_ones() -> None:
    first = joined(report_of("soak", 1.0), report_of("half_open", 2.0), order=ORDER)
    both = joined(first, report_of("soak", 3.0), order=ORDER)
    assert list(both["measures"]) == ["half_open", "soak"]
    assert [part["figures"][0]["ours"] for part in both["measures"].values()] == [2.0, 3.0]


@pytest.mark.parametrize("key", ["machine", "versions"])
def test_figures_of_two_machines_are_not_put_into_one_table(key: str) -> None:
    old = {**report_of("soak", 1.0), key: {"cpu": "another"}}
    with pytest.raises(PipelineError, match=r"another (machine|version).* without --only"):
        joined(old, report_of("half_open", 2.0), order=ORDER)


def test_a_table_has_ours_beside_the_unprotected_one() -> None:
    table = figures_part(report_of("soak", 1234.56))
    assert "| of soak | 1,234.6 | none left | MiB |" in table
    assert "- **of soak**: So." in table
    assert "- command: `a command`" in table


def test_only_what_is_between_the_marks_is_written() -> None:
    page = "before\n<!-- figures: made -->\nold\n<!-- end of figures -->\nafter\n"
    changed = with_part(page, "figures", "new \\1")
    assert changed == page.replace("old", "\nnew \\1\n")
    assert with_part(changed, "figures", "new \\1") == changed
    with pytest.raises(ValueError, match="0 places for checks"):
        with_part(page, "checks", "new")
