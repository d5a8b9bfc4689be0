"""The .keras file: whole, safe to load, without the optimizer; and files that are none."""

import zipfile

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architectures import build_model
from training.fit import train
from training.saving import load_model, save_model


def test_the_file_loads_in_safe_mode_and_predicts_the_same(dataset, recipe, tmp_path):
    model = build_model(recipe, image_size=(32, 32), class_count=4)
    train(model, dataset, recipe, checkpoint=tmp_path / "c.npz", run={})
    path = tmp_path / "out" / "model.keras"
    save_model(path, model)

    loaded = load_model(path)
    images = dataset.test.images
    assert np.array_equal(loaded.predict(images, verbose=0), model.predict(images, verbose=0))
    assert not loaded.compiled
    assert path.stat().st_size < 1.1 * 4 * model.count_params()
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_model_says_how_to_train_one(tmp_path):
    with pytest.raises(PipelineError, match=r"No model at .*absent\.keras\. .*make train"):
        load_model(tmp_path / "absent.keras")


def test_code_in_a_model_file_is_not_run(tmp_path):
    image = keras.Input((4,))
    model = keras.Model(image, keras.layers.Lambda(lambda x: x)(image))
    model.save(tmp_path / "lambda.keras")
    with pytest.raises(PipelineError, match="cannot be loaded as a Keras model"):
        load_model(tmp_path / "lambda.keras")
