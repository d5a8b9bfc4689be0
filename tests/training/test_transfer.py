"""Transfer: what learns and what is frozen, and nets that start from a trained one."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architectures import build_model
from training.saving import load_model, save_model
from training.transfer import block_numbers, find_backbone_of, initialise_from, set_trainable

IMAGES = np.random.default_rng(1).integers(0, 256, (8, 32, 32, 3)).astype(np.float32)


@pytest.fixture
def build(recipe):
    def seeded(architecture="gap-cnn", *, class_count=4, image_size=(32, 32), **settings):
        keras.utils.set_random_seed(1)
        changed = replace(recipe, architecture=architecture, **settings)
        return build_model(changed, image_size=image_size, class_count=class_count)

    return seeded


@pytest.fixture
def transfer(build):
    return build("transfer", backbone="MobileNet", backbone_weights="none", dropout=0.5)


def learning(model):
    """The names of the backbone's layers that learn."""
    layers = find_backbone_of(model).layers
    return [layer.name for layer in layers if layer.trainable_variables]


def test_a_new_transfer_net_trains_its_head_alone(transfer):
    assert [v.path for v in transfer.trainable_variables] == ["logits/kernel", "logits/bias"]


def test_blocks_are_unfrozen_from_the_top_and_batch_norm_never_is(transfer):
    backbone = find_backbone_of(transfer)
    set_trainable(transfer, blocks=1)
    top = learning(transfer)
    assert (top[0], top[-1]) == ("conv_dw_12", "conv_pw_13")
    set_trainable(transfer, blocks=2)
    assert learning(transfer)[0] == "conv_dw_6"
    assert learning(transfer)[-len(top) :] == top
    norms = [la for la in backbone.layers if isinstance(la, keras.layers.BatchNormalization)]
    assert norms
    assert not any(norm.trainable_variables for norm in norms)
    set_trainable(transfer, blocks=0)
    assert learning(transfer) == []
    assert len(transfer.trainable_variables) == 2


def test_fine_tuning_changes_the_top_block_and_no_statistics(transfer):
    set_trainable(transfer, blocks=1)
    transfer.compile("sgd", "sparse_categorical_crossentropy")
    before = [np.array(v) for v in transfer.weights]
    transfer.fit(IMAGES, np.arange(8) % 4, epochs=1, batch_size=4, verbose=0)
    changed = {
        v.path
        for v, old in zip(transfer.weights, before, strict=True)
        if (np.array(v) != old).any()
    }
    learned = {v.path for v in transfer.trainable_variables}
    assert changed
    assert changed <= learned
    assert not any("moving" in path or "gamma" in path or "beta" in path for path in changed)


def test_a_backbone_computes_the_same_in_training_as_in_inference(build, tmp_path):
    # Of its layers, 15 drop whole branches in training; the recipe's own dropout is off.
    model = build("transfer", backbone="EfficientNetV2B0", backbone_weights="none")
    set_trainable(model, blocks=1)
    save_model(tmp_path / "net.keras", model)
    for net in (model, load_model(tmp_path / "net.keras")):
        expected, weights = np.array(net(IMAGES, training=False)), net.get_weights()
        assert np.array_equal(net(IMAGES, training=True), expected)
        assert np.array_equal(net(IMAGES, training=True), expected)
        # Batch norm would have moved its statistics.
        assert all(map(np.array_equal, net.get_weights(), weights))


def test_the_order_of_the_weights_does_not_depend_on_what_learns(transfer):
    frozen = [v.path for v in transfer.weights]
    set_trainable(transfer, blocks=3)
    assert [v.path for v in transfer.weights] == frozen


def test_a_saved_transfer_net_stays_frozen_and_answers_the_same(transfer, tmp_path):
    set_trainable(transfer, blocks=1)
    save_model(tmp_path / "net.keras", transfer)
    loaded = load_model(tmp_path / "net.keras")
    assert learning(loaded) == learning(transfer)
    assert np.array_equal(loaded.predict(IMAGES, verbose=0), transfer.predict(IMAGES, verbose=0))


