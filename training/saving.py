"""Write a trained model as a .keras file of layers and weights, no optimizer; and read one."""

from pathlib import Path

import keras

from edge_app.errors import PipelineError
from edge_app.files import replacing
from training.keras_file import check_keras_file, load_failure


def save_model(path: Path, model: keras.Model) -> None:
    """Write ``model`` to ``path``, whole or not at all, without what only training needs."""
    # Not clone_model: its copy is compiled, and the optimizer would treble the file.
    bare = keras.Model.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    with replacing(path) as partial:
        bare.save(partial)


def load_model(path: Path) -> keras.Model:
    """Load a .keras file, or an .h5 file of Keras 2 or 3. No code from the file is run.

    Raises PipelineError: the file is missing, is no whole Keras model, or needs code of its own.
    """
    check_keras_file(path)
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # Keras raises many kinds for a file that is not its own.
        raise PipelineError(
            f"{path} cannot be loaded as a Keras model: {load_failure(error)}"
        ) from error
