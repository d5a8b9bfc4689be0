"""A net to ask about a split, whatever its file: the device's own code for TFLite, else Keras."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_app.classifier import Classifier
from edge_app.errors import ModelFileError, PipelineError
from training.parts import Split

if TYPE_CHECKING:
    from convert.models.parent import Parent


class Net(Protocol):
    """``size`` is the side of its square input in pixels."""

    @property
    def size(self) -> int: ...

    @property
    def class_names(self) -> tuple[str, ...]: ...

    def summary(self) -> dict[str, Any]:
        """What a record says of it."""


@dataclass(frozen=True)
class TfliteNet:
    """A .tflite file, asked as the device asks it."""

    classifier: Classifier

    @property
    def size(self) -> int:
        return square(self.classifier.input_size, self.classifier.path)

    @property
    def class_names(self) -> tuple[str, ...]:
        return self.classifier.labels

    def summary(self) -> dict[str, Any]:
        runtime = self.classifier.runtime
        return {
            "sha256": self.classifier.info.sha256,
            "runtime": f"{runtime.name} {runtime.version}",
        }


@dataclass(frozen=True)
class KerasNet:
    """A .keras file that was trained here."""

    parent: "Parent"
    class_names: tuple[str, ...]

    @property
    def size(self) -> int:
        height, width = self.parent.model.input_shape[1:3]
        return square((height, width), self.parent.path)

    def summary(self) -> dict[str, Any]:
        import keras

        digest = hashlib.sha256(self.parent.path.read_bytes()).hexdigest()
        return {"sha256": digest, "runtime": f"keras {keras.__version__}"}


def ask_all(
    nets: Mapping[str, Net], split: Split, *, progress: str
) -> dict[str, NDArray[np.float32]]:
    """The probabilities of each net, float32 (n, classes), for the n images of ``split``.

    A picture is encoded and decoded once for all TFLite files; they show a bar of progress, with
    the text ``progress`` before it.

    Raises ModelFileError: a TFLite file has no answer to a picture.
    """
    from convert.proof.device_answers import device_answers  # Slow: imports Keras.
    from convert.proof.prover import keras_answers

    found = {
        name: keras_answers(net.parent.model, split)
        for name, net in nets.items()
        if isinstance(net, KerasNet)
    }
    tflite = {name: net.classifier for name, net in nets.items() if isinstance(net, TfliteNet)}
    if tflite:
        answers = device_answers(tflite, split, progress=progress)
        for name, reason in answers.refused.items():
            raise ModelFileError(f"{name}: {reason}")
        found |= answers.probabilities
    return found


def open_net(path: Path) -> Net:
    """Open a .tflite or .keras file.

    Raises ModelFileError: a TFLite file that cannot be used. PipelineError: another kind of file,
    or a Keras model whose classes no record beside it names.
    """
    if path.suffix == ".tflite":
        return TfliteNet(Classifier(path))
    if path.suffix != ".keras":
        raise PipelineError(f"{path} is neither a .tflite nor a .keras file.")
    from convert.models.parent import load_parent

    parent = load_parent(path)
    return KerasNet(parent, parent.class_names or _names_beside(path))


def square(size: tuple[int, int], path: Path) -> int:
    """The side of a square input. Raises PipelineError: it is none."""
    height, width = size
    if height != width:
        raise PipelineError(f"{path} takes {height} x {width} pixels. Expected a square.")
    return height


def _names_beside(path: Path) -> tuple[str, ...]:
    """The class names in the record of a conversion, NAME.json. Raises PipelineError: none."""
    try:
        return tuple(json.loads(path.with_suffix(".json").read_bytes())["labels"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PipelineError(
            f"Nothing names the classes of {path}: beside it is neither the training.json of its "
            f"training nor the {path.stem}.json of its conversion."
        ) from error
