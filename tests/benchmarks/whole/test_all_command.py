"""``python -m benchmarks all`` as its user runs it: no peers, and next to no time."""

import json

import pytest

from benchmarks.whole.page import markdown_page, summary_text

PARTS = ("latency", "memory", "http", "camera", "frontier")
SHORT = ("--minutes", 0.01, "--threads", 1, "--clients", 1, "--pictures", "png-32")


@pytest.fixture(scope="session")
def whole_run(run, bare_python, tmp_path_factory):
    """A short run, and its output folder."""
    output = tmp_path_factory.mktemp("results")
    without = ("--tensorflow", bare_python, "--browser", bare_python)
    return run("all", *SHORT, *without, "--output", output, "--json"), output


@pytest.fixture
def whole(whole_run):
    """The index that it printed."""
    return json.loads(whole_run[0].stdout)


def test_every_part_is_measured_and_what_is_not_here_costs_one_line_each(whole_run, whole):
    process, _ = whole_run

    assert process.returncode == 0
    assert [line.split(".")[0] for line in process.stderr.splitlines()] == [
        "Left out: tf",
        "Left out: Keras predict",
        "Left out: tutorial",
        "Left out: drawn labels",
        "Left out: ratios of latency",
    ]
    assert (whole["schema"], whole["benchmark"], whole["failed"]) == (1, "benchmarks", [])
    assert [part["name"] for part in whole["parts"]] == list(PARTS)
    assert [item["name"] for item in whole["left_out"]] == [
        "memory, tf.lite",
        "memory, Keras predict",
        "http, tutorial",
        "camera, drawn labels",
        "frontier, ratios of latency",
    ]


def test_the_index_names_every_file_and_no_folder_of_the_user(whole_run, whole, root):
    process, output = whole_run
    files = {file for part in whole["parts"] for file in part["files"]}

    assert len(files) == 3 * len(PARTS)
    assert {path.name for path in output.iterdir()} == {
        *files,
        "benchmarks.json",
        "benchmarks.md",
    }
    assert json.loads((output / "benchmarks.json").read_text()) == whole
    for text in (process.stdout, (output / "benchmarks.md").read_text()):
        assert str(root) not in text
        assert str(output.parent) not in text


def test_the_page_begins_with_the_figures_and_holds_the_tables_of_all_parts(whole_run, whole):
    _, output = whole_run
    page = (output / "benchmarks.md").read_text()
    summary, *sections = page.split("\n## ")[1:]

    assert len(whole["figures"]) >= 6
    for figure in whole["figures"]:
        assert f"{figure['measure']}: {figure['of']}" in summary
    for name in PARTS:
        assert f"- {name}: " in summary
        assert f"]({name}.png)" in page
        part = json.loads((output / f"{name}.json").read_text())
        assert part["command"] in page
    assert [section.split("\n")[0] for section in sections] == [
        "Latency",
        "Memory and start",
        "The upload API under load",
        "The camera",
        "Accuracy against cost",
        "Not measured",
        "Machine",
    ]
    assert "None" not in page


def test_the_verdict_of_each_part_is_in_the_summary(whole):
    latency, memory, http, _, frontier = whole["parts"]
    latency |= {"stable": True, "warnings": []}
    memory |= {"stable": False, "warnings": ["It is hot.", "It is late.", "It rains."]}
    http |= {"stable": None, "warnings": []}
    assert frontier["stable"] is None
    whole["failed"] = [{"name": "http", "reason": "No server starts."}]

    for text in (summary_text(whole), markdown_page(whole, {}, {})):
        assert "- latency: stable, no reason for doubt was found." in text
        assert "- memory: NOT STABLE. It is hot. It is late. And 1 more reason." in text
        assert "- http: NOT MEASURED. No server starts." in text
        assert "- frontier: from records, nothing was measured." in text


def test_comparisons_are_in_words(whole):
    sentence = "The app answers {times} times as many."
    share = {"part": "http", "sentence": "It answers {percent} of it.", "low": 0.1, "high": 0.3}
    known = {"part": "http", "sentence": sentence, "value": 12.34, "low": 11.9, "high": 12.8}
    unknown = {"part": "http", "sentence": sentence, "value": 12.34, "low": None, "high": None}
    whole["comparisons"] = [known, unknown, {**share, "value": 0.2}]

    text = summary_text(whole)

    assert "- The app answers 12.3 (11.9-12.8) times as many." in text
    assert "- The app answers 12.3 times as many." in text
    assert "- It answers 20 % of it." in text


def test_a_part_that_fails_costs_one_line_and_the_others_are_measured(run, models, tmp_path):
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(models[0].read_bytes()[:1000])
    words = ("--models", models[0], "--model", damaged, "--output", tmp_path / "out")

    process = run("all", *SHORT, *words)

    assert process.returncode == 1
    errors = process.stderr.splitlines()
    for part in ("memory", "http", "camera"):
        assert len([line for line in errors if line.startswith(f"error: {part}: ")]) == 1
    index = json.loads((tmp_path / "out/benchmarks.json").read_text())
    assert [item["name"] for item in index["failed"]] == ["memory", "http", "camera"]
    assert [part["files"] for part in index["parts"][1:3]] == [[], []]
    assert "- memory: NOT MEASURED. " in (tmp_path / "out/benchmarks.md").read_text()
    assert "- latency: " in process.stdout


def test_when_nothing_can_be_measured_nothing_is_written(run, tmp_path):
    process = run("all", *SHORT, "--models", tmp_path / "none.tflite", "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.splitlines()[-1] == "error: No part could be measured."
    assert not (tmp_path / "out").exists()


def test_a_folder_without_models_is_refused_at_once(run, tmp_path):
    process = run("all", "--models", tmp_path, "--output", tmp_path / "out")

    assert process.returncode == 1
    (line,) = process.stderr.splitlines()
    assert line.startswith(f"error: The folder {tmp_path} holds no .tflite file.")
