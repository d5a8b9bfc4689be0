"""``python -m benchmarks memory`` as its user runs it."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.environments import LeftOutError
from benchmarks.memory.page import memory_page
from benchmarks.memory.ways import app_ways

SHORT = ("--rounds", 1)


@pytest.fixture(scope="session")
def finished(run, bare_python, tmp_path_factory):
    """A short run with everything that this environment has, and its output folder."""
    output = tmp_path_factory.mktemp("results")
    models = ("--models", "models/cifar10-resnet8.tflite")
    others = ("--tflite-runtime", bare_python)
    return run("memory", *models, *others, *SHORT, "--output", output, "--json"), output


@pytest.fixture
def memory(finished):
    """The report that it printed."""
    return json.loads(finished[0].stdout)


def test_our_app_is_measured_beside_tensorflow(memory):
    assert [way["name"] for way in memory["ways"]] == [
        "edge_app, ai-edge-litert, cifar10-resnet8.tflite",
        "tf.lite, cifar10-resnet8.tflite",
        "Keras predict, cifar10-resnet8.keras",
        "Python, NumPy and Pillow alone",
    ]
    ours, tf_lite, keras, floor = memory["ways"]
    assert (memory["schema"], memory["benchmark"]) == (2, "memory")
    assert ours["is_reference"]
    assert ours["ratio_to_reference"]["peak_rss_bytes"]["value"] == 1
    for other in (tf_lite, keras):
        assert other["peak_rss_bytes"]["median"] > 2 * ours["peak_rss_bytes"]["median"]
        assert other["ratio_to_reference"]["peak_rss_bytes"]["value"] > 2
        assert other["installed_bytes"] > 2 * ours["installed_bytes"]
    assert floor["peak_rss_bytes"]["median"] < ours["peak_rss_bytes"]["median"]


def test_the_record_has_hashes_versions_and_sizes(memory):
    ours = memory["ways"][0]

    assert len(ours["model_sha256"]) == 64
    assert ours["installed_bytes"] == sum(item["bytes"] for item in ours["installed"])
    names = {item["name"] for item in ours["installed"]}
    assert {"edge-image-classifier", "numpy", "flask", "ai-edge-litert"} <= names
    assert names.isdisjoint({"matplotlib", "tensorflow-cpu", "keras", "tflite-runtime"})


def test_an_environment_without_a_runtime_costs_one_line(finished, memory):
    process, _ = finished

    assert process.returncode == 0
    (line,) = process.stderr.splitlines()
    assert line.startswith("Left out: edge_app with tflite-runtime. ")
    assert line.endswith("has none of ai-edge-litert, tflite-runtime.")
    assert [item["name"] for item in memory["left_out"]] == ["edge_app with tflite-runtime"]


def test_an_environment_that_runs_the_app_with_another_runtime_is_left_out(tmp_path):
    with pytest.raises(LeftOutError, match="has ai-edge-litert in place of it"):
        app_ways(Path(sys.executable), {}, tmp_path, expected="tflite-runtime")


def test_the_files_hold_what_was_printed_and_name_no_folder_of_the_user(finished, memory, root):
    process, output = finished

    assert {path.name for path in output.iterdir()} == {"memory.json", "memory.md", "memory.png"}
    assert json.loads((output / "memory.json").read_text()) == memory
    assert (output / "memory.png").read_bytes().startswith(b"\x89PNG")
    page = (output / "memory.md").read_text()
    for text in (process.stdout, page):
        assert str(root) not in text
        assert str(output.parent) not in text
    assert memory["command"] in page


def test_page_and_text_say_every_figure_and_what_is_missing(memory):
    text, page = memory_page(memory).text(), memory_page(memory).markdown(picture="memory.png")

    for way in memory["ways"]:
        assert f"{way['peak_rss_bytes']['median'] / 1e6:,.1f} MB" in text
        assert f"{way['first_answer_ms']['median']:,.0f}" in text
        assert way["library"] in text
    assert "## Not measured" in page
    assert "- edge_app with tflite-runtime, left out: " in page
    assert "NOT STABLE" in text  # One round gives no interval.
    assert "None" not in page


def test_an_unusable_model_costs_one_line_and_missing_peers_one_each(run, models, tmp_path):
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(models[0].read_bytes()[:1000])
    nowhere = tmp_path / "none/bin/python"

    process = run(
        *("memory", "--models", damaged, models[-1], *SHORT, "--output", tmp_path / "out"),
        *("--tensorflow", nowhere, "--tflite-runtime", nowhere),
    )

    assert process.returncode == 1
    first, *others = process.stderr.splitlines()
    assert first.startswith(f"error: {damaged}: ")
    assert sorted(others) == [
        f"Left out: Keras predict. There is no Python at {nowhere}.",
        f"Left out: edge_app with tflite-runtime. There is no Python at {nowhere}.",
        f"Left out: tf.lite. There is no Python at {nowhere}.",
    ]
    report = json.loads((tmp_path / "out/memory.json").read_text())
    assert [way["model"] for way in report["ways"]] == [models[-1].name, None]


def test_when_no_model_can_be_measured_nothing_is_written(run, tmp_path):
    process = run("memory", "--models", tmp_path / "none.tflite", "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.splitlines()[-1] == "error: None of the models can be measured."
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon"])
def test_seconds_that_are_none_are_refused(capsys, value):
    from benchmarks.__main__ import main

    with pytest.raises(SystemExit) as stopped:
        main(["memory", f"--seconds={value}"])

    assert stopped.value.code == 2
    assert f"{value!r} is not a number of seconds above 0" in capsys.readouterr().err