@pytest.mark.parametrize(
    ("name", "top", "count"),
    [
        # With squeeze-and-excitation; and one whose last layer only pools.
        ("MobileNetV3Small", "expanded_conv_8_depthwise", 5),
        ("VGG16", "block5_conv1", 5),
    ],
)
def test_a_block_is_all_that_works_at_one_resolution(name, top, count):
    build = getattr(keras.applications, name)
    backbone = build(include_top=False, weights=None, input_shape=(64, 64, 3))
    numbers = block_numbers(backbone)
    assert sorted(numbers, reverse=True) == numbers
    assert set(numbers) == set(range(1, count + 1))
    block = [la for la, n in zip(backbone.layers, numbers, strict=True) if n == 1]
    assert next(layer.name for layer in block if layer.weights) == top


def test_more_blocks_than_there_are_is_refused(transfer):
    with pytest.raises(PipelineError, match=r"has 5 blocks .* no 6 of them can be fine-tuned"):
        set_trainable(transfer, blocks=6)


def test_a_net_without_a_backbone_cannot_be_fine_tuned(build):
    with pytest.raises(PipelineError, match="'gap_cnn' has no backbone to fine-tune"):
        set_trainable(build(), blocks=1)


@pytest.fixture
def trained(build, tmp_path):
    """A file of a net whose every weight differs from a new one's."""
    model = build(class_count=7)
    model.set_weights([weight + 0.5 for weight in model.get_weights()])
    save_model(tmp_path / "trained.keras", model)
    return tmp_path / "trained.keras", model.get_weights()


@pytest.mark.parametrize("class_count", [3, 7])
def test_all_but_the_head_is_taken_from_a_trained_net(build, trained, class_count):
    path, weights = trained
    model = build(class_count=class_count)
    head = model.get_weights()[-2:]
    initialise_from(model, path)
    body = zip(model.get_weights()[:-2], weights[:-2], strict=True)
    assert all(np.array_equal(found, taken) for found, taken in body)
    kept = zip(model.get_weights()[-2:], head, strict=True)
    assert all(np.array_equal(found, old) for found, old in kept)


def test_a_net_that_pools_globally_may_start_at_another_image_size(build, trained):
    path, weights = trained
    model = build(image_size=(48, 40))
    initialise_from(model, path)
    assert np.array_equal(model.get_weights()[0], weights[0])


def test_a_transfer_net_starts_from_a_trained_one(transfer, build, tmp_path):
    transfer.set_weights([weight + 0.5 for weight in transfer.get_weights()])
    save_model(tmp_path / "trained.keras", transfer)
    settings = {"backbone": "MobileNet", "backbone_weights": "none"}
    model = build("transfer", class_count=9, **settings)
    initialise_from(model, tmp_path / "trained.keras")
    for found, taken in zip(model.get_weights()[:-2], transfer.get_weights()[:-2], strict=True):
        assert np.array_equal(found, taken)


def test_another_architecture_is_refused_and_nothing_is_changed(build, trained):
    path, _ = trained
    model = build("resnet8")
    before = model.get_weights()
    with pytest.raises(PipelineError, match=r"holds a net 'gap_cnn', and this .* net 'resnet8'"):
        initialise_from(model, path)
    assert all(map(np.array_equal, model.get_weights(), before))


def test_another_width_or_depth_is_refused(build, tmp_path):
    narrow = build("stride-cnn", channels=(8, 16))
    save_model(tmp_path / "narrow.keras", narrow)
    with pytest.raises(PipelineError, match=r"weights \(3, 3, 3, 8\), and this net's \(3, 3, 3, 9"):
        initialise_from(build("stride-cnn", channels=(9, 16)), tmp_path / "narrow.keras")
    with pytest.raises(
        PipelineError, match=r"8 layers with weights below the head, and this net 4"
    ):
        initialise_from(build("stride-cnn", channels=(8,)), tmp_path / "narrow.keras")


def test_a_dense_net_of_another_image_size_is_refused(build, tmp_path):
    save_model(tmp_path / "small.keras", build("plain-cnn"))
    with pytest.raises(PipelineError, match="a net with a dense layer the same image size"):
        initialise_from(build("plain-cnn", image_size=(48, 48)), tmp_path / "small.keras")


def test_a_missing_file_is_refused(build, tmp_path):
    with pytest.raises(PipelineError, match=r"No model at .*absent\.keras"):
        initialise_from(build(), tmp_path / "absent.keras")
