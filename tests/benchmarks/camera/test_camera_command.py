"""``python -m benchmarks camera`` as its user runs it, for next to no time."""

import json

import pytest


@pytest.fixture(scope="module")
def finished(run, models, tmp_path_factory):
    """A short run, and its output folder."""
    output = tmp_path_factory.mktemp("results")
    (model,) = [path for path in models if "float" not in path.name]
    return run("camera", "--model", model, "--seconds", 1, "--output", output, "--json"), output


@pytest.fixture(scope="module")
def report(finished):
    """What that run printed."""
    return json.loads(finished[0].stdout)


def test_everything_is_measured_and_written(finished, report):
    process, output = finished

    assert process.returncode == 0
    assert {path.name for path in output.iterdir()} == {"camera.json", "camera.md", "camera.png"}
    assert json.loads((output / "camera.json").read_text()) == report
    assert (report["benchmark"], report["failed"]) == ("camera", [])
    # Where there is no browser, a line says so, and that is all.
    left_out = [item["name"] for item in report["left_out"]]
    assert left_out == ([] if report["drawn_ms"] else ["drawn labels"])
    assert len(process.stderr.splitlines()) == len(left_out)


def test_the_figures_are_such_as_they_can_be(report):
    rates = report["frames_per_second"]

    for labels in filter(None, (report["label_ms"], report["drawn_ms"])):
        assert 0 < labels["minimum"] <= labels["median"] <= labels["p99"]
        assert labels["count"] >= 1
    assert report["loop_us"]["median"] > 0
    assert 0 < rates["with_viewers"]["median"] <= 1.5 * report["settings"]["frame_rate"]
    assert 0 < rates["seen"]["median"] <= 1.5 * report["settings"]["frame_rate"]
    assert rates["ratio"]["value"] == pytest.approx(
        rates["with_viewers"]["median"] / rates["alone"]["median"], rel=0.01
    )


def test_the_page_says_what_a_round_was_and_names_no_folder(finished, report):
    page = (finished[1] / "camera.md").read_text()

    assert "Time to the label" in page
    assert "fetched over the API" in page
    assert "captured, 8 stalled + 4 viewers" in page
    assert report["command"] in page
    assert str(finished[1].parent) not in page
    assert "None" not in page


def test_a_model_that_is_none_is_one_line(run, tmp_path):
    process = run("camera", "--model", tmp_path / "none.tflite", "--output", tmp_path / "o")

    assert process.returncode == 1
    assert process.stderr.startswith("error: ")
    assert process.stderr.count("\n") == 1
