"""What `edge-app info` says of models that can be used, and of others."""

import json
import subprocess
import sys

import numpy as np
import pytest

from tests.edge_app.tiny_models import TinyTensor, color_graph, tiny_model, with_operator


@pytest.fixture
def info(root):
    """The exit code of the command, its lines by their names, and what it says as an error."""

    def run(*words):
        command = [sys.executable, "-m", "edge_app", "info", *map(str, words)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if "--json" in words:
            return done.returncode, json.loads(done.stdout), done.stderr
        lines = [line.partition(" ") for line in done.stdout.splitlines()]
        return done.returncode, {name: value.strip() for name, _, value in lines}, done.stderr

    return run


def test_the_shipped_model_is_described_in_full(info):
    code, said, errors = info()

    assert (code, errors) == (0, "")
    assert said["model"] == "cifar10-resnet8"
    assert said["input"].startswith("uint8 (1, 32, 32, 3), scale 1, zero point 0, RGB; pixels")
    assert said["labels"].startswith("10, of labels.txt inside the file: airplane; automobile;")
    assert said["quantization"] == "int8, weights per channel"
    assert "9 CONV_2D" in said["operators"]
    assert said["cost"].endswith("multiply-accumulates, most of them int8")
    assert "of 10000 test images (95 % interval" in said["accuracy"]
    assert said["runtime"].endswith("runs it")
    assert said["edge-app"] == "can be used"


@pytest.mark.parametrize("words", [["models/cifar10-resnet8.float32.tflite"], ["--model"]])
def test_a_file_is_named_alone_or_by_the_option(info, words):
    if words == ["--model"]:
        words = ["--model", "models/cifar10-resnet8.float32.tflite"]

    code, said, _ = info(*words, "--json")

    assert code == 0
    assert said["file"].endswith("cifar10-resnet8.float32.tflite")
    assert (said["variant"], said["quantization"]) == ("float32", "none")
    assert said["input"]["scale"] is None


def test_the_object_has_the_measured_figures_of_the_record(info, root):
    record = json.loads((root / "models/cifar10-resnet8.json").read_text())

    code, said, _ = info("--json")

    assert code == 0
    test = record["variants"]["int8"]["test"]
    assert said["test"] == {"accuracy": test["accuracy"], "agreement": test["agreement"]}
    assert said["usable"] is True
    assert (said["error"], said["runtime_error"]) == (None, None)


def test_a_model_that_needs_tensorflow_is_shown_and_not_run(info, tmp_path):
    graph = with_operator(color_graph(last=""), "FlexErf", TinyTensor((1, 3)))
    (tmp_path / "net.tflite").write_bytes(tiny_model(graph))

    code, said, errors = info(tmp_path / "net.tflite")

    assert (code, errors) == (1, "")
    assert said["operators"] == "1 MEAN, 1 FlexErf (custom)"
    assert said["input"] == "float32 (1, 8, 8, 3)"
    assert said["runtime"].startswith("none runs it: The model needs the TensorFlow operator Erf.")
    assert said["edge-app"].startswith("no: The model needs the TensorFlow operator Erf.")


def test_a_model_that_runs_but_lacks_its_labels_says_both(info, tmp_path):
    graph = color_graph(dtype=np.uint8, scale=1 / 255)
    (tmp_path / "net.tflite").write_bytes(tiny_model(graph))

    code, said, _ = info(tmp_path / "net.tflite", "--json")

    assert code == 1
    assert said["usable"] is False
    assert "--labels FILE" in said["error"]
    assert said["runtime"]
    assert (said["input"]["scale"], said["input"]["zero_point"]) == (pytest.approx(1 / 255), 0)
    assert said["quantization"] == "uint8, weights per tensor"


def test_a_file_that_is_cut_off_is_shown_as_far_as_it_goes(info, root, tmp_path):
    whole = (root / "models/cifar10-resnet8.tflite").read_bytes()
    (tmp_path / "cut.tflite").write_bytes(whole[:40_000])

    code, said, _ = info(tmp_path / "cut.tflite")

    assert code == 1
    assert said["size"] == "40,000 bytes"
    assert "cut off or damaged" in said["edge-app"]


@pytest.mark.parametrize("name", ["nowhere.tflite", "no-such-model"])
def test_what_is_not_there_is_an_error(info, name):
    code, said, errors = info(name)

    assert (code, said) == (1, {})
    assert errors.startswith("error: ")
    assert name in errors
