"""Learning from a teacher: the losses, which teachers are taken, and what a resume needs."""

import json
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.training.small_net import build_small_net
from tests.training.test_fit import check_resumes
from training.augmented_batches import AugmentedBatches
from training.distillation import (
    distillation_loss,
    load_teacher,
    smoothed_cross_entropy,
    with_training_loss,
)
from training.fit import train
from training.saving import save_model


def softmax(logits) -> np.ndarray:
    powers = np.exp(np.asarray(logits, np.float64))
    return powers / powers.sum(axis=-1, keepdims=True)


TEACHER_LOGITS = [[2.0, 0.0, -1.0], [0.5, 0.5, 0.0]]
STUDENT_LOGITS = [[1.0, 1.0, 0.0], [0.0, 0.0, 3.0]]


@pytest.mark.parametrize("temperature", [1.0, 4.0])
def test_the_distance_to_the_teacher_is_that_of_the_paper(temperature):
    taught, own = (softmax(np.divide(z, temperature)) for z in (TEACHER_LOGITS, STUDENT_LOGITS))
    expected = temperature**2 * (taught * np.log(taught / own)).sum(axis=1)
    loss = distillation_loss(
        softmax(TEACHER_LOGITS).astype(np.float32),
        softmax(STUDENT_LOGITS).astype(np.float32),
        temperature=temperature,
    )
    assert np.asarray(loss) == pytest.approx(expected, rel=1e-4)


def test_the_same_answers_are_no_distance_apart():
    same = softmax(TEACHER_LOGITS).astype(np.float32)
    assert np.asarray(distillation_loss(same, same, temperature=3.0)) == pytest.approx(0, abs=1e-6)


def test_a_certain_teacher_and_a_certain_student_give_a_finite_distance():
    certain = np.eye(3, dtype=np.float32)
    loss = np.asarray(distillation_loss(certain, certain[::-1].copy(), temperature=2.0))
    assert np.isfinite(loss).all()
    assert loss[0] > 10


def test_smoothed_labels_are_spread_over_all_classes():
    probabilities = softmax(STUDENT_LOGITS)
    targets = 0.7 * np.eye(3)[[2, 0]] + 0.3 / 3
    expected = -(targets * np.log(probabilities)).sum(axis=1)
    loss = smoothed_cross_entropy(np.array([2, 0]), probabilities.astype(np.float32), smoothing=0.3)
    assert np.asarray(loss) == pytest.approx(expected, rel=1e-5)


@pytest.fixture
def teaching(recipe):
    return replace(recipe, distillation_weight=0.75, distillation_temperature=4.0)


@pytest.fixture
def teacher():
    net = build_small_net(seed=7)
    net.set_weights([weights * 1.5 for weights in net.get_weights()])
    return net


def test_the_teacher_sees_the_very_same_augmented_batch(dataset, teaching, teacher, tmp_path):
    # Without learning, and without dropout, the loss of an epoch can be computed afterwards.
    still = replace(teaching, epochs=1, learning_rate=0.0, cutout_px=8)
    image = keras.Input((32, 32, 3))
    x = keras.layers.Flatten()(keras.layers.Conv2D(4, 4, strides=8)(image / 255))
    model = keras.Model(image, keras.layers.Softmax()(keras.layers.Dense(4)(x)))
    options = {"checkpoint": tmp_path / "c.npz", "run": {}, "teacher": teacher}
    history = train(model, dataset, still, **options).history

    batches = AugmentedBatches(dataset.train, still, class_count=4)
    losses, validation = [], dataset.validation
    for i in range(len(batches)):
        images, labels = batches[i]
        own, taught = (net.predict(images, verbose=0) for net in (model, teacher))
        hard = -np.log(own[np.arange(len(labels)), labels])
        soft = np.asarray(distillation_loss(taught, own, temperature=4.0))
        losses.append((0.25 * hard + 0.75 * soft).mean())
    assert history["loss"] == pytest.approx([np.mean(losses)], rel=1e-4)
    own = model.predict(validation.images, verbose=0)
    plain = -np.log(own[np.arange(len(validation.labels)), validation.labels]).mean()
    assert history["val_loss"] == pytest.approx([plain], rel=1e-4)


