"""Curves for TensorBoard, on request."""

import importlib.util
from pathlib import Path

import keras

from edge_app.errors import PipelineError

REQUIRED = ("tensorboard", "tensorflow")


def check_available() -> None:
    """Refuse where the event files cannot be written.

    Raises PipelineError: TensorBoard is not installed, or TensorFlow, whose writer Keras uses on
    every back end.
    """
    missing = [name for name in REQUIRED if importlib.util.find_spec(name) is None]
    if missing:
        raise PipelineError(
            f"--tensorboard needs the packages {' and '.join(REQUIRED)} on every back end; not "
            f"installed: {', '.join(missing)}. Install them, or leave the flag away: training.json "
            "holds the curves."
        )


class TensorBoardLog(keras.callbacks.TensorBoard):  # type: ignore[misc]  # Keras has no types.
    """Writes loss, accuracy and learning rate of each epoch, for training and validation."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), write_graph=False)

    def on_test_end(self, logs: dict[str, float] | None = None) -> None:
        """Leave away Keras's second copy of the validation curves."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        super().on_epoch_end(epoch, logs)
        for writer in self._writers.values():  # Or a killed run would lose minutes of it.
            writer.flush()
