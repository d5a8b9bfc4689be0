"""Models that do not say enough, and what a user says for them."""

import argparse
from pathlib import Path

import numpy as np
import pytest

from benchmarks.candidates import inspect
from benchmarks.hints import Hints, add_hint_flags, hints_of, open_classifier
from benchmarks.inputs import make_inputs
from benchmarks.latency import Settings, visit
from edge_app.errors import ModelFileError, PipelineError
from tests.edge_app.tiny_models import TinyMetadata, color_graph, tiny_model


@pytest.fixture
def silent(tmp_path: Path) -> Path:
    """A float model that states neither its classes nor its normalization."""
    path = tmp_path / "silent.tflite"
    path.write_bytes(tiny_model(color_graph()))
    return path


@pytest.fixture
def outspoken(tmp_path: Path) -> Path:
    """A float model that states both: pixels become 0 to 1."""
    path = tmp_path / "outspoken.tflite"
    metadata = TinyMetadata(mean=(0,), deviation=(255,), label_files=(("own.txt", 2, ""),))
    content = tiny_model(color_graph(), metadata=metadata, files={"own.txt": b"red\ngreen\nblue\n"})
    path.write_bytes(content)
    return path


@pytest.fixture
def hints(tmp_path: Path) -> Hints:
    path = tmp_path / "said" / "names.txt"
    path.parent.mkdir()
    path.write_text("rouge\nvert\nbleu\n")
    return Hints(str(path), "0,255")


def test_a_model_that_says_nothing_gets_both_hints(silent: Path, hints: Hints) -> None:
    classifier, needed = open_classifier(silent, hints)
    assert classifier.labels == ("rouge", "vert", "bleu")
    assert classifier.input.rule.normalization.range == (0, 255)
    assert needed == hints


def test_what_a_file_says_itself_goes_before_every_hint(outspoken: Path, hints: Hints) -> None:
    classifier, needed = open_classifier(outspoken, hints)
    assert classifier.labels == ("red", "green", "blue")
    assert classifier.input.rule.normalization.range == (0, 1)
    assert needed == Hints()


def test_only_the_hint_that_is_needed_is_used(silent: Path, hints: Hints) -> None:
    silent.with_name("labels.txt").write_text("red\ngreen\nblue\n")
    classifier, needed = open_classifier(silent, hints)
    assert classifier.labels == ("red", "green", "blue")
    assert needed == Hints(None, "0,255")


def test_without_enough_hints_the_error_says_what_is_lacking(silent: Path, hints: Hints) -> None:
    with pytest.raises(ModelFileError, match=r"names are unknown.*states no normalization"):
        open_classifier(silent, Hints())
    with pytest.raises(ModelFileError, match="states no normalization") as error:
        open_classifier(silent, Hints(labels=hints.labels))
    assert "names are unknown" not in str(error.value)


def test_a_candidate_is_timed_with_the_hints_that_it_needs(silent: Path, hints: Hints) -> None:
    candidate = inspect("silent", silent, hints=hints)
    assert (candidate.labels, candidate.input_range) == (hints.labels, hints.input_range)
    timed = visit(candidate, make_inputs(candidate.input_size), Settings(invocations=1))
    assert len(timed.invoke_ms) == 1


def test_the_command_line_gives_hints_or_an_error(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_hint_flags(parser)
    assert hints_of(parser.parse_args([])) == Hints()
    names = tmp_path / "names.txt"
    with pytest.raises(PipelineError, match=r"no file .*names\.txt"):
        hints_of(parser.parse_args(["--labels", str(names)]))
    names.write_text("a\nb\n")
    options = parser.parse_args(["--labels", str(names), "--input-range=-1,1"])
    assert hints_of(options) == Hints(str(names), "-1,1")
    assert hints_of(options).words() == ["--labels", str(names), "--input-range=-1,1"]


def test_latency_measures_a_silent_model_beside_a_shipped_one(
    run, silent: Path, models: list[Path], hints: Hints, tmp_path: Path
) -> None:
    once = ("--threads", 1, "--rounds", 1, "--invocations", 1, "--output", tmp_path / "out")
    said = ("--labels", hints.labels, "--input-range", "-1,1")
    process = run("latency", "--models", silent, models[0], *once, *said)
    assert process.returncode == 0, process.stderr
    page = (tmp_path / "out" / "latency.md").read_text()
    assert "| silent.tflite |" in page
    assert f"| {models[0].name} |" in page
    assert "--labels names.txt --input-range=-1,1" in page
    assert str(tmp_path) not in page

    process = run("latency", "--models", silent, models[0], *once)
    assert process.returncode == 1
    assert "error: silent.tflite: The model tells 3 classes apart" in process.stderr


def test_pixels_are_scaled_as_the_hint_says(silent: Path, hints: Hints) -> None:
    """The means of the colours go through a softmax: with values of 0 to 1, 127/255 is far less."""
    picture = np.zeros((8, 8, 3), np.uint8)
    picture[:, :, 0] = 127
    wide, _ = open_classifier(silent, hints)
    narrow, _ = open_classifier(silent, Hints(hints.labels, "0,1"))
    assert wide.probabilities(picture)[0] == pytest.approx(1)
    expected = np.exp(127 / 255) / (np.exp(127 / 255) + 2)
    assert narrow.probabilities(picture)[0] == pytest.approx(expected, abs=1e-5)
