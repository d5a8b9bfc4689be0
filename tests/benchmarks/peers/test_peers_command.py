"""``python -m benchmarks peers``: with peers that are there, and with none."""

import json
import os
import shutil

import pytest

FEW = ("--threads", 1, "--rounds", 1, "--invocations", 1, "--seconds", 1)
PEERS = os.environ.get("PEERS_PYTHON")


def test_without_peers_ours_are_measured_and_each_peer_costs_one_line(
    run, models, bare_python, tmp_path
):
    process = run("peers", "--models", *models, *FEW, "--peers", bare_python, "--output", tmp_path)

    assert process.returncode == 0
    assert [line.split(".")[0] for line in process.stderr.splitlines()] == [
        "Left out: onnxruntime",
        "Left out: openvino",
        "Left out: keras",
    ]
    report = json.loads((tmp_path / "peers.json").read_text())
    assert (report["benchmark"], len(report["left_out"])) == ("peers", 3)
    assert len(report["candidates"]) == len(models)
    assert all(one["files"] == {} for one in report["candidates"])
    assert "The same nets in other runtimes" in (tmp_path / "peers.md").read_text()
    assert str(bare_python.parent) not in json.dumps(report)


def test_without_a_model_nothing_is_written(run, tmp_path):
    process = run("peers", "--models", tmp_path / "none.tflite", "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.splitlines()[-1] == "error: None of the models can be measured."
    assert not (tmp_path / "out").exists()


def test_keras_from_this_environment_answers_as_our_float_net(run, root, tmp_path):
    pytest.importorskip("tensorflow")
    folder = tmp_path / "models"
    folder.mkdir()
    for suffix in ("keras", "json", "float32.tflite"):  # The record states the temperature.
        shutil.copy(root / "models" / f"cifar10-resnet8.{suffix}", folder)

    process = run("peers", "--models", folder, *FEW, "--output", tmp_path)

    report = json.loads((tmp_path / "peers.json").read_text())
    names = [one["name"] for one in report["candidates"]]
    assert process.returncode == 0
    assert names == ["cifar10-resnet8.float32.tflite", "cifar10-resnet8.keras"]
    assert report["candidates"][1]["threads"] == 0


@pytest.mark.skipif(not PEERS, reason="PEERS_PYTHON names no environment with the extra peers")
def test_the_same_nets_run_in_other_libraries(run, models, tmp_path):
    process = run("peers", "--models", *models, *FEW, "--peers", PEERS, "--output", tmp_path)

    report = json.loads((tmp_path / "peers.json").read_text())
    measured = {one["runtime"].split(" ")[0] for one in report["candidates"]}
    assert process.returncode == 0, process.stderr
    assert {"ai-edge-litert", "onnxruntime", "openvino"} <= measured
    assert report["failed"] == []
