"""The app's doctor on an emulated board."""

import shutil

import pytest

from benchmarks.arm64.doctor import problems_there
from benchmarks.arm64.emulator import guest_command, run_guest
from edge_app.errors import PipelineError


def test_the_doctor_runs_there_and_finds_what_is_broken(system, app, int8_model, tmp_path):
    broken = tmp_path / int8_model.name
    shutil.copy(int8_model.with_suffix(".json"), tmp_path)
    broken.write_bytes(int8_model.read_bytes()[:-1] + b"x")

    whole = problems_there(system, "cortex-a76", app=app, model=["--model", str(int8_model)])
    damaged = problems_there(system, "cortex-a76", app=app, model=["--model", str(broken)])

    assert whole == []
    (problem,) = damaged
    assert problem.startswith("model: ")
    assert "The file is damaged" in problem


def test_another_exit_status_is_a_failure_unless_it_is_a_good_one(system):
    command = guest_command(system, "cortex-a76", "-c", "import sys; print('seen'); sys.exit(1)")

    assert run_guest(command, good=(0, 1)) == "seen\n"
    with pytest.raises(PipelineError, match="Exit status 1"):
        run_guest(command)
