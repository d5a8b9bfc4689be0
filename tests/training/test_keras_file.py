"""Files that are no whole Keras model, or that would run code: one clear sentence each."""

import json
import zipfile
from pathlib import Path

import keras
import pytest
from keras import layers

from edge_app.errors import PipelineError
from training.keras_file import load_failure
from training.saving import load_model

SUFFIXES = ("keras", "h5")
pytestmark = pytest.mark.filterwarnings("ignore:.*legacy", "ignore:You are saving your model")


class OwnLayer(layers.Layer):
    def call(self, x):
        return 2 * x


@keras.saving.register_keras_serializable(package="Own")
class RegisteredLayer(OwnLayer):
    pass


def own_function(x):
    return 2 * x


def save(path: Path, layer: keras.Layer | None = None) -> Path:
    """Save a model with ``layer`` in it, as the suffix of ``path`` says."""
    image = keras.Input((8, 8, 3))
    x = layer(image) if layer else image
    keras.Model(image, layers.Dense(3)(layers.Flatten()(x))).save(path)
    return path


@pytest.mark.parametrize("suffix", [*SUFFIXES, "hdf5"])
def test_models_of_each_format_are_loaded(suffix, tmp_path):
    assert load_model(save(tmp_path / f"model.{suffix}")).output_shape == (None, 3)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("nested", [False, True])
def test_a_lambda_layer_is_refused_and_not_run(suffix, nested, tmp_path):
    ran = tmp_path / "ran"
    text = str(ran)  # Which the file can hold, other than a Path.
    layer = layers.Lambda(lambda x: (open(text, "w").close(), x)[1])
    path = save(tmp_path / f"model.{suffix}", keras.Sequential([layer]) if nested else layer)
    ran.unlink()
    with pytest.raises(PipelineError, match="holds a Lambda layer, which is Python code"):
        load_model(path)
    assert not ran.exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (OwnLayer, "OwnLayer"),
        (RegisteredLayer, "RegisteredLayer"),
        (lambda: layers.Activation(own_function), "own_function"),
    ],
)
def test_a_layer_of_ones_own_is_named(suffix, layer, name, tmp_path, monkeypatch):
    path = save(tmp_path / f"model.{suffix}", layer())
    # As in another process, which has not registered it.
    monkeypatch.delitem(keras.utils.get_custom_objects(), "Own>RegisteredLayer")
    with pytest.raises(PipelineError, match=f"it needs (Own>)?{name}, which is none of"):
        load_model(path)


@pytest.mark.parametrize(
    ("layer", "what"),
    [
        ({"class_name": "TFSMLayer", "config": {"filepath": "FOLDER/saved"}}, "TFSMLayer"),
        ({"class_name": "StringLookup", "config": {"vocabulary": __file__}}, "vocabulary file"),
        (
            {
                "class_name": "Activation",
                "config": {
                    "activation": {
                        "module": "keras.utils",
                        "class_name": "function",
                        "config": "get_file",
                        "registered_name": "get_file",
                    }
                },
            },
            "keras.utils.get_file",
        ),
    ],
)
def test_what_reaches_beyond_the_file_is_refused(layer, what, tmp_path):
    path = save(tmp_path / "model.keras", layers.ReLU())
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members["config.json"])
    config["config"]["layers"][1].update({"module": "keras.layers", "registered_name": None})
    config["config"]["layers"][1].update(layer)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**members, "config.json": json.dumps(config)}.items():
            archive.writestr(name, content)
    with pytest.raises(PipelineError, match=f"it asks for {what}, which reaches beyond the file"):
        load_model(path)


def test_the_reason_itself_is_given():
    wrapped = ValueError("It could not be deserialized.\n\nException encountered: No such thing.")
    assert load_failure(wrapped) == "No such thing"


def test_weights_alone_are_not_a_model(tmp_path):
    path = tmp_path / "model.weights.h5"
    load_model(save(tmp_path / "model.keras")).save_weights(path)
    with pytest.raises(PipelineError, match=r"weights only.*model\.save"):
        load_model(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_cut_off_or_changed_is_damaged(suffix, tmp_path):
    path = save(tmp_path / f"model.{suffix}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(PipelineError, match="damaged or cut off"):
        load_model(path)


def test_a_changed_byte_of_the_weights_is_noticed(tmp_path):
    path = save(tmp_path / "model.keras")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(PipelineError, match="damaged or cut off"):
        load_model(path)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "it is empty"),
        (b"\x89PNG\r\n\x1a\n0000", "a PNG picture"),
        (b"\xff\xd8\xff\xe0 0000", "a JPEG picture"),
        (b"\x80\x02}q\x00.", "a Python pickle"),
        (b"\x1c\0\0\0TFL3\0\0", "a TFLite file"),
        (b"no model at all", "of another kind"),
    ],
)
def test_a_foreign_file_is_called_what_it_is(content, what, tmp_path):
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    with pytest.raises(PipelineError, match=rf"cannot be loaded as a Keras model: .*{what}"):
        load_model(path)


@pytest.mark.parametrize(
    ("member", "what"),
    [("model/data.pkl", "a PyTorch file"), ("a.txt", "without a Keras model in it")],
)
def test_an_archive_of_something_else_is_called_what_it_is(member, what, tmp_path):
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr(member, "x")
    with pytest.raises(PipelineError, match=what):
        load_model(tmp_path / "model.keras")


def test_a_suffix_that_is_not_of_the_content_is_said(tmp_path):
    path = save(tmp_path / "model.h5").rename(tmp_path / "net.keras")
    with pytest.raises(PipelineError, match=r"Rename it to net\.h5"):
        load_model(path)
    path = save(tmp_path / "model.keras").rename(tmp_path / "net.h5")
    with pytest.raises(PipelineError, match=r"Rename it to net\.keras"):
        load_model(path)


def test_folders_are_refused_and_a_saved_model_is_named(tmp_path):
    with pytest.raises(PipelineError, match="is a folder"):
        load_model(tmp_path)
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(PipelineError, match="SavedModel folder of TensorFlow"):
        load_model(tmp_path)
