"""From a trained model to files that have been proven: no file without its proof."""

import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convert.calibration import choose_calibration
from convert.metadata import add_metadata
from convert.parent import Parent
from convert.proof import failures, prove
from convert.record import conversion_record, file_names
from convert.report import proof_table
from convert.tflite import to_float32, to_int8
from edge_app.classifier import Classifier
from edge_app.errors import PipelineError
from edge_app.files import replacing, sync
from training.datasets import Dataset


@dataclass(frozen=True)
class Conversion:
    """Proven model files by their variant, the Keras parent's bytes, and the record of them all."""

    name: str
    files: dict[str, bytes]
    keras_file: bytes
    record: dict[str, Any]

    def write(self, folder: Path) -> list[str]:
        """Write the files to ``folder``, the record last; return their names.

        None gets its name before all are whole on the disk, so that a full disk leaves earlier
        files as they were.
        """
        contents = {file_names(self.name)[variant]: data for variant, data in self.files.items()}
        contents[f"{self.name}.keras"] = self.keras_file
        record = json.dumps(self.record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        contents[f"{self.name}.json"] = record.encode()
        with ExitStack() as files:
            # A stack leaves in reverse order: what is entered first gets its name last.
            for file_name, content in reversed(contents.items()):
                partial = files.enter_context(replacing(folder / file_name))
                partial.write_bytes(content)
                sync(partial)
        return list(contents)


def convert_and_prove(
    name: str,
    parent: Parent,
    dataset: Dataset,
    *,
    calibration_images: int,
    max_accuracy_drop_points: float,
    say: Callable[[str], None],
) -> Conversion:
    """Convert ``parent`` to every variant, and prove each through the device's own code.

    The verdict falls on the validation images; only a model that passes is scored, once, on the
    test images. ``say`` is told of each step and gets the tables.

    Raises PipelineError: a variant loses more than ``max_accuracy_drop_points`` percentage points
    of accuracy, or the model cannot be converted.
    """
    recipe = parent.run.recipe
    calibration = choose_calibration(dataset.train, count=calibration_images, seed=recipe["seed"])
    say(f"Converting to float32, and to int8 with {len(calibration.images)} training images ...")
    description = (
        f"Image classifier for {len(dataset.class_names)} classes, trained on {dataset.name} "
        f"with the recipe {recipe['name']}."
    )
    converted = {
        "float32": to_float32(parent.model),
        "int8": to_int8(parent.model, calibration.images),
    }
    files = {
        variant: add_metadata(
            content, name=name, description=description, version="1", labels=dataset.class_names
        )
        for variant, content in converted.items()
    }
    classifiers = _load_as_the_device_does(name, files)
    sizes = {variant: len(content) for variant, content in files.items()}

    say("Asking Keras and both files about every validation image, then every test image ...")
    validation = prove(parent.model, classifiers, dataset.validation)
    say(proof_table("validation", validation, sizes))
    failed = failures(validation, max_accuracy_drop_points=max_accuracy_drop_points)
    if failed:
        raise PipelineError(" ".join([*failed, "Nothing was written."]))
    test = prove(parent.model, classifiers, dataset.test)
    say(proof_table("test", test, sizes))

    keras_file = parent.path.read_bytes()
    record = conversion_record(
        name,
        labels=dataset.class_names,
        training=parent.run.record,
        keras_file=keras_file,
        files=files,
        calibration=calibration,
        max_accuracy_drop_points=max_accuracy_drop_points,
        validation=validation,
        test=test,
        runtime=classifiers["int8"].runtime,
    )
    return Conversion(name, files, keras_file, record)


def _load_as_the_device_does(name: str, files: dict[str, bytes]) -> dict[str, Classifier]:
    with tempfile.TemporaryDirectory() as folder:
        classifiers = {}
        for variant, content in files.items():
            path = Path(folder, file_names(name)[variant])
            path.write_bytes(content)
            classifiers[variant] = Classifier(path)
    return classifiers
