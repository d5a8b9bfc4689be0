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


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (("--system", "trixie-arm64"), "Nothing is counted on trixie-arm64. Add --answers."),
        (("--cpu", "cortex-a7"), "Expected --cpu cortex-a76 or cortex-a72."),
        (
            ("--system", "bookworm-armhf", "--runtime", "ai-edge-litert", "--answers"),
            "There is no wheel of ai-edge-litert for bookworm-armhf. Expected --runtime "
            "tflite-runtime.",
        ),
        (("--answers", "--pictures", "absent.png"), "absent.png: no picture is there."),
        (
            ("--answers", "--tflite-runtime", sys.executable),
            "Expected an environment that has tflite-runtime and not ai-edge-litert.",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_made(run, tmp_path, flags, reason):
    result = run("arm64", *flags, "--output", tmp_path, "--root", tmp_path / "root")

    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("error: ")
    assert reason in line
    assert not (tmp_path / "root").exists()


def test_a_folder_without_models_is_refused(run, tmp_path):
    result = run("arm64", tmp_path, "--output", tmp_path, "--root", tmp_path / "root")

    assert result.returncode == 1
    assert "holds no .tflite file" in result.stderr
    assert not (tmp_path / "root").exists()


def test_a_qemu_without_plugins_is_named_before_anything_is_made(root, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("cc", "mmdebstrap", "setarch", "tar"):
        (programs / name).symlink_to("/bin/true")
    (programs / "qemu-aarch64").write_text(
        '#!/bin/sh\necho "qemu-aarch64 version 10.0.13 (Debian)"\n'
    )
    (programs / "qemu-aarch64").chmod(0o755)
    result = subprocess.run(
        [sys.executable, "-m", "benchmarks", "arm64", "--output", tmp_path, "--root", tmp_path],
        cwd=root,
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("error: QEMU 10.0.13 of this machine was built without plugins")


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
    (failure,) = report["failed"]
    assert (failure["name"], failure["system"]) == ("damaged.tflite", "bookworm-arm64")
    assert report["systems"] == {"bookworm-arm64": "Debian bookworm arm64, Python 3.11.2"}
    (count,) = report["counts"]
    assert (count["name"], count["cpu"]) == ("cifar10-resnet8.tflite", "cortex-a76")
    page = (output / "arm64.md").read_text()
    assert f"{count['count']['instructions']:,}" in page