def test_a_student_comes_nearer_to_its_teacher_whose_weights_stay(dataset, teaching, teacher):
    alone = replace(teaching, distillation_weight=1.0, learning_rate=0.01, translation_px=0)
    student = with_training_loss(build_small_net(), alone, teacher=teacher)
    student.compile(optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
    before = teacher.get_weights()
    batches = AugmentedBatches(dataset.train, alone, class_count=4)
    losses = student.fit(batches, epochs=5, verbose=0).history["loss"]
    assert losses[-1] < 0.6 * losses[0]
    for now, then in zip(teacher.get_weights(), before, strict=True):
        assert np.array_equal(now, then)


def test_the_teacher_is_no_part_of_the_student(teaching, teacher):
    net = build_small_net()
    student = with_training_loss(net, teaching, teacher=teacher)
    assert student.count_params() == net.count_params()
    assert [id(v) for v in student.variables] == [id(v) for v in net.variables]


def test_a_plain_recipe_trains_the_net_itself(recipe):
    net = build_small_net()
    assert with_training_loss(net, recipe, teacher=None) is net


def test_a_resumed_student_equals_an_uninterrupted_one(dataset, teaching, teacher, tmp_path):
    rich = replace(teaching, epochs=3, label_smoothing=0.1, class_weights="on")
    check_resumes(dataset, rich, tmp_path, after=1, teacher=teacher)


@pytest.fixture
def write_teacher(tmp_path, teacher, dataset):
    """A function that writes a teacher with its record, and gives its path."""

    def write(net: keras.Model = teacher, class_names=dataset.class_names) -> Path:
        save_model(tmp_path / "model.keras", net)
        record = {
            "recipe": {"name": "big", "seed": 1, "validation_images": 1},
            "data": {
                **{part: {} for part in ("train", "validation", "test")},
                "class_names": list(class_names),
            },
            "metrics": {"validation": {"accuracy": {"value": 0.5}}},
        }
        (tmp_path / "training.json").write_text(json.dumps(record))
        return tmp_path / "model.keras"

    return write


def test_a_teacher_of_the_same_classes_and_size_is_loaded(write_teacher, teacher, dataset):
    loaded = load_teacher(write_teacher(), dataset)
    images = dataset.test.images[:3].astype(np.float32)
    expected = teacher.predict(images, verbose=0)
    assert loaded.predict(images, verbose=0) == pytest.approx(expected)
    assert loaded.trainable_weights == []


@pytest.mark.parametrize(
    "names",
    [("circle", "square", "triangle"), ("square", "circle", "triangle", "stripes"), ("a",) * 4],
)
def test_a_teacher_of_other_classes_is_refused_with_both(write_teacher, dataset, names):
    path = write_teacher(class_names=names)
    message = rf"knows the classes {', '.join(names)}; the data have the classes circle, square, tr"
    with pytest.raises(PipelineError, match=message):
        load_teacher(path, dataset)


def test_a_teacher_of_another_image_size_is_refused_with_both(write_teacher, dataset):
    path = write_teacher(build_small_net(side_px=48))
    with pytest.raises(PipelineError, match=r"images of 48 x 48 pixels; .* images of 32 x 32"):
        load_teacher(path, dataset)


def test_a_teacher_whose_record_speaks_of_another_net_is_refused(write_teacher, dataset):
    path = write_teacher(build_small_net(class_count=5))
    with pytest.raises(PipelineError, match=r"has 5 outputs.* 4 classes"):
        load_teacher(path, dataset)


def test_a_teacher_without_its_record_is_refused(write_teacher, dataset):
    path = write_teacher()
    path.with_name("training.json").unlink()
    with pytest.raises(PipelineError, match=r"training\.json is missing"):
        load_teacher(path, dataset)


def test_a_missing_or_damaged_teacher_is_refused(write_teacher, dataset, tmp_path):
    with pytest.raises(PipelineError, match="No model at"):
        load_teacher(tmp_path / "absent.keras", dataset)
    path = write_teacher()
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(PipelineError, match="cannot be loaded as a Keras model"):
        load_teacher(path, dataset)
