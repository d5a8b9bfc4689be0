"""The record of a conversion: one NAME.json for the Keras parent and all its variants."""

import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from convert.calibration import Calibration
from convert.proof import Proof
from edge_app.runtime import Runtime
from training.record import environment

SCHEMA = 1


def file_names(name: str) -> dict[str, str]:
    """The file name of each variant: the int8 file bears the plain name."""
    return {"float32": f"{name}.float32.tflite", "int8": f"{name}.tflite"}


def conversion_record(
    name: str,
    *,
    labels: tuple[str, ...],
    training: dict[str, Any],
    keras_file: bytes,
    files: dict[str, bytes],
    calibration: Calibration,
    max_accuracy_drop_points: float,
    validation: Proof,
    test: Proof,
    runtime: Runtime,
) -> dict[str, Any]:
    """Everything that is known of a conversion, ready for JSON."""
    names = file_names(name)
    return {
        "schema": SCHEMA,
        "name": name,
        "labels": list(labels),
        "keras": {
            **_file(f"{name}.keras", keras_file),
            "validation": {"accuracy": asdict(validation.keras)},
            "test": {"accuracy": asdict(test.keras)},
        },
        "variants": {
            variant: {
                **_file(names[variant], content),
                "validation": validation.variants[variant].summary(),
                "test": test.variants[variant].summary(),
            }
            for variant, content in files.items()
        },
        "gate": {
            "decided_on": "validation",
            "max_accuracy_drop_points": max_accuracy_drop_points,
            "passed": True,  # A conversion that fails leaves no record.
        },
        "calibration": calibration.summary(),
        "runtime": {"name": runtime.name, "version": runtime.version},
        "converted": environment(),
        "training": training,
    }


def _file(file_name: str, content: bytes) -> dict[str, Any]:
    return {
        "file": Path(file_name).name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
