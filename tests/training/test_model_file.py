"""The .keras file: whole, safe to load, and without the optimizer."""

import zipfile

import keras
import numpy as np

from training.architectures import build_model
from training.fit import train
from training.model_file import save_model


def test_the_file_loads_in_safe_mode_and_predicts_the_same(dataset, recipe, tmp_path):
    model = build_model("plain-cnn", image_size=(32, 32), class_count=4)
    train(model, dataset, recipe, checkpoint=tmp_path / "c.npz", run={})
    path = tmp_path / "out" / "model.keras"
    save_model(path, model)

    loaded = keras.saving.load_model(path, safe_mode=True)
    images = dataset.test.images
    assert np.array_equal(loaded.predict(images, verbose=0), model.predict(images, verbose=0))
    assert not loaded.compiled
    assert path.stat().st_size < 1.1 * 4 * model.count_params()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    assert list(path.parent.iterdir()) == [path]
