"""The training loop: what it optimizes, what it keeps, and how it goes on after a stop."""

import shutil
from dataclasses import replace

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from tests.training.small_net import build_small_net
from training.datasets import Split
from training.first_weights import new_model
from training.fit import train
from training.phases import plateau_rate
from training.recipe import Recipe
from training.transfer import set_trainable

AVERAGED = {"optimizer": "adam", "learning_rate": 0.01, "weight_averaging": 0.5}
# Each has another state that a resume could lose.
RICH = {
    "momentum and a linear schedule": {
        "optimizer": "sgd",
        "momentum": 0.9,
        "weight_decay": 0.01,
        "schedule": "warmup-linear",
        "warmup_epochs": 1,
        "learning_rate": 0.1,
        "label_smoothing": 0.1,
    },
    "averages and a plateau": {
        **AVERAGED,
        "schedule": "reduce-on-plateau",
        "plateau_patience": 1,
        "plateau_factor": 0.5,
        "class_weights": "on",
    },
    "mixed precision": {**AVERAGED, "precision": "mixed_float16"},
}
CROPPED = {
    "architecture": "whitened-cnn",
    "channels": (8, 12, 16),
    "crop_px": 24,
    "crop_epochs": 2,
    **RICH["momentum and a linear schedule"],
}
TUNED = {
    **AVERAGED,
    "epochs": 2,
    "fine_tune_epochs": 2,
    "fine_tune_blocks": 1,
    "fine_tune_learning_rate": 0.001,
}


@pytest.fixture
def rich(recipe) -> Recipe:
    return replace(recipe, epochs=4, rotation_degrees=10.0, cutout_px=6)


def same_weights(first: keras.Model, second: keras.Model) -> bool:
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def check_resumes(dataset, recipe, folder, *, after: int, build=build_small_net, teacher=None):
    """Train without a stop, and again from the checkpoint ``after`` epochs: the same result."""
    checkpoint, kept = folder / "whole.npz", folder / "kept.npz"

    def keep(progress) -> None:
        if progress.epochs_done == after:
            shutil.copy(checkpoint, kept)

    whole, resumed = build(), build()
    options = {"run": {"id": 1}, "teacher": teacher}
    expected = train(whole, dataset, recipe, checkpoint=checkpoint, after_epoch=keep, **options)
    assert expected.epochs_done > after
    keras.utils.set_random_seed(99)  # Nothing may be left to chance.
    progress = train(resumed, dataset, recipe, checkpoint=kept, **options)
    assert progress == expected
    assert same_weights(resumed, whole)
    return expected


@pytest.mark.parametrize("after", [1, 2])
def test_a_run_with_crops_goes_on_wherever_it_stopped(after, dataset, rich, tmp_path, capsys):
    cropped = replace(rich, **CROPPED)

    def build() -> keras.Model:
        return new_model(cropped, dataset)

    progress = check_resumes(dataset, cropped, tmp_path, after=after, build=build)
    assert progress.best_epoch >= 2  # Those with crops do not count.
    whole = "Whole images from epoch 3 on."
    said = [line for line in capsys.readouterr().out.splitlines() if line.endswith((".", "first."))]
    first_time = ["Crops of 24 x 24 pixels first.", whole]
    assert said == first_time + (first_time if after < 2 else [])


@pytest.mark.parametrize("name", RICH)
def test_a_resumed_run_ends_with_the_weights_and_curves_of_an_uninterrupted_one(
    name, dataset, rich, tmp_path
):
    progress = check_resumes(dataset, replace(rich, **RICH[name]), tmp_path, after=2)
    assert progress.epochs_done == 4


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_resume_is_exact_across_the_border_to_fine_tuning(after, dataset, rich, tmp_path, capsys):
    def frozen() -> keras.Model:
        model = build_small_net()
        set_trainable(model, blocks=0)
        return model

    check_resumes(dataset, replace(rich, **TUNED), tmp_path, after=after, build=frozen)
    said = capsys.readouterr().out
    assert said.count("Fine-tuning the top 1 blocks.") == (2 if after < 3 else 1)


def test_fine_tuning_begins_at_the_best_weights_and_changes_the_backbone(dataset, rich, tmp_path):
    model = build_small_net()
    set_trainable(model, blocks=0)
    before = model.get_layer("backbone").get_weights()
    backbones, kernels = [], []

    def keep(_) -> None:
        with np.load(tmp_path / "c.npz") as stored:
            arrays = [stored[f"model-{i}"] for i in range(len(model.variables))]
        places = {id(variable): i for i, variable in enumerate(model.variables)}
        backbone = model.get_layer("backbone").weights
        backbones.append([arrays[places[id(weight)]] for weight in backbone])
        kernels.append(backbones[-1][0])

    tuned = replace(rich, **TUNED)
    train(model, dataset, tuned, checkpoint=tmp_path / "c.npz", run={}, after_epoch=keep)
    for epoch in (0, 1):
        for first, now in zip(before, backbones[epoch], strict=True):
            assert np.array_equal(first, now)
    assert not np.array_equal(kernels[2], kernels[1])
    assert np.abs(kernels[2] - kernels[1]).max() < 0.01  # Three steps of Adam, at 0.001.


