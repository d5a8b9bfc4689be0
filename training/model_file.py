"""Write a trained model as a .keras file that holds weights and layers, no optimizer."""

from pathlib import Path

import keras

from edge_app.files import replacing


def save_model(path: Path, model: keras.Model) -> None:
    """Write ``model`` to ``path``, whole or not at all, without what only training needs."""
    # Not clone_model: its copy is compiled, and the optimizer would treble the file.
    bare = keras.Model.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    with replacing(path) as partial:
        bare.save(partial)
