"""``python -m benchmarks choose``: from a result, and from a measurement."""

import json

import pytest

from benchmarks.__main__ import main


@pytest.fixture
def result(report, tmp_path):
    """A real result on disk, as if the accuracies were recorded."""
    for one, accuracy in zip(report["candidates"], (0.8756, 0.875), strict=True):
        one["accuracy"] = accuracy
    path = tmp_path / "latency.json"
    path.write_text(json.dumps(report))
    return path


def test_a_result_is_enough(result, capsys):
    assert main(["choose", "--from", str(result), "--max-ms", "1e6", "--min-accuracy", "0.8"]) == 0
    assert capsys.readouterr().out.startswith("Use cifar10-resnet8.")


def test_nothing_fits_is_an_exit_code_and_a_reason(result, capsys):
    assert main(["choose", "--from", str(result), "--min-accuracy", "0.99"]) == 1
    assert "comes nearest" in capsys.readouterr().out


def test_json_names_choice_and_reason(result, capsys):
    assert main(["choose", "--from", str(result), "--min-accuracy", "0.8", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["fits"]
    assert found["choice"]["threads"] == 1
    assert found["reason"]


def test_without_a_result_the_models_are_measured_with_their_records(run, shipped):
    few = ("--threads", 1, "--rounds", 1, "--invocations", 1)

    process = run("choose", "--models", *shipped, *few, "--max-ms", 1e6, "--json")

    assert process.returncode == 0
    assert json.loads(process.stdout)["choice"]["accuracy"] > 0.5


def test_a_result_of_another_kind_or_machine_is_noticed(result, capsys):
    report = json.loads(result.read_text())
    report["machine"]["cpu"] = "Cortex-A76"
    result.write_text(json.dumps(report))
    main(["choose", "--from", str(result)])
    assert "another machine" in capsys.readouterr().err

    result.write_text(json.dumps({**report, "benchmark": "peers"}))
    assert main(["choose", "--from", str(result)]) == 1
    assert "Expected one of latency" in capsys.readouterr().err


@pytest.mark.parametrize(("flag", "value"), [("--max-ms", "0"), ("--min-accuracy", "90")])
def test_limits_that_make_no_sense_are_refused(flag, value, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["choose", flag, value])

    assert stopped.value.code == 2
    assert repr(value) in capsys.readouterr().err
