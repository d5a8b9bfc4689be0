"""``python -m benchmarks arm64`` as its user runs it."""

import json
import subprocess
import sys

import pytest


def test_missing_programs_are_named_with_the_command_that_installs_them(root, tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks", "arm64", "--output", tmp_path, "--root", tmp_path],
        cwd=root,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert result.stderr == (
        "error: The emulated Raspberry Pi needs Debian packages that are not installed here. Run: "
        "sudo apt-get install gcc libc6-dev mmdebstrap qemu-user tar util-linux\n"
    )


@pytest.mark.parametrize("flags", [("--cpu", "cortex-a8"), ("--runtime", "onnx")])
def test_a_value_that_is_no_choice_is_refused(run, flags):
    result = run("arm64", *flags)

    assert result.returncode == 2
    assert "invalid choice" in result.stderr


def test_a_folder_without_models_is_refused(run, tmp_path):
    result = run("arm64", tmp_path, "--output", tmp_path, "--root", tmp_path / "root")

    assert result.returncode == 1
    assert "holds no .tflite file" in result.stderr
    assert not (tmp_path / "root").exists()


@pytest.mark.usefixtures("system")
def test_a_damaged_file_gets_a_line_and_the_others_their_count(run, int8_model, tmp_path):
    damaged, output = tmp_path / "damaged.tflite", tmp_path / "results"
    damaged.write_bytes(b"damaged")
    options = ("--cpu", "cortex-a76", "--check", "--json", "--output", output)
    result = run("arm64", damaged, int8_model, *options)

    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: {damaged}: ")
    report = json.loads(result.stdout)
    assert report == json.loads((output / "arm64.json").read_text())
    assert [entry["name"] for entry in report["failed"]] == ["damaged.tflite"]
    (count,) = report["counts"]
    assert (count["name"], count["cpu"]) == ("cifar10-resnet8.tflite", "cortex-a76")
    page = (output / "arm64.md").read_text()
    assert f"{count['count']['instructions']:,}" in page
