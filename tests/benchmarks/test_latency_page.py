"""The page and the terminal's text, from the report of a real run."""

import copy

from benchmarks.latency_page import latency_page


def test_the_text_has_every_model_and_every_headline_number(report):
    text = latency_page(report).text()

    for model in report["candidates"]:
        row = next(line for line in text.splitlines() if line.startswith(model["name"] + " "))
        for key in ("median", "p90", "p99", "minimum"):
            assert f"{model['invoke_ms'][key]:.3f}" in row
        assert model["sha256"][:12] in text


def test_the_page_tells_command_versions_and_what_was_dropped(report):
    page = latency_page(report).markdown(picture="latency.png")

    assert report["command"] in page
    assert f"runtime: {report['candidates'][0]['runtime']}" in page
    assert "Dropped as warm-up: 1 round before, and the first 10 inferences of every turn." in page
    assert "(latency.png)" in page


def test_what_is_unknown_is_left_out_of_the_page(report):
    known, unknown = copy.deepcopy(report), copy.deepcopy(report)
    known["machine"]["governor"] = "performance"
    unknown["machine"]["governor"] = None

    assert "- governor: performance" in latency_page(known).markdown(picture=None)
    unknown_page = latency_page(unknown).markdown(picture=None)
    assert "governor" not in unknown_page
    assert "None" not in unknown_page
    assert "![" not in unknown_page


def test_the_accuracy_is_shown_where_it_is_recorded(report):
    report["candidates"][0]["accuracy"], report["candidates"][1]["accuracy"] = 0.8712, None

    text = latency_page(report).text()

    assert "87.12 %" in text
    assert "not recorded" in text


def test_the_verdict_is_in_words(report):
    report["stable"], report["warnings"] = False, ["It was busy."]
    report["may_be_reference"] = False
    assert "NOT STABLE" in latency_page(report).text()
    assert "- It was busy." in latency_page(report).markdown(picture=None)
    assert "It may not be the reference" in latency_page(report).text()

    report["stable"], report["warnings"] = True, []
    assert "Stable: no reason for doubt" in latency_page(report).text()


def test_a_ratio_without_interval_says_so(report):
    report["candidates"][1]["ratio_to_reference"] = {"value": 1.5, "low": None, "high": None}

    assert "1.500 (no interval)" in latency_page(report).text()
