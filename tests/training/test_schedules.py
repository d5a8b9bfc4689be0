"""Schedules and optimizers: the rate at each step, and what is decayed and averaged."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from training.phases import Phase, current_phase
from training.schedules import WarmupLinear, learning_rate, make_optimizer


def rates(recipe, phase: Phase, steps: list[int]) -> list[float]:
    schedule = learning_rate(recipe, phase, steps_per_epoch=5)
    return [float(schedule(step)) for step in steps]


@pytest.fixture
def rising(recipe):
    return replace(recipe, learning_rate=0.2, warmup_epochs=2, epochs=10)


def test_the_rate_rises_linearly_and_falls_along_a_cosine(rising):
    cosine = replace(rising, schedule="warmup-cosine")
    reached = rates(cosine, current_phase(cosine, {}), [0, 5, 10, 20, 30, 50])
    half_way_down = 0.2 * (1 + np.cos(np.pi / 4)) / 2
    assert reached == pytest.approx([0, 0.1, 0.2, half_way_down, 0.1, 0], abs=1e-6)


def test_the_rate_rises_and_falls_along_straight_lines(rising):
    linear = replace(rising, schedule="warmup-linear")
    reached = rates(linear, current_phase(linear, {}), [0, 5, 10, 20, 30, 50, 60])
    assert reached == pytest.approx([0, 0.1, 0.2, 0.15, 0.1, 0, 0], abs=1e-6)


@pytest.mark.parametrize("schedule", ["warmup-cosine", "warmup-linear"])
def test_without_a_warm_up_a_schedule_begins_at_the_peak(recipe, schedule):
    falling = replace(recipe, schedule=schedule)
    reached = rates(falling, current_phase(falling, {}), [0, 5, 10])
    assert reached == pytest.approx([0.001, 0.0005, 0], abs=1e-7)


@pytest.mark.parametrize("schedule", ["constant", "reduce-on-plateau"])
def test_other_schedules_begin_with_a_number(recipe, schedule):
    phase = Phase(3, 7, 0.25, 0, fine_tuned_blocks=1)
    assert learning_rate(replace(recipe, schedule=schedule), phase, steps_per_epoch=5) == 0.25


def test_fine_tuning_has_its_own_rate_over_its_own_steps(recipe):
    falling = replace(recipe, schedule="warmup-linear")
    phase = Phase(3, 2, 0.25, 0, fine_tuned_blocks=1)
    assert rates(falling, phase, [0, 5, 10]) == pytest.approx([0.25, 0.125, 0])


@pytest.mark.parametrize("schedule", ["warmup-cosine", "warmup-linear"])
def test_after_crops_the_schedule_goes_on_where_it_was(rising, schedule):
    alone = replace(rising, schedule=schedule)
    cropped = replace(alone, crop_epochs=2, crop_px=20)
    phases = [current_phase(cropped, {"val_accuracy": [0.5] * done}) for done in (0, 2)]
    steps = range(5 * rising.epochs)
    expected = rates(alone, current_phase(alone, {}), steps)
    assert rates(cropped, phases[0], steps[:10]) == pytest.approx(expected[:10])
    assert rates(cropped, phases[1], range(len(steps) - 10)) == pytest.approx(expected[10:])


def test_a_schedule_survives_its_own_configuration():
    schedule = WarmupLinear(0.5, warmup_steps=3, decay_steps=7)
    copy = WarmupLinear.from_config(schedule.get_config())
    assert [float(copy(s)) for s in range(10)] == [float(schedule(s)) for s in range(10)]


def made(recipe, **settings) -> keras.Optimizer:
    changed = replace(recipe, **settings)
    return make_optimizer(changed, current_phase(changed, {}), steps_per_epoch=1)


def one_step(optimizer: keras.Optimizer) -> dict[str, float]:
    """How far each variable of a small net goes where every gradient is 1."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    model.add(keras.layers.BatchNormalization())
    before = [np.array(variable) for variable in model.trainable_variables]
    gradients = [np.ones(variable.shape, np.float32) for variable in model.trainable_variables]
    optimizer.apply(gradients, model.trainable_variables)
    pairs = zip(model.trainable_variables, before, strict=True)
    return {variable.name: float(np.mean(old - variable)) for variable, old in pairs}


def test_the_shifts_of_batch_norms_take_larger_steps_where_a_recipe_says_so(recipe):
    plain = {"optimizer": "sgd", "learning_rate": 0.01, "momentum": 0.9}
    usual, fast = one_step(made(recipe, **plain)), one_step(made(recipe, **plain, shift_rate=8.0))
    assert fast.pop("beta") == pytest.approx(8 * usual.pop("beta"))
    assert fast == pytest.approx(usual)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_weight_decay_shrinks_kernels_and_nothing_else(recipe, optimizer):
    decaying = made(recipe, optimizer=optimizer, learning_rate=0.1, weight_decay=0.5)
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3), keras.layers.BatchNormalization()]
    )
    for variable in model.trainable_variables:
        variable.assign(np.ones(variable.shape))
    gradients = [np.zeros(variable.shape, np.float32) for variable in model.trainable_variables]
    decaying.apply(gradients, model.trainable_variables)
    after = {v.name: np.unique(v).tolist() for v in model.trainable_variables}
    assert after.pop("kernel") == pytest.approx([1 - 0.1 * 0.5])
    assert after == {"bias": [1], "gamma": [1], "beta": [1]}


def test_momentum_is_that_of_nesterov(recipe):
    optimizer = made(recipe, optimizer="sgd", momentum=0.9)
    assert (optimizer.momentum, optimizer.nesterov) == (0.9, True)
    assert not made(recipe, optimizer="sgd").nesterov


def test_weights_are_averaged_where_the_recipe_says_so(recipe):
    averaging = made(recipe, weight_averaging=0.75)
    assert (averaging.use_ema, averaging.ema_momentum) == (True, 0.75)
    assert not made(recipe).use_ema


def test_only_float16_needs_its_loss_scaled(recipe):
    scaled = made(recipe, precision="mixed_float16")
    assert isinstance(scaled, keras.optimizers.LossScaleOptimizer)
    for precision in ("float32", "mixed_bfloat16"):
        assert isinstance(made(recipe, precision=precision), keras.optimizers.Adam)
