"""``python -m benchmarks http`` as its user runs it."""

import copy
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.http_load.page import http_page

SHORT = ("--seconds", 1, "--clients", 1, 3, 1, "--pictures", "png-32", "jpeg-0.5mp")


@pytest.fixture(scope="session")
def http_run(run, tmp_path_factory):
    """A short run with the tutorial's way, and its output folder."""
    output = tmp_path_factory.mktemp("results")
    return run("http", *SHORT, "--output", output, "--json"), output


@pytest.fixture
def http(http_run):
    """The report that it printed."""
    return json.loads(http_run[0].stdout)


def test_the_app_is_loaded_beside_its_ceiling_and_the_tutorial(http_run, http):
    process, _ = http_run

    assert (process.returncode, process.stderr) == (0, "")
    assert (http["schema"], http["benchmark"]) == (2, "http")
    assert [item["name"] for item in http["services"]] == ["edge_app", "empty route", "tutorial"]
    assert len(http["cells"]) == 3 * 2 * 2
    for cell in http["cells"]:
        assert cell["rounds"] == http["settings"]["rounds_measured"]  # 1 was asked for twice.
        assert cell["answers"] >= cell["clients"]
        assert cell["errors"] == {}
        assert cell["latency_ms"]["minimum"] <= cell["latency_ms"]["median"]
        assert cell["per_second"]["median"] > 0
        assert cell["peak_rss_bytes"] > 10_000_000
        assert (cell["latency_ms"]["p99"] is None) == (cell["answers"] < 100)
        assert (cell["request_cpu_ms"] is None) == (cell["clients"] > 1)


def test_the_ratios_are_of_the_same_round_and_stand_with_the_app(http):
    rates = {
        (cell["service"], cell["picture"], cell["clients"]): cell["of_rounds"]["per_second"]
        for cell in http["cells"]
    }
    for cell in http["cells"]:
        if cell["service"] != "edge_app":
            assert cell["ratio_to_tutorial"] is None
            continue
        place = (cell["picture"], cell["clients"])
        if cell["rounds"] == 1:
            expected = rates[("edge_app", *place)][0] / rates[("tutorial", *place)][0]
            assert cell["ratio_to_tutorial"]["value"] == pytest.approx(expected, rel=0.02)
        assert cell["ratio_to_empty_route"]["value"] > 0
        of_request = cell["request_cpu_ratio_to_empty_route"]
        # What is left after decoding and the model may be less than nothing in so short a time.
        assert (of_request is None) == (cell["clients"] > 1)


def test_tensorflow_takes_more_memory(http):
    rest = {item["name"]: item["rest_rss_bytes"] for item in http["services"]}

    assert rest["tutorial"] > 3 * rest["edge_app"] > rest["edge_app"] > rest["empty route"]


def test_the_files_hold_what_was_printed_and_name_no_folder_of_the_user(http_run, http, root):
    process, output = http_run

    assert {path.name for path in output.iterdir()} == {"http.json", "http.md", "http.png"}
    assert json.loads((output / "http.json").read_text()) == http
    assert (output / "http.png").read_bytes().startswith(b"\x89PNG")
    for text in (process.stdout, (output / "http.md").read_text()):
        assert str(root) not in text
        assert str(output.parent) not in text


def test_the_page_says_every_rate_command_and_hash(http):
    page = http_page(http).markdown(picture=None)

    assert http["command"] in page
    assert http["model"]["sha256"] in page
    for cell in http["cells"]:
        assert f"{cell['per_second']['median']:,.1f}" in page
    assert "No errors: every request was answered with status 200." in page
    assert "- tutorial: tensorflow " in page
    assert "None" not in page


def test_errors_are_shown_by_kind(http):
    shown = copy.deepcopy(http)
    shown["cells"][0] |= {"errors": {"503": 7, "timeout": 1}, "answers": 0, "latency_ms": None}

    text = http_page(shown).text()

    assert "7 x 503, 1 x timeout, beside 0 answers" in text
    assert "No errors" not in text


def test_what_is_not_there_is_left_out_with_one_line(run, bare_python, tmp_path):
    output = ("--output", tmp_path / "out")

    process = run("http", *SHORT[:6], "--pictures", "png-32", "--tensorflow", bare_python, *output)

    assert process.returncode == 0
    (line,) = process.stderr.splitlines()
    assert line == (
        f"Left out: tutorial. {bare_python} has no TensorFlow. Name another with "
        "--tensorflow PYTHON."
    )
    page = (tmp_path / "out/http.md").read_text()
    assert "- tutorial, left out: python has no TensorFlow." in page
    assert str(tmp_path) not in page
    assert "| tutorial |" not in page


def test_a_broken_keras_model_costs_one_line_and_the_rest_is_measured(run, tmp_path):
    broken = tmp_path / "broken.keras"
    broken.write_bytes(b"not a model")
    output = ("--output", tmp_path / "out")

    process = run("http", *SHORT[:6], "--pictures", "png-32", "--keras", broken, *output)

    assert process.returncode == 1
    (line,) = process.stderr.splitlines()
    assert line.startswith("error: tutorial: It does not start: ")
    cells = json.loads((tmp_path / "out/http.json").read_text())["cells"]
    assert {cell["service"] for cell in cells} == {"edge_app", "empty route"}


def test_a_model_that_is_not_there_is_refused(run, tmp_path):
    process = run("http", "--model", tmp_path / "none.tflite", "--output", tmp_path / "out")

    assert process.returncode == 1
    assert process.stderr == (
        f"error: {tmp_path / 'none.tflite'}: Cannot read the model: No such file or directory.\n"
    )
    assert not (tmp_path / "out").exists()


def test_more_clients_than_can_be_played_are_refused(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["http", "--clients", "8", "201"])

    assert stopped.value.code == 2
    assert "'201' is more than 200 clients" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_a_command_that_is_told_to_end_leaves_no_server(root, bare_python, tmp_path):
    words = ("http", "--tensorflow", bare_python, "--output", tmp_path)
    with subprocess.Popen([sys.executable, "-m", "benchmarks", *words], cwd=root) as process:
        while process.poll() is None and len(children(process.pid)) < 2:
            time.sleep(0.02)
        servers = children(process.pid)
        process.send_signal(signal.SIGTERM)

    assert process.returncode == 128 + signal.SIGTERM
    assert len(servers) == 2
    assert not any(Path("/proc", str(server)).exists() for server in servers)


def children(parent):
    """The processes that ``parent`` has started and that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # It has just ended.
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found
