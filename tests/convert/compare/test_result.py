"""What a comparison concludes in words and in JSON, and how it looks."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image

from convert.compare.budget import Budget
from convert.compare.choice import choose
from convert.compare.entry import Entry
from convert.compare.picture import draw_comparison
from convert.compare.report import page_report, runs_table, text_report
from convert.compare.result import Result, advice, comparison_json, headline
from convert.compare.timing import DEFAULT
from convert.timing import Latencies
from tests.convert.compare.entries import COUNT, cost, entry, failed
from training.evaluation import accuracy
from training.html_page import html_page


def result(*entries: Entry, test: Any = None, **limits: float) -> Result:
    budget = Budget(**limits)
    times = {one.name: one.cost.invoke_ms for one in entries if one.cost}
    latencies = Latencies("a board", {DEFAULT: cost(1).invoke_ms, **times}, ("It was busy.",))
    return Result(
        data="photos",
        images=COUNT,
        budget=budget,
        choice=choose(entries, budget),
        latencies=latencies,
        test=test,
    )


def test_the_headline_names_the_chosen_run_with_its_figures() -> None:
    found = result(entry("big", 5, ratio=2.5), entry("small", 30))
    assert found.verdict == "passed"
    assert headline(found) == (
        "big was chosen: 95.00 % of 100 validation images, 2.50 times the latency of the default "
        "model"
    )
    assert [one.split(":")[0] for one in advice(found)[:2]] == ["big", "small"]
    assert any("--test scores the test images" in one for one in advice(found))
    assert "The times are in doubt; comparison.html says why." in " ".join(advice(found))


def test_with_test_images_their_figure_takes_the_place_of_the_warning() -> None:
    found = result(entry("a", 5), entry("b", 30), test=accuracy(180, 200))
    assert "reaches 90.00 % (180 of 200; " in " ".join(advice(found))
    assert "--test" not in " ".join(advice(found))
    assert comparison_json(found, made={})["test"]["correct"] == 180


def test_a_run_without_a_file_is_a_fallback_and_none_in_the_budget_a_failure() -> None:
    assert result(entry("a", 5), failed("b")).verdict == "fallback"
    none = result(entry("a", 5), entry("b", 6), max_size_kb=1)
    assert none.verdict == "failed"
    assert headline(none) == "No run was chosen: none is within the budget"
    assert any(one.startswith("All conversions are kept. Raise the limit") for one in advice(none))


def test_without_any_file_the_proofs_are_to_blame_and_not_the_budget() -> None:
    none = replace(result(failed("a"), failed("b")), latencies=None)
    assert headline(none) == "No run was chosen: no file passed the proof"
    assert advice(none)[-1] == "The report of each conversion, under candidates, says what failed."


def test_a_chosen_file_that_fails_in_the_second_runtime_is_told() -> None:
    found = result(entry("a", 5, elsewhere="It cannot run."), entry("b", 30))
    assert found.verdict == "fallback"
    assert "a is not for the second runtime: It cannot run." in advice(found)
    loser = result(entry("a", 5), entry("b", 30, elsewhere="It cannot run."))
    assert loser.verdict == "passed"


def test_a_limit_that_the_interval_holds_is_told() -> None:
    near = result(entry("a", 5, ratio=1.98), entry("b", 6, ratio=1), max_latency_ratio=2)
    assert sum("within the interval of a" in one for one in advice(near)) == 1


def test_the_json_holds_what_was_measured_and_is_json() -> None:
    found = result(entry("big", 5, ratio=2.5), entry("small", 30), failed("none"))
    facts = json.loads(json.dumps(comparison_json(found, made={"date": "now"}), allow_nan=False))
    assert (facts["winner"], facts["verdict"]) == ("big", "fallback")
    big, small, none = facts["runs"]
    assert big["file"]["validation"]["correct"] == 95
    assert big["latency"]["ratio"] == {"value": 2.5, "low": 2.45, "high": 2.55}
    assert small["mcnemar"]["only_winner_right"] == 25
    assert small["mcnemar"]["only_this_right"] == 0
    assert (none["file"], none["latency"], none["mcnemar"]) == (None, None, None)
    assert facts["latency"]["default_model"]["median"] == 0.5
    assert facts["latency"]["doubts"] == ["It was busy."]


def test_the_terminal_gets_a_row_and_a_reason_for_each_run_in_narrow_lines() -> None:
    found = result(entry("big", 5, ratio=2.5), entry("small", 30), failed("none"))
    lines = text_report(found).splitlines()
    assert [row[0] for row in runs_table(found).rows] == ["big, int8", "small, int8", "none"]
    assert [row[-1] for row in runs_table(found).rows] == ["chosen", "less accurate", "no file"]
    assert sum(line.startswith(("- big: ", "- small: ", "- none: ")) for line in lines) == 3
    assert max(map(len, lines)) <= 100


def test_the_page_holds_the_picture_and_every_reason(tmp_path: Path) -> None:
    found = result(entry("a<b>$x", 5, ratio=2.5), entry("small", 30), max_latency_ratio=3)
    picture = tmp_path / "comparison.png"
    assert draw_comparison(picture, found)
    with Image.open(picture) as drawn:
        assert drawn.width > 1000
        assert len(drawn.convert("RGB").getcolors(1 << 20)) > 20
    page = html_page(page_report(found, picture=picture), made="Made today.")
    assert page.count("data:image/png;base64,") == 1
    assert "a&lt;b&gt;$x was chosen" in page
    assert "It was busy." in page


def test_without_a_file_there_is_nothing_to_draw(tmp_path: Path) -> None:
    assert not draw_comparison(tmp_path / "comparison.png", result(failed("a"), failed("b")))
    assert list(tmp_path.iterdir()) == []
