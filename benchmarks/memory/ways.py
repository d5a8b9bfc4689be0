"""Which ways to an answer this machine has, and why it lacks the others."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks import peers
from benchmarks.environments import (
    TREE,
    Distribution,
    Environment,
    LeftOutError,
    keras_file,
    read_environment,
    tensorflow_environment,
    tensorflow_library,
)
from benchmarks.memory.starts import Way
from benchmarks.missing import Missing
from edge_app import __version__
from edge_app.runtime import RUNTIMES

# What the app's wheel requires of every Python, besides one of RUNTIMES; a test compares it with
# pyproject.toml.
APP_NEEDS = ("flask", "flatbuffers", "numpy", "pillow", "prometheus-client", "tqdm", "waitress")
PEERS = Path(peers.__file__).parent
FLOOR = (
    "import sys, numpy, PIL.Image as i; "
    "print(numpy.asarray(i.open(sys.argv[1])).mean(), flush=True)"
)


def app_ways(
    python: Path, models: dict[str, Path], picture: Path, *, expected: str | None = None
) -> list[Way]:
    """``edge_app classify`` with each of ``models``, in the environment of ``python``.

    Raises LeftOutError: the app finds no runtime there, or prefers another to ``expected``.
    """
    names = [name for name, _ in RUNTIMES]
    held = read_environment(python, roots=names)
    runtime = next((name for name in names if held.version(name)), None)
    if runtime is None:
        raise LeftOutError(f"{python} has none of {', '.join(names)}.")
    if expected not in (None, runtime):
        raise LeftOutError(f"{python} has {runtime} in place of it.")
    environment = read_environment(python, roots=(runtime, *APP_NEEDS))
    with_app = Environment(
        environment.python,
        environment.python_version,
        (*environment.distributions, Distribution("edge-image-classifier", __version__, _size())),
    )
    library = f"{runtime} {environment.version(runtime)}"
    return [
        Way(
            f"edge_app, {runtime}, {name}",
            library,
            with_app,
            ("-m", "edge_app", "classify", "--model", str(path), str(picture)),
            path,
        )
        for name, path in models.items()
    ]


def tf_lite_ways(python: Path | None, models: dict[str, Path], picture: Path) -> list[Way]:
    """TensorFlow's own ``tf.lite.Interpreter`` with each of ``models``."""
    environment = tensorflow_environment(python)
    script = str(PEERS / "tf_lite_answer.py")
    return [
        Way(
            f"tf.lite, {name}",
            tensorflow_library(environment),
            environment,
            (script, str(path), str(picture)),
            path,
        )
        for name, path in models.items()
    ]


def keras_way(
    python: Path | None, keras: Path | None, models: Iterable[Path], picture: Path
) -> list[Way]:
    """Keras with the model ``keras``, or with that beside the first of ``models``."""
    environment = tensorflow_environment(python)
    path = keras_file(keras, models=models)
    library = tensorflow_library(environment)
    words = (str(PEERS / "keras_answer.py"), str(path), str(picture))
    return [Way(f"Keras predict, {path.name}", library, environment, words, path)]


def floor_way(python: Path, picture: Path) -> list[Way]:
    """The same picture decoded by Pillow and NumPy, without app, runtime and model."""
    environment = read_environment(python, roots=("numpy", "pillow"))
    library = f"numpy {environment.version('numpy')}, pillow {environment.version('pillow')}"
    words = ("-c", FLOOR, str(picture))
    return [Way("Python, NumPy and Pillow alone", library, environment, words, None)]


def find_ways(
    models: dict[str, Path],
    picture: Path,
    *,
    tflite_runtime: Path | None,
    tensorflow: Path | None,
    keras: Path | None,
    missing: Missing,
) -> list[Way]:
    """All ways to an answer about ``picture``; ``missing`` learns why others cannot be had."""
    here = Path(sys.executable)
    makers: dict[str, Callable[[], list[Way]]] = {
        "edge_app": lambda: app_ways(here, models, picture),
        "tf.lite": lambda: tf_lite_ways(tensorflow, models, picture),
        "Keras predict": lambda: keras_way(tensorflow, keras, models.values(), picture),
        "Python alone": lambda: floor_way(here, picture),
    }
    if tflite_runtime is not None:
        other = tflite_runtime
        makers["edge_app with tflite-runtime"] = lambda: app_ways(
            other, models, picture, expected="tflite-runtime"
        )
    ways: list[Way] = []
    for name, make in makers.items():
        with missing.noting(name):
            ways += make()
    return sorted(ways, key=lambda way: not way.name.startswith("edge_app"))  # Ours come first.


def _size() -> int:
    """The bytes of the app's own package, without what Python compiled from it."""
    files = (TREE / "edge_app").rglob("*")
    return sum(path.stat().st_size for path in files if path.is_file() and path.suffix != ".pyc")
