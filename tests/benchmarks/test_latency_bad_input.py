"""What ``python -m benchmarks latency`` says of models, threads and folders that it cannot use."""

import json
import sys

import pytest

SHORT = ("--threads", 1, "--rounds", 1, "--invocations", 1)


def test_an_unusable_model_costs_one_line_and_the_others_are_measured(run, models, tmp_path):
    damaged, missing = tmp_path / "damaged.tflite", tmp_path / "missing.tflite"
    damaged.write_bytes(models[0].read_bytes()[:1000])

    process = run(
        "latency", "--models", damaged, models[0], missing, *SHORT, "--output", tmp_path / "out"
    )

    assert process.returncode == 1
    first, second = process.stderr.splitlines()
    assert first.startswith("error: damaged.tflite: ")
    assert second == "error: missing.tflite: Cannot read the model: No such file or directory."
    assert models[0].name in process.stdout
    report = json.loads((tmp_path / "out/latency.json").read_text())
    assert {one["name"] for one in report["candidates"]} == {models[0].name}
    assert report["failed"] == [
        {"name": "damaged.tflite", "reason": first.removeprefix("error: damaged.tflite: ")},
        {
            "name": "missing.tflite",
            "reason": "Cannot read the model: No such file or directory.",
        },
    ]
    assert "## Not measured" in (tmp_path / "out/latency.md").read_text()


def test_when_no_model_can_be_measured_nothing_is_written(run, tmp_path):
    process = run("latency", "--models", tmp_path / "none.tflite", "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.splitlines() == [
        "error: none.tflite: Cannot read the model: No such file or directory.",
        "error: None of the models can be measured.",
    ]
    assert not (tmp_path / "out").exists()


def test_a_folder_without_models_is_refused(run, tmp_path):
    process = run("latency", "--models", tmp_path, "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.startswith(f"error: The folder {tmp_path} holds no .tflite file.")


def test_more_threads_than_cores_cost_one_line_and_the_others_are_measured(run, models, tmp_path):
    asked = ("--threads", 1, "--threads", 4096)

    process = run("latency", "--models", models[0], *asked, *SHORT, "--output", tmp_path)

    assert process.returncode == 1
    assert process.stderr.startswith("error: 4096 threads: Expected 1 to ")
    assert len(process.stderr.splitlines()) == 1
    report = json.loads((tmp_path / "latency.json").read_text())
    assert [one["threads"] for one in report["candidates"]] == [1]


def test_a_missing_runtime_is_left_out_with_one_line(run, models, tmp_path):
    nowhere = tmp_path / "bin/python"

    process = run(
        "latency", "--models", models[0], "--tflite-runtime", nowhere, *SHORT, "--output", tmp_path
    )

    assert process.returncode == 0
    assert process.stderr == (
        f"Left out: tflite-runtime. {nowhere} cannot be started: No such file or directory.\n"
    )
    report = json.loads((tmp_path / "latency.json").read_text())
    assert report["left_out"][0]["name"] == "tflite-runtime"
    assert str(tmp_path) not in json.dumps(report)


def test_an_environment_with_another_runtime_does_not_pass_for_tflite_runtime(
    run, models, tmp_path
):
    asked = ("--models", models[0], "--tflite-runtime", sys.executable)

    process = run("latency", *asked, *SHORT, "--output", tmp_path)

    assert process.returncode == 0
    assert "in place of it" in process.stderr


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many"])
@pytest.mark.parametrize("flag", ["--threads", "--rounds", "--invocations"])
def test_counts_that_are_not_whole_numbers_above_zero_are_refused(capsys, flag, value):
    from benchmarks.__main__ import main

    with pytest.raises(SystemExit) as stopped:
        main(["latency", f"{flag}={value}"])

    assert stopped.value.code == 2
    assert f"{value!r} is not a whole number above 0" in capsys.readouterr().err


def test_an_output_that_is_a_file_is_refused_before_the_measurement(run, models, tmp_path):
    (tmp_path / "out").touch()

    process = run("latency", "--models", *models, "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.startswith(f"error: cannot write to {tmp_path / 'out'}: ")
    assert process.stdout == ""


def test_a_record_that_does_not_fit_is_reported_and_left_out(run, models, tmp_path):
    model = tmp_path / "net.tflite"
    model.write_bytes(models[0].read_bytes())
    (tmp_path / "net.json").write_text('{"variants": {"int8": {"sha256": "of another file"}}}')

    process = run("latency", "--models", model, *SHORT, "--output", tmp_path / "out")

    assert process.returncode == 0
    assert process.stderr.startswith(f"warning: The record {tmp_path / 'net.json'} is of another")
    assert "not recorded" in process.stdout
