"""Other environments of the machine, and peers that it lacks."""

import sys
from pathlib import Path

import pytest

from benchmarks.environments import (
    LeftOutError,
    keras_file,
    keras_parent,
    plain_environment,
    read_environment,
    tensorflow_environment,
)
from benchmarks.missing import Missing, tell
from edge_app.errors import PipelineError


def test_an_environment_tells_its_versions():
    found = read_environment(Path(sys.executable), roots=("flask",))

    assert found.python_version.startswith(f"{sys.version_info[0]}.{sys.version_info[1]}.")
    assert found.version("nothing", "werkzeug")
    assert found.version("nothing") is None


def test_a_python_that_is_not_there_is_left_out(tmp_path):
    with pytest.raises(LeftOutError, match=r"There is no Python at .*/python"):
        read_environment(tmp_path / "python", roots=())


def test_a_program_that_is_no_python_is_an_error():
    with pytest.raises(PipelineError, match="/bin/true is not a Python that runs") as caught:
        read_environment(Path("/bin/true"), roots=())

    assert not isinstance(caught.value, LeftOutError)


def test_this_environment_has_tensorflow():
    assert tensorflow_environment(None).version("keras")


def test_an_environment_without_tensorflow_is_left_out(bare_python):
    with pytest.raises(LeftOutError, match="has no TensorFlow"):
        tensorflow_environment(bare_python)


@pytest.mark.parametrize("name", ["net.tflite", "net.float32.tflite"])
def test_the_keras_model_is_found_beside_every_variant(tmp_path, name):
    (tmp_path / "net.keras").touch()

    assert keras_parent(tmp_path / name) == tmp_path / "net.keras"


def test_without_a_keras_model_the_flag_is_named(tmp_path):
    with pytest.raises(LeftOutError, match=r"no Keras model net\.keras .* --keras FILE"):
        keras_parent(tmp_path / "net.tflite")


def test_the_keras_model_that_was_named_is_taken_whatever_its_suffix(tmp_path):
    (tmp_path / "mine.h5").touch()
    (tmp_path / "net.keras").touch()

    assert keras_file(tmp_path / "mine.h5", models=[]) == tmp_path / "mine.h5"
    assert keras_file(None, models=[tmp_path / "net.tflite"]) == tmp_path / "net.keras"


def test_a_keras_model_that_was_named_and_is_not_there_is_an_error(tmp_path):
    with pytest.raises(PipelineError, match=r"There is no file .*/none\.keras") as caught:
        keras_file(tmp_path / "none.keras", models=[tmp_path / "net.tflite"])

    assert not isinstance(caught.value, LeftOutError)


def test_variables_that_steer_python_or_the_app_are_not_passed_on(monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("EDGE_APP_INPUT_RANGE", "0,1")
    monkeypatch.setenv("PATH_OF_MINE", "kept")

    assert "PYTHONWARNINGS" not in plain_environment()
    assert "EDGE_APP_INPUT_RANGE" not in plain_environment()
    assert plain_environment()["PATH_OF_MINE"] == "kept"


def test_missing_things_are_told_apart_and_recorded_without_folders(capsys):
    missing = Missing()
    with missing.noting("peer"):
        raise LeftOutError("There is no Python at /home/user/.venv/bin/python.")
    with missing.noting("ours"):
        raise PipelineError("It broke.")
    tell(missing)

    assert capsys.readouterr().err.splitlines() == [
        "Left out: peer. There is no Python at /home/user/.venv/bin/python.",
        "error: ours: It broke.",
    ]
    assert missing.as_json() == {
        "failed": [{"name": "ours", "reason": "It broke."}],
        "left_out": [{"name": "peer", "reason": "There is no Python at python."}],
    }
