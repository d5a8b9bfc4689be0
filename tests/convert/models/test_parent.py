import json
import shutil
from collections.abc import Callable
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from convert.__main__ import main
from convert.models.parent import load_parent
from edge_app.errors import PipelineError
from tests.convert.small_models import CLASSES, SIZE, features, image, net, random_images

Make = Callable[[], keras.Model]


def saved(model: keras.Model, folder: Path, suffix: str = ".keras") -> Path:
    path = folder / f"net{suffix}"
    model.save(path)
    return path


def raw_net() -> keras.Model:
    """A net that does not scale its input."""
    x = image()
    return keras.Model(x, layers.Dense(CLASSES, activation="softmax")(features(x, scale=1)))


def test_a_model_of_a_training_comes_with_its_record(trained) -> None:
    parent = load_parent(trained.folder / "model.keras")
    assert parent.class_names == ("circle", "square", "triangle", "stripes")
    assert parent.run is not None
    assert parent.remarks == ()


def test_a_model_of_a_training_takes_no_other_range(trained) -> None:
    path = trained.folder / "model.keras"
    assert load_parent(path, input_range="0,255").run is not None
    with pytest.raises(PipelineError, match=r"takes the values 0..255 as they are.*Leave it out"):
        load_parent(path, input_range="0,1")


def test_as_many_outputs_as_classes_are_expected(trained, tmp_path: Path) -> None:
    path = saved(net(CLASSES + 1), tmp_path)
    shutil.copy(trained.folder / "training.json", tmp_path)
    with pytest.raises(PipelineError, match="has 5 outputs, but its training record names 4"):
        load_parent(path)


def test_a_broken_record_is_not_taken_for_a_missing_one(tmp_path: Path) -> None:
    path = saved(net(), tmp_path)
    (tmp_path / "training.json").write_text(json.dumps({"recipe": {}}))
    with pytest.raises(PipelineError, match=r"training\.json cannot be read"):
        load_parent(path)


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".hdf5"])
def test_a_model_without_a_record_is_taken(suffix: str, tmp_path: Path) -> None:
    model = net()
    parent = load_parent(saved(model, tmp_path, suffix))
    assert (parent.run, parent.class_names) == (None, None)
    images = random_images(4).astype(np.float32)
    expected = layers.Softmax()(model(images, training=False))
    np.testing.assert_allclose(parent.model(images, training=False), expected, atol=1e-6)
    assert ["softmax was added" in remark for remark in parent.remarks] == [True]


def test_a_sequential_model_is_taken_too(tmp_path: Path) -> None:
    model = keras.Sequential([image(), layers.Rescaling(1 / 255), layers.Flatten()])
    model.add(layers.Dense(CLASSES, activation="softmax"))
    parent = load_parent(saved(model, tmp_path))
    images = random_images(4).astype(np.float32)
    np.testing.assert_allclose(parent.model(images), model(images), atol=1e-6)


def test_what_is_assumed_of_the_input_is_said(tmp_path: Path) -> None:
    path = saved(raw_net(), tmp_path)
    (remark,) = load_parent(path).remarks
    assert "taken to expect raw values of 0..255" in remark
    for input_range in ("0,1", "-1,1", "0,255"):
        assert load_parent(path, input_range=input_range).remarks == ()


def two_inputs() -> keras.Model:
    x, y = image(), image()
    return keras.Model([x, y], layers.Dense(3)(layers.Flatten()(layers.Add()([x, y]))))


def two_outputs() -> keras.Model:
    x = image()
    return keras.Model(x, [layers.Dense(3)(features(x)), layers.Dense(3)(features(x))])


