"""The app in another Python environment: what is said where it does not start there."""

import subprocess
import sys
from pathlib import Path

import pytest

from convert.proof.second_runtime import check_second_runtime
from edge_app.errors import PipelineError


def test_an_environment_that_can_run_the_app_passes_the_check(other_python: Path) -> None:
    check_second_runtime(other_python)


def test_no_interpreter_at_the_path_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    for path, reason in ((tmp_path / "missing", "No such file"), (tmp_path / "text", "Permission")):
        with pytest.raises(PipelineError, match=f"No Python interpreter.*{path.name}: {reason}"):
            check_second_runtime(path)


def test_a_relative_path_is_that_of_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PipelineError, match=f"{tmp_path}/missing: No such file"):
        check_second_runtime(Path("missing"))


def test_a_program_that_is_no_python_is_said() -> None:
    with pytest.raises(PipelineError, match="true cannot run the app: it says nothing"):
        check_second_runtime(Path("/bin/true"))


def test_an_environment_without_what_the_app_needs_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "bare")]
    subprocess.run(command, check=True)
    with pytest.raises(PipelineError, match=r"bare/bin/python cannot run the app: .*No module"):
        check_second_runtime(tmp_path / "bare/bin/python")


def test_a_runtime_for_numpy_1_in_an_environment_with_numpy_2_gets_the_remedy(executable) -> None:
    """What NumPy 2 and tflite-runtime 2.14 say together, as it was recorded."""
    words = "A module that was compiled using NumPy 1.x cannot be run in\nNumPy 2.4.6 as it may"
    told = executable(
        f"printf '{words}\nedge_app.errors.RuntimeUnavailableError: No\n' >&2; exit 1"
    )
    with pytest.raises(PipelineError, match=r"and it has NumPy 2: install 'numpy<2'"):
        check_second_runtime(told)


def test_packages_of_this_environment_do_not_get_into_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise RuntimeError('the wrong numpy')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    check_second_runtime(Path(sys.executable))  # Which imports NumPy.
