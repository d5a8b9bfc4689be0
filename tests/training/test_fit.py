"""The training loop: what it optimizes, what it keeps, and how it goes on after a stop."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from edge_app.errors import PipelineError
from training.architectures import build_model
from training.datasets import Split
from training.fit import compile_model, train


@pytest.fixture
def build():
    def seeded_model(architecture: str = "plain-cnn") -> keras.Model:
        keras.utils.set_random_seed(1)
        return build_model(architecture, image_size=(32, 32), class_count=4)

    return seeded_model


def same_weights(first: keras.Model, second: keras.Model) -> bool:
    pairs = zip(first.get_weights(), second.get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def stop_after_epoch(model: keras.Model, monkeypatch, number: int) -> None:
    """Let ``model`` be interrupted when ``number`` epochs are done, as by Ctrl-C."""
    fit = model.fit

    def interrupted_fit(*arguments, callbacks, **options):
        def stop(epoch, logs):  # noqa: ARG001
            if epoch == number:
                raise KeyboardInterrupt

        stopper = keras.callbacks.LambdaCallback(on_epoch_begin=stop)
        return fit(*arguments, callbacks=[*callbacks, stopper], **options)

    monkeypatch.setattr(model, "fit", interrupted_fit)


def test_a_resumed_run_ends_with_the_weights_and_curves_of_an_uninterrupted_one(
    build, dataset, recipe, tmp_path, monkeypatch
):
    # Momentum and a schedule that counts steps: state that a resume could lose.
    rich = replace(
        recipe,
        epochs=3,
        optimizer="sgd",
        momentum=0.9,
        weight_decay=0.01,
        schedule="warmup-cosine",
        learning_rate=0.1,
        warmup_epochs=1,
    )
    whole = build()
    expected = train(whole, dataset, rich, checkpoint=tmp_path / "whole.npz", run={"id": 1})

    stopped, resumed = build(), build()
    stop_after_epoch(stopped, monkeypatch, 2)
    checkpoint = tmp_path / "resumed.npz"
    with pytest.raises(KeyboardInterrupt):
        train(stopped, dataset, rich, checkpoint=checkpoint, run={"id": 1})
    progress = train(resumed, dataset, rich, checkpoint=checkpoint, run={"id": 1})

    assert progress == expected
    assert progress.epochs_done == 3
    assert same_weights(resumed, whole)


def test_the_best_epoch_is_kept_when_later_ones_are_worse(build, dataset, recipe, tmp_path):
    # With the wrong labels, every epoch of learning makes the validation accuracy worse.
    wrong = Split(dataset.train.images, (dataset.train.labels + 1) % 4, dataset.train.hashes)
    misleading = replace(dataset, validation=wrong)
    eager = replace(recipe, learning_rate=0.003, epochs=5, batch_size=8)
    model = build()
    progress = train(model, misleading, eager, checkpoint=tmp_path / "a.npz", run={})

    accuracies = progress.history["val_accuracy"]
    assert accuracies[-1] < max(accuracies)
    assert progress.best_epoch == int(np.argmax(accuracies))  # The first of equal ones.
    reached = model.predict(wrong.images, verbose=0).argmax(axis=1) == wrong.labels
    assert reached.mean() == pytest.approx(max(accuracies))

    until_best = build()
    short = replace(eager, epochs=progress.best_epoch + 1)
    train(until_best, misleading, short, checkpoint=tmp_path / "b.npz", run={})
    assert same_weights(model, until_best)


def test_a_finished_checkpoint_gives_the_kept_weights_without_training(
    build, dataset, recipe, tmp_path, monkeypatch, capsys
):
    checkpoint = tmp_path / "c.npz"
    first, second = build(), build()
    expected = train(first, dataset, recipe, checkpoint=checkpoint, run={})
    assert capsys.readouterr().out.count("epoch ") == 2
    monkeypatch.setattr(second, "fit", None)
    assert train(second, dataset, recipe, checkpoint=checkpoint, run={}) == expected
    assert same_weights(first, second)
    assert capsys.readouterr().out == ""


def test_a_run_that_diverges_stops_and_says_so(build, dataset, recipe, tmp_path):
    wild = replace(recipe, optimizer="sgd", learning_rate=1000.0, epochs=20)
    checkpoint = tmp_path / "c.npz"
    with pytest.raises(PipelineError, match=r"diverged: \w*loss is (nan|inf) after epoch \d+"):
        train(build(), dataset, wild, checkpoint=checkpoint, run={})


def learning_rates(model: keras.Model, steps: list[int]) -> list[float]:
    schedule = model.optimizer._learning_rate
    return [float(schedule(step)) for step in steps]


def test_the_rate_warms_up_linearly_and_decays_along_a_cosine_to_zero(build, recipe):
    rising = replace(
        recipe, schedule="warmup-cosine", learning_rate=0.2, warmup_epochs=2, epochs=10
    )
    model = build()
    compile_model(model, rising, steps_per_epoch=5)
    rates = learning_rates(model, [0, 5, 10, 30, 50])
    assert rates == pytest.approx([0, 0.1, 0.2, 0.1, 0], abs=1e-6)


def test_without_a_warm_up_the_cosine_begins_at_the_peak(build, recipe):
    model = build()
    compile_model(model, replace(recipe, schedule="warmup-cosine"), steps_per_epoch=5)
    assert learning_rates(model, [0, 5, 10]) == pytest.approx([0.001, 0.0005, 0], abs=1e-7)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_weight_decay_shrinks_kernels_and_nothing_else(build, recipe, optimizer):
    decaying = replace(recipe, optimizer=optimizer, learning_rate=0.1, weight_decay=0.5)
    model = build("resnet8")
    compile_model(model, decaying, steps_per_epoch=1)
    for variable in model.trainable_variables:
        variable.assign(np.ones(variable.shape))
    model.optimizer.apply(
        [np.zeros(variable.shape, np.float32) for variable in model.trainable_variables],
        model.trainable_variables,
    )
    after = {v.name: np.unique(v).tolist() for v in model.trainable_variables}
    assert after.pop("kernel") == pytest.approx([1 - 0.1 * 0.5])
    assert after == {"bias": [1], "gamma": [1], "beta": [1]}