def test_two_runs_of_the_same_seed_give_the_same_weights(dataset, rich, tmp_path):
    models = [build_small_net(), build_small_net(), build_small_net()]
    for i, (model, seed) in enumerate(zip(models, (1, 1, 2), strict=True)):
        seeded = replace(rich, epochs=2, seed=seed)
        train(model, dataset, seeded, checkpoint=tmp_path / f"{i}.npz", run={})
    assert same_weights(models[0], models[1])
    assert not same_weights(models[0], models[2])


@pytest.fixture
def misleading(dataset):
    """With wrong labels for it, every epoch of learning makes the validation accuracy worse."""
    wrong = Split(dataset.train.images, (dataset.train.labels + 1) % 4, dataset.train.hashes)
    return replace(dataset, validation=wrong)


@pytest.fixture
def eager(recipe) -> Recipe:
    return replace(recipe, learning_rate=0.01, epochs=6, batch_size=8, translation_px=0)


def test_the_best_epoch_is_kept_when_later_ones_are_worse(misleading, eager, tmp_path):
    model = build_small_net()
    progress = train(model, misleading, eager, checkpoint=tmp_path / "a.npz", run={})

    accuracies = progress.history["val_accuracy"]
    assert accuracies[-1] < max(accuracies)
    assert progress.best_epoch == int(np.argmax(accuracies))  # The first of equal ones.
    wrong = misleading.validation
    reached = model.predict(wrong.images, verbose=0).argmax(axis=1) == wrong.labels
    assert reached.mean() == pytest.approx(max(accuracies))

    until_best = build_small_net()
    short = replace(eager, epochs=progress.best_epoch + 1)
    train(until_best, misleading, short, checkpoint=tmp_path / "b.npz", run={})
    assert same_weights(model, until_best)


def test_patience_ends_a_run_early_with_the_best_weights(misleading, eager, tmp_path, capsys):
    patient, whole = build_small_net(), build_small_net()
    expected = train(whole, misleading, eager, checkpoint=tmp_path / "a.npz", run={})
    stopping = replace(eager, early_stopping_patience=1)
    checkpoint = tmp_path / "b.npz"
    progress = train(patient, misleading, stopping, checkpoint=checkpoint, run={})
    assert progress.epochs_done < expected.epochs_done
    accuracies = progress.history["val_accuracy"]
    assert accuracies == expected.history["val_accuracy"][: progress.epochs_done]
    assert progress.best_epoch == len(accuracies) - 2
    last, best = len(accuracies), progress.best_epoch + 1
    line = f"Stopped early, after epoch {last}: no later epoch was better than epoch {best}.\n"
    assert capsys.readouterr().out.endswith(line)
    again = build_small_net()
    assert train(again, misleading, stopping, checkpoint=checkpoint, run={}) == progress
    assert same_weights(again, patient)


def test_a_finished_checkpoint_gives_the_kept_weights_without_training(
    dataset, recipe, tmp_path, monkeypatch, capsys
):
    checkpoint = tmp_path / "c.npz"
    first, second = build_small_net(), build_small_net()
    expected = train(first, dataset, recipe, checkpoint=checkpoint, run={})
    assert capsys.readouterr().out.count("epoch ") == 2
    monkeypatch.setattr(second, "fit", None)
    assert train(second, dataset, recipe, checkpoint=checkpoint, run={}) == expected
    assert same_weights(first, second)
    assert capsys.readouterr().out == ""


def test_a_run_that_diverges_stops_and_says_so(dataset, recipe, tmp_path):
    wild = replace(recipe, optimizer="sgd", learning_rate=1000.0, epochs=20)
    checkpoint = tmp_path / "c.npz"
    with pytest.raises(PipelineError, match=r"diverged: \w*loss is (nan|inf) after epoch \d+"):
        train(build_diverging(), dataset, wild, checkpoint=checkpoint, run={})


def build_diverging() -> keras.Model:
    """The small net without batch norm, which would hold it back."""
    image = keras.Input((32, 32, 3))
    x = keras.layers.Flatten()(keras.layers.Conv2D(8, 4, strides=4)(image))
    return keras.Model(image, keras.layers.Softmax()(keras.layers.Dense(4)(x)))


