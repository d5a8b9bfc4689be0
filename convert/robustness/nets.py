"""A net to ask about a split, whatever its file: the device's own code for TFLite, else Keras."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from edge_app.images import decode_image
from training.parts import Split

if TYPE_CHECKING:
    from convert.models.parent import Parent


class Net(Protocol):
    """``size`` is the side of its square input in pixels."""

    @property
    def size(self) -> int: ...

    @property
    def class_names(self) -> tuple[str, ...]: ...

    def probabilities(self, split: Split) -> NDArray[np.float32]:
        """Of each class, float32 (n, classes), for each of the n images."""

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

    def probabilities(self, split: Split) -> NDArray[np.float32]:
        from convert.data.encoded import encoded_images  # Slow: imports Keras.

        answers = [self.classifier.probabilities(decode_image(d)) for d in encoded_images(split)]
        return np.stack(answers)

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

    def probabilities(self, split: Split) -> NDArray[np.float32]:
        from convert.proof.prover import keras_answers

        return keras_answers(self.parent.model, split)

    def summary(self) -> dict[str, Any]:
        import keras

        digest = hashlib.sha256(self.parent.path.read_bytes()).hexdigest()
        return {"sha256": digest, "runtime": f"keras {keras.__version__}"}


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
