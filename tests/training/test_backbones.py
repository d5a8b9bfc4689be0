"""Backbones: found by name, fed as their authors fed them, with weights from a file."""

import inspect

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.backbones import (
    build_backbone,
    check_backbone,
    find_backbone,
    find_preprocessing,
    preprocessed,
)

# One of each kind of preprocessing: caffe's, TensorFlow's, PyTorch's, and inside the net.
KINDS = ["ResNet50", "MobileNetV2", "DenseNet121", "EfficientNetV2B0"]


@pytest.fixture(scope="module")
def weights_file(tmp_path_factory):
    """MobileNetV2's weights without its head, random, as Keras writes them."""
    keras.utils.set_random_seed(3)
    net = keras.applications.MobileNetV2(
        include_top=False, weights=None, input_shape=(32, 32, 3), name="random"
    )
    path = tmp_path_factory.mktemp("weights") / "random.weights.h5"
    net.save_weights(path)
    return path, net.get_weights()


@pytest.mark.parametrize("name", KINDS)
def test_the_net_prepares_pixels_as_the_backbone_s_own_function_does(name):
    image = keras.Input((5, 4, 3))
    # A layer behind it, because a model that is its own input is none.
    net = keras.Model(image, keras.layers.Identity()(preprocessed(image, name)))
    pixels = np.random.default_rng(1).integers(0, 256, (2, 5, 4, 3)).astype(np.float32)
    own = inspect.getmodule(find_backbone(name)).preprocess_input
    np.testing.assert_allclose(net(pixels), own(pixels.copy()), rtol=1e-5, atol=1e-5 * 255)


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("ResNet50", keras.layers.Conv2D),
        ("MobileNetV2", keras.layers.Rescaling),
        ("DenseNet121", keras.layers.Rescaling),
        ("EfficientNetV2B0", keras.layers.InputLayer),
        ("MobileNetV3Small", keras.layers.InputLayer),
    ],
)
def test_the_preprocessing_is_the_cheapest_layer_that_does_it(name, layer):
    image = keras.Input((5, 4, 3))
    tensor = preprocessed(image, name)
    made = tensor._keras_history.operation
    assert type(made) is layer
    assert not made.trainable_variables


def test_the_preprocessing_survives_saving(tmp_path):
    image = keras.Input((5, 4, 3))
    net = keras.Model(image, preprocessed(image, "DenseNet121"))
    net.save(tmp_path / "net.keras")
    loaded = keras.saving.load_model(tmp_path / "net.keras", safe_mode=True)
    pixels = np.full((1, 5, 4, 3), 100, np.float32)
    assert np.array_equal(loaded(pixels), net(pixels))


def test_every_backbone_that_keras_has_can_take_raw_pixels():
    names = [name for name in vars(keras.applications) if name[0].isupper()]
    assert len(names) > 30
    for name in names:
        found = find_preprocessing(name)
        assert abs(np.linalg.det(found.matrix)) > 0


def test_weights_are_read_from_a_file(weights_file):
    path, expected = weights_file
    backbone = build_backbone("MobileNetV2", weights=str(path), image_size=(48, 40))
    assert backbone.input_shape == (None, 48, 40, 3)
    for found, stored in zip(backbone.get_weights(), expected, strict=True):
        assert np.array_equal(found, stored)


def test_an_unknown_backbone_is_refused_with_the_nearest():
    with pytest.raises(PipelineError, match=r"no backbone 'MobilNetV2'\. Did you mean 'MobileNetV"):
        build_backbone("MobilNetV2", weights="none", image_size=(32, 32))
    with pytest.raises(PipelineError, match=r"no backbone 'xyzzy'\. Known: ConvNeXtBase, "):
        find_backbone("xyzzy")


def test_a_module_of_keras_applications_is_no_backbone():
    with pytest.raises(PipelineError, match="no backbone 'mobilenet_v2'"):
        find_backbone("mobilenet_v2")


def test_weights_of_another_net_are_refused(weights_file):
    path, _ = weights_file
    with pytest.raises(PipelineError, match=r"random\.weights\.h5 cannot be loaded as weights of"):
        build_backbone("MobileNet", weights=str(path), image_size=(32, 32))


def test_a_damaged_weights_file_is_refused(tmp_path):
    path = tmp_path / "damaged.h5"
    path.write_bytes(b"not HDF5")
    with pytest.raises(PipelineError, match=r"damaged\.h5 cannot be loaded as weights"):
        build_backbone("MobileNet", weights=str(path), image_size=(32, 32))


def test_a_missing_weights_file_is_refused_with_the_other_choices(tmp_path):
    with pytest.raises(PipelineError, match=r"No backbone weights at .*'imagenet', 'none', or"):
        build_backbone("MobileNet", weights=str(tmp_path / "absent.h5"), image_size=(32, 32))


def test_without_a_network_the_message_says_what_else_there_is(tmp_path, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # Where nothing listens.
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(tmp_path))
    message = (
        r"ImageNet weights of 'MobileNet' cannot be downloaded: .*backbone_weights to the path"
    )
    with pytest.raises(PipelineError, match=message):
        build_backbone("MobileNet", weights="imagenet", image_size=(128, 128))


def test_images_too_small_for_a_backbone_are_refused():
    with pytest.raises(PipelineError, match="'MobileNet' cannot be built for images of 16 x 16"):
        build_backbone("MobileNet", weights="none", image_size=(16, 16))


def test_the_check_before_the_build_refuses_what_the_build_would(weights_file, tmp_path):
    path, _ = weights_file
    for weights in ("imagenet", "none", str(path)):
        check_backbone("MobileNet", weights=weights)
    with pytest.raises(PipelineError, match=r"No backbone weights at .*absent\.h5"):
        check_backbone("MobileNet", weights=str(tmp_path / "absent.h5"))
    with pytest.raises(PipelineError, match="no backbone 'MobilNet'"):
        check_backbone("MobilNet", weights="none")