def test_after_each_epoch_its_checkpoint_is_there_and_the_caller_may_stop(
    dataset, recipe, tmp_path
):
    checkpoint, seen = tmp_path / "c.npz", []

    def stop_at_the_second(progress) -> None:
        assert checkpoint.exists()
        seen.append(progress.epochs_done)
        if progress.epochs_done == 2:
            raise RuntimeError("enough")

    model, longer = build_small_net(), replace(recipe, epochs=4)
    with pytest.raises(RuntimeError, match="enough"):
        train(model, dataset, longer, checkpoint=checkpoint, run={}, after_epoch=stop_at_the_second)
    assert seen == [1, 2]
    resumed = train(build_small_net(), dataset, longer, checkpoint=checkpoint, run={})
    assert resumed.epochs_done == 4


def weights_after(path, model: keras.Model) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The last weights that learn, and the best ones, that a checkpoint holds."""
    learning = {id(weight) for weight in model.trainable_weights}
    with np.load(path) as stored:
        last = [stored[f"model-{i}"] for i, v in enumerate(model.variables) if id(v) in learning]
        best = [stored[f"best-{i}"] for i, v in enumerate(model.weights) if id(v) in learning]
    return last, best


def test_the_validated_and_kept_weights_are_the_averages(misleading, recipe, tmp_path):
    # One step an epoch.
    once = replace(recipe, epochs=2, batch_size=96, **AVERAGED)
    seen, model = [], build_small_net()

    def keep(progress) -> None:
        seen.append((progress, *weights_after(tmp_path / "c.npz", model)))

    train(model, misleading, once, checkpoint=tmp_path / "c.npz", run={}, after_epoch=keep)
    (_, first, _), (progress, second, _) = seen
    averages = [(a + b) / 2 for a, b in zip(first, second, strict=True)]
    assert progress.best_epoch == 1
    assert not all(np.allclose(a, b, atol=1e-3) for a, b in zip(first, second, strict=True))
    kept = [np.asarray(weight) for weight in model.trainable_weights]
    for ours, theirs in zip(kept, averages, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-5)
    wrong = misleading.validation
    reached = model.predict(wrong.images, verbose=0).argmax(axis=1) == wrong.labels
    assert reached.mean() == pytest.approx(progress.history["val_accuracy"][progress.best_epoch])


def test_the_rate_falls_on_a_plateau(misleading, eager, tmp_path):
    falling = replace(eager, schedule="reduce-on-plateau", plateau_patience=1, plateau_factor=0.5)
    rates = []

    def keep(_) -> None:
        with np.load(tmp_path / "c.npz") as stored:
            rates.append(float(stored["optimizer-1"]))  # After the number of steps.

    model = build_small_net()
    progress = train(
        model, misleading, falling, checkpoint=tmp_path / "c.npz", run={}, after_epoch=keep
    )
    losses = progress.history["val_loss"]
    expected = [plateau_rate(0.01, losses[:n], patience=1, factor=0.5) for n in range(len(losses))]
    assert rates == pytest.approx(expected)
    assert rates[-1] < rates[0]


def test_class_weights_change_the_loss_and_not_the_accuracy(dataset, recipe, tmp_path):
    uneven = Split(
        dataset.train.images, np.repeat([0, 1, 2, 3], [6, 30, 30, 30]), dataset.train.hashes
    )
    data = replace(dataset, train=uneven)
    curves = []
    for setting in ("on", "off"):
        still = replace(recipe, epochs=1, learning_rate=0.0, class_weights=setting)
        checkpoint = tmp_path / f"{setting}.npz"
        curves.append(train(build_small_net(), data, still, checkpoint=checkpoint, run={}).history)
    assert curves[0]["accuracy"] == curves[1]["accuracy"]
    assert curves[0]["val_loss"] == curves[1]["val_loss"]
    assert curves[0]["loss"] != pytest.approx(curves[1]["loss"], rel=1e-3)


def test_a_net_that_computes_in_another_precision_is_left_in_float32(dataset, recipe, tmp_path):
    mixed = replace(recipe, precision="mixed_bfloat16")
    model = build_small_net()
    progress = train(model, dataset, mixed, checkpoint=tmp_path / "c.npz", run={})
    assert {layer.compute_dtype for layer in model.layers} == {"float32"}
    predicted = model.predict(dataset.validation.images, verbose=0).argmax(axis=1)
    reached = (predicted == dataset.validation.labels).mean()
    assert reached == pytest.approx(max(progress.history["val_accuracy"]), abs=0.07)
