"""``python -m benchmarks latency`` as its user runs it."""

import hashlib
import json
import os
import pty
import signal
import statistics
import subprocess
import sys
import time

import pytest

SHORT = ("--threads", 1, "--rounds", 1, "--invocations", 1)


def test_a_run_measures_every_shipped_model(finished, report, models):
    process, _ = finished

    assert process.returncode == 0
    assert process.stderr == ""
    assert (report["schema"], report["benchmark"], report["failed"]) == (2, "latency", [])
    assert [(one["name"], one["threads"]) for one in report["candidates"]] == [
        (path.name, 1) for path in models
    ]
    for model, path in zip(report["candidates"], models, strict=True):
        assert model["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert model["invoke_ms"]["count"] == 6 * 20
        assert model["load_ms"]["count"] == model["first_inference_ms"]["count"] == 6
        assert len(model["round_medians_ms"]) == 6
        assert set(model["files"]) == {"png", "jpeg"}
        times = model["invoke_ms"]
        assert 0 < times["minimum"] <= times["median"] <= times["p90"] <= times["p99"]


def test_ratios_are_of_the_same_round(report):
    reference = report["candidates"][0]["round_medians_ms"]
    for model in report["candidates"]:
        pairs = zip(model["round_medians_ms"], reference, strict=True)
        ratio = model["ratio_to_reference"]
        assert ratio["value"] == pytest.approx(statistics.median(a / b for a, b in pairs), rel=1e-4)
        assert ratio["low"] <= ratio["value"] <= ratio["high"]


def test_only_the_first_model_is_the_reference(report):
    first, *others = report["candidates"]

    assert first["is_reference"]
    assert first["ratio_to_reference"] == {"value": 1, "low": 1, "high": 1}
    assert others
    assert not any(model["is_reference"] for model in others)


def test_the_files_hold_what_was_printed(finished, report):
    _, output = finished

    assert sorted(path.name for path in output.iterdir()) == [
        "latency.json",
        "latency.md",
        "latency.png",
    ]
    assert json.loads((output / "latency.json").read_text()) == report
    assert report["candidates"][0]["name"] in (output / "latency.md").read_text()
    assert (output / "latency.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_the_record_names_no_folder_of_the_user(finished, root):
    process, output = finished

    for text in (process.stdout, (output / "latency.md").read_text()):
        assert str(root) not in text
        assert str(output.parent) not in text


def test_when_no_number_of_threads_can_run_nothing_is_written(run, models, tmp_path):
    process = run("latency", "--models", *models, "--threads", 4096, "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr.endswith("error: None of the models can be measured.\n")
    assert not (tmp_path / "out").exists()


def test_tflite_runtime_takes_turns_in_its_own_environment(run, root, models, tmp_path):
    python = root / ".venv-device-tflite-runtime" / "bin" / "python"
    if not python.exists():
        pytest.skip("needs .venv-device-tflite-runtime: make tflite-runtime-environment")
    asked = ("--models", models[0], "--threads", 1, "--tflite-runtime", python)

    process = run("latency", *asked, *SHORT, "--output", tmp_path)

    assert (process.returncode, process.stderr) == (0, "")
    report = json.loads((tmp_path / "latency.json").read_text())
    runtimes = [one["runtime"].split()[0] for one in report["candidates"]]
    assert runtimes == ["ai-edge-litert", "tflite-runtime"]


def test_the_time_that_is_spent_ends_a_run(run, models, tmp_path):
    little = ("--threads", 1, "--invocations", 5, "--seconds", 0.001)

    run("latency", "--models", models[0], *little, "--output", tmp_path)

    settings = json.loads((tmp_path / "latency.json").read_text())["settings"]
    assert (settings["stopped_by"], settings["rounds"]) == ("time", 1)


def test_help_lists_the_subcommands(run):
    process = run("--help")

    assert process.returncode == 0
    assert "latency" in process.stdout


def run_python(root, code, *arguments):
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_no_tensorflow_is_imported_by_a_whole_run(root, models, tmp_path):
    code = (
        "import sys; from benchmarks.__main__ import main; code = main(sys.argv[1:]);"
        "heavy = {'tensorflow', 'keras', 'sklearn', 'training'} & set(sys.modules);"
        "sys.exit(code or ', '.join(heavy) or 0)"
    )

    process = run_python(root, code, "latency", "--models", *models, *SHORT, "--output", tmp_path)

    assert (process.returncode, process.stderr) == (0, "")


def test_without_matplotlib_the_picture_is_left_out_and_an_old_one_removed(root, models, tmp_path):
    (tmp_path / "latency.png").touch()
    code = (
        "import sys; sys.modules.update({'matplotlib': None, 'matplotlib.figure': None});"
        "from benchmarks.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )

    process = run_python(root, code, "latency", "--models", *models, *SHORT, "--output", tmp_path)

    assert process.returncode == 0
    (line,) = process.stderr.splitlines()
    assert line.startswith("No picture is drawn: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latency.json", "latency.md"]
    assert "latency.png" not in (tmp_path / "latency.md").read_text()


def test_ctrl_c_stops_a_run_and_leaves_earlier_results_alone(root, models, tmp_path):
    (tmp_path / "latency.json").write_text("earlier")
    arguments = ["--models", *models, "--invocations", "100000000", "--output", tmp_path]
    terminal, its_end = pty.openpty()  # Progress is shown on a terminal only.
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks", "latency", *map(str, arguments)],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=its_end,
    )
    os.close(its_end)
    try:
        shown = read_until(terminal, b"warm-up round")
        time.sleep(1)  # So that the model is loaded, and the endless round under way.
        process.send_signal(signal.SIGINT)
        shown += read_until(terminal, None)
        printed, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
        os.close(terminal)

    assert process.returncode == 130
    assert b"Stopped. No file is half-written." in shown
    assert b"Traceback" not in shown
    assert printed == b""
    assert [path.name for path in tmp_path.iterdir()] == ["latency.json"]
    assert (tmp_path / "latency.json").read_text() == "earlier"


def read_until(terminal, text):
    """All that is shown on a terminal until ``text``, or until its last writer ends."""
    shown = b""
    while text is None or text not in shown:
        try:
            shown += os.read(terminal, 1024)
        except OSError:  # So Linux tells that nobody holds the other end any more.
            break
    return shown
