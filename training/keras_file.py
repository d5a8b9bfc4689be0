"""Files that are not whole Keras models: what each is instead, and what to do about it."""

import re
import zipfile
from pathlib import Path

from edge_app.errors import PipelineError

EXPECTED = "Expected a Keras model: a .keras file, or an older .h5 file"
ZIP, HDF5 = b"PK\x03\x04", b"\x89HDF\r\n\x1a\n"
# How the files begin that people give by mistake.
STARTS = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\x80\x02": "a Python pickle, perhaps of PyTorch",
    b"\x1f\x8b": "a gzip archive",
}
TFLITE_PLACE = slice(4, 8)
LAMBDA = re.compile(r"`Lambda` layer|__lambda__")
CUSTOM = re.compile(r"(?:Unknown layer: |Could not locate (?:class|function) )'([^']+)'")
# A layer that reads other files, such as a SavedModel; or a function that is no part of a net.
DISALLOWED = re.compile(r"`(\w+)`, which loads|(vocabulary file)|deserialize `([\w.]+)` because it")
# Keras wraps the reason in the description of every layer around it.
REASON = "Exception encountered: "
WEIGHTS_ONLY = "No model config found"


def check_keras_file(path: Path) -> None:
    """Look at how the file begins, and at its name. Nothing of it is loaded.

    Raises PipelineError: it is missing, a folder, empty, of another kind, or has another suffix
    than its kind.
    """
    _check_is_file(path)
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise PipelineError(f"{path} cannot be read: {error.strerror}.") from error
    kind = _kind(start)
    if kind in (".keras", ".h5"):
        _check_suffix(path, kind)
        if kind == ".keras":
            _check_archive(path)
        return
    raise PipelineError(f"{path} cannot be loaded as a Keras model: it is {kind}. {EXPECTED}.")


def load_failure(error: Exception) -> str:
    """Why Keras refuses a file that begins as it should, in a sentence or two."""
    message = str(error)
    if found := CUSTOM.search(message):
        return (
            f"it needs {found[1]}, which is none of Keras' own layers. No code from a model file "
            "is run. Build the model of Keras' own layers, and save it as a .keras file."
        )
    if LAMBDA.search(message):
        return (
            "it holds a Lambda layer, which is Python code, and no code from a model file is run. "
            "Replace it by Keras' own layers, such as Rescaling, or operations of keras.ops."
        )
    if found := DISALLOWED.search(message):
        return (
            f"it asks for {found[1] or found[2] or found[3]}, which reaches beyond the file, and "
            "nothing but the layers and weights in a model file is used. Save the model without it."
        )
    if WEIGHTS_ONLY in message:
        return "it holds weights only. Save the whole model: model.save('NAME.keras')."
    if isinstance(error, OSError | EOFError | zipfile.BadZipFile):
        return f"it is damaged or cut off ({_first_line(message)}). Copy it again."
    return _first_line(message.rpartition(REASON)[2])


def _check_is_file(path: Path) -> None:
    if (path / "saved_model.pb").is_file():
        raise PipelineError(
            f"{path} is a SavedModel folder of TensorFlow. {EXPECTED}: save it from Keras with "
            "model.save('NAME.keras')."
        )
    if path.is_dir():
        raise PipelineError(f"{path} is a folder. {EXPECTED}.")
    if not path.is_file():
        raise PipelineError(f"No model at {path}. Train one first: make train.")


def _kind(start: bytes) -> str:
    """The suffix of a Keras file that begins so, or what it is instead, in words."""
    if start.startswith(ZIP):
        return ".keras"
    if start.startswith(HDF5):
        return ".h5"
    if not start:
        return "empty"
    if start[TFLITE_PLACE] == b"TFL3":
        return "a TFLite file, which is converted already"
    known = (words for begin, words in STARTS.items() if start.startswith(begin))
    return next(known, "of another kind, or damaged")


def _check_suffix(path: Path, kind: str) -> None:
    """Keras chooses how to read a file by its suffix alone."""
    right = (".h5", ".hdf5") if kind == ".h5" else (".keras",)
    if path.suffix not in right:
        raise PipelineError(
            f"{path} cannot be loaded as a Keras model under this name: its content is that of a "
            f"{kind} file. Rename it to {path.with_suffix(kind).name}."
        )


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError) as error:
        raise PipelineError(_damaged(path, str(error))) from error
    if damaged:
        raise PipelineError(_damaged(path, f"in {damaged}"))
    if "config.json" not in names:
        torch = any(name.endswith("data.pkl") for name in names)
        kind = "a PyTorch file" if torch else "a zip archive without a Keras model in it"
        raise PipelineError(f"{path} cannot be loaded as a Keras model: it is {kind}. {EXPECTED}.")


def _damaged(path: Path, reason: str) -> str:
    return (
        f"{path} cannot be loaded as a Keras model: it is damaged or cut off ({reason}). Copy it "
        "again."
    )


def _first_line(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else "no reason is given"
