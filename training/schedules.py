"""Learning rates and optimizers, as a recipe names them."""

from typing import Any

import keras
from keras import ops

from training.phases import Phase
from training.recipe import Recipe


def learning_rate(recipe: Recipe, phase: Phase, *, steps_per_epoch: int) -> Any:
    """The rate of a phase: a number, or a Keras schedule over its steps.

    A rate that depends on the curves is a number here: a callback sets it before each epoch.
    """
    rate = _whole_schedule(recipe, phase, steps_per_epoch=steps_per_epoch)
    before = phase.scheduled_before * steps_per_epoch
    return Later(rate, before) if before and not isinstance(rate, float) else rate


def _whole_schedule(recipe: Recipe, phase: Phase, *, steps_per_epoch: int) -> Any:
    epochs = phase.scheduled_epochs or phase.epochs
    decay_steps = (epochs - phase.warmup_epochs) * steps_per_epoch
    warmup_steps = phase.warmup_epochs * steps_per_epoch
    if recipe.schedule == "warmup-cosine":
        return keras.optimizers.schedules.CosineDecay(
            initial_learning_rate=0.0 if warmup_steps else phase.learning_rate,
            decay_steps=decay_steps,
            warmup_target=phase.learning_rate if warmup_steps else None,
            warmup_steps=warmup_steps,
        )
    if recipe.schedule == "warmup-linear":
        return WarmupLinear(phase.learning_rate, warmup_steps=warmup_steps, decay_steps=decay_steps)
    return phase.learning_rate


class Later(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A ``schedule`` of which the steps ``before`` are over."""

    def __init__(self, schedule: Any, before: int) -> None:
        self.schedule = schedule
        self.before = before

    def __call__(self, step: Any) -> Any:
        return self.schedule(step + self.before)

    def get_config(self) -> dict[str, Any]:
        return {"schedule": self.schedule, "before": self.before}


class WarmupLinear(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A straight line from zero to ``peak`` over the warm-up steps, and one back to zero."""

    def __init__(self, peak: float, *, warmup_steps: int, decay_steps: int) -> None:
        self.peak = peak
        self.warmup_steps = warmup_steps
        self.decay_steps = decay_steps

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        up = step / max(1, self.warmup_steps)
        down = 1 - (step - self.warmup_steps) / self.decay_steps
        falling = ops.maximum(0.0, down)
        return self.peak * ops.where(step < self.warmup_steps, up, falling)

    def get_config(self) -> dict[str, Any]:
        names = ("peak", "warmup_steps", "decay_steps")
        return {name: getattr(self, name) for name in names}


class FastShiftSGD(keras.optimizers.SGD):  # type: ignore[misc]
    """SGD whose steps for the shifts (beta) of batch norms are ``shift_rate`` times as large.

    They say how many of the values a ReLU lets through, and take longest to learn (K. Jordan, 2024,
    https://arxiv.org/abs/2404.00498).
    """

    def __init__(self, *, shift_rate: float, **settings: Any) -> None:
        super().__init__(**settings)
        self._shift_rate = shift_rate

    def build(self, variables: list[keras.Variable]) -> None:
        super().build(variables)
        self._factors = [
            self._shift_rate if variable.path.endswith("/beta") else 1.0 for variable in variables
        ]

    def apply(self, grads: list[Any], trainable_variables: Any = None) -> None:
        if not self.built:
            self.build(trainable_variables)
        pairs = zip(grads, self._factors, strict=True)
        super().apply([gradient * factor for gradient, factor in pairs], trainable_variables)


def make_optimizer(recipe: Recipe, phase: Phase, *, steps_per_epoch: int) -> keras.Optimizer:
    """A new optimizer for a phase. Biases and batch-norm scales are not decayed."""
    rate = learning_rate(recipe, phase, steps_per_epoch=steps_per_epoch)
    averaging = {"use_ema": True, "ema_momentum": recipe.weight_averaging}
    common = {
        "learning_rate": rate,
        "weight_decay": recipe.weight_decay or None,
        **(averaging if recipe.weight_averaging else {}),
    }
    optimizer: keras.Optimizer
    if recipe.optimizer == "sgd":
        momentum = recipe.momentum
        descent = {"momentum": momentum, "nesterov": momentum > 0, **common}
        if recipe.shift_rate > 1:
            optimizer = FastShiftSGD(shift_rate=recipe.shift_rate, **descent)
        else:
            optimizer = keras.optimizers.SGD(**descent)
    else:
        optimizer = keras.optimizers.Adam(**common)
    if recipe.weight_decay:
        optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    if recipe.precision == "mixed_float16":
        # Or gradients too small for float16 would be zero.
        optimizer = keras.optimizers.LossScaleOptimizer(optimizer)
    return optimizer