def of_shape(*shape: int | None) -> keras.Model:
    x = keras.Input(shape)
    y = layers.GlobalAveragePooling2D()(x) if len(shape) == 3 else x
    return keras.Model(x, layers.Dense(3)(y))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: of_shape(7), "it takes a vector, not an image"),
        (lambda: of_shape(9, 9, 1), "it takes grey images, not RGB"),
        (lambda: of_shape(9, 9, 4), "it takes images of 4 channels, not RGB"),
        (lambda: of_shape(3, 9, 9), "its channels come first"),
        (lambda: of_shape(None, None, 3), r"images of any size.*keras\.Input\(\(height, width, 3"),
        (two_inputs, "it takes 2 inputs"),
        (two_outputs, "it gives 2 outputs"),
        (lambda: keras.Model(x := image(), layers.Conv2D(3, 3)(x)), "it gives a map of values"),
        (lambda: keras.Model(x := image(), layers.Reshape((-1, 3))(x)), "it gives 2 dimensions"),
    ],
)
def test_what_is_no_image_classifier_is_refused_with_its_shapes(
    make: Make, reason: str, tmp_path: Path
) -> None:
    path = saved(make(), tmp_path)
    with pytest.raises(PipelineError, match=rf"net\.keras is not an image classifier: .*{reason}"):
        load_parent(path)


@pytest.mark.filterwarnings("ignore:You are saving a model that has not yet been built")
def test_a_model_that_was_never_built_is_refused(tmp_path: Path) -> None:
    path = saved(keras.Sequential([layers.Flatten(), layers.Dense(3)]), tmp_path)
    with pytest.raises(PipelineError, match="its input has no shape yet"):
        load_parent(path)


def test_an_output_that_cannot_be_told_is_refused_with_the_path(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"net\.keras: The model gives one number"):
        load_parent(saved(net(1), tmp_path))


def test_the_size_of_the_input_need_not_be_square(tmp_path: Path) -> None:
    x = keras.Input((SIZE, 2 * SIZE, 3))
    model = keras.Model(x, layers.Dense(CLASSES, activation="softmax")(features(x)))
    parent = load_parent(saved(model, tmp_path), input_range="0,1")
    assert parent.model.inputs[0].shape == (None, SIZE, 2 * SIZE, 3)


KERAS_2 = {
    "class_name": "Functional",
    "config": {
        "name": "net",
        "layers": [
            {
                "class_name": "InputLayer",
                "config": {"batch_input_shape": [None, SIZE, SIZE, 3], "name": "input_1"},
                "name": "input_1",
                "inbound_nodes": [],
            },
            {
                "class_name": "Conv2D",
                "config": {
                    "name": "conv2d",
                    "filters": 6,
                    "kernel_size": [3, 3],
                    "strides": [2, 2],
                    "kernel_initializer": {"class_name": "GlorotUniform", "config": {}},
                    "activation": "relu",
                },
                "name": "conv2d",
                "inbound_nodes": [[["input_1", 0, 0, {}]]],
            },
            {
                "class_name": "GlobalAveragePooling2D",
                "config": {"name": "pool", "data_format": "channels_last"},
                "name": "pool",
                "inbound_nodes": [[["conv2d", 0, 0, {}]]],
            },
            {
                "class_name": "Dense",
                "config": {"name": "dense", "units": CLASSES, "activation": "softmax"},
                "name": "dense",
                "inbound_nodes": [[["pool", 0, 0, {}]]],
            },
        ],
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [["dense", 0, 0]],
    },
}


def test_an_h5_file_as_keras_2_wrote_it_is_taken(tmp_path: Path) -> None:
    x = image(name="input_1")
    y = layers.Conv2D(6, 3, strides=2, activation="relu", name="conv2d")(x)
    y = layers.GlobalAveragePooling2D(name="pool")(y)
    model = keras.Model(x, layers.Dense(CLASSES, activation="softmax", name="dense")(y))
    path = saved(model, tmp_path, ".h5")
    with h5py.File(path, "r+") as file:
        file.attrs["model_config"] = json.dumps(KERAS_2)
        file.attrs["keras_version"] = "2.4.0"
    images = random_images(4).astype(np.float32)
    np.testing.assert_allclose(load_parent(path).model(images), model(images), atol=1e-6)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_the_command_refuses_a_file_with_code_in_it(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    x = image()
    model = keras.Model(x, layers.Dense(3)(layers.Flatten()(layers.Lambda(lambda v: v)(x))))
    output = tmp_path / "out"
    path = saved(model, tmp_path, suffix)
    capsys.readouterr()
    assert main([str(path), "--output", str(output)]) == 1
    message = capsys.readouterr().err
    assert "holds a Lambda layer" in message
    assert "Traceback" not in message
    assert not list(output.iterdir())
