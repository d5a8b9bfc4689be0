"""The three services that are measured, and why this machine lacks one."""

import sys
from pathlib import Path

from benchmarks import peers
from benchmarks.environments import (
    LeftOutError,
    keras_file,
    read_environment,
    tensorflow_environment,
    tensorflow_library,
)
from benchmarks.http_load import ceiling
from benchmarks.http_load.server import Service
from edge_app import __version__

APP, CEILING, TUTORIAL = "edge_app", "empty route", "tutorial"


def app_service(model: Path, *, runtime: str) -> Service:
    """The app's own upload API, started by its own command."""
    command = ("-m", "edge_app", "serve", "--port", "0", "--model", str(model.absolute()))
    return Service(
        APP,
        f"edge_app {__version__}, {runtime}, {_server_library()}",
        (sys.executable, *command),
        "/api/v1/classify",
    )


def ceiling_service() -> Service:
    """A route that does nothing, under the app's server with the app's settings."""
    command = (sys.executable, "-m", ceiling.__name__, "--port", "0")
    return Service(CEILING, _server_library(), command, "/empty")


def tutorial_service(model: Path, *, python: Path | None, keras: Path | None) -> Service:
    """Keras under Flask's development server, in an environment that has TensorFlow and Flask.

    Raises LeftOutError: there is no such environment, or no Keras model beside ``model``.
    PipelineError: it does not run, or there is no file ``keras``.
    """
    environment = tensorflow_environment(python)
    if environment.version("flask") is None:
        raise LeftOutError(f"{environment.python} has no Flask.")
    parent = keras_file(keras, models=[model])
    library = f"{tensorflow_library(environment)}, werkzeug {environment.version('werkzeug')}"
    script = Path(peers.__file__).with_name("tutorial_app.py")
    command = (str(environment.python), str(script), str(parent), "--port", "0")
    return Service(TUTORIAL, library, command, "/predict")


def _server_library() -> str:
    environment = read_environment(Path(sys.executable), roots=("flask", "waitress"))
    versions = (f"{name} {environment.version(name)}" for name in ("flask", "waitress"))
    return ", ".join(versions)
