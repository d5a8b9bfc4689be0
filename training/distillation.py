"""Losses of training steps: smoothed labels, and the soft targets of a teacher."""

from pathlib import Path
from typing import Any

import keras
from keras import ops

from edge_app.errors import PipelineError
from training.datasets import Dataset
from training.finished import read_finished_run
from training.recipe import Recipe
from training.saving import load_model

# Below what a float32 softmax gives any class that matters; its logarithm is finite.
SMALLEST = 1e-30


def load_teacher(path: Path, dataset: Dataset) -> keras.Model:
    """Load a trained net to learn from, for the classes and the image size of ``dataset``.

    Its class names are read from the training.json beside it.

    Raises PipelineError: no such model, or one for other classes or another image size.
    """
    teacher = load_model(path)
    known = tuple(read_finished_run(path.with_name("training.json")).data["class_names"])
    if known != dataset.class_names:
        raise PipelineError(
            f"The teacher {path} knows the classes {', '.join(known)}; the data have the classes "
            f"{', '.join(dataset.class_names)}. A teacher must know the same classes in the same "
            "order: train one on these data."
        )
    if teacher.output_shape[-1] != len(known):
        raise PipelineError(
            f"The teacher {path} has {teacher.output_shape[-1]} outputs, but its training.json "
            f"names {len(known)} classes: they do not belong together."
        )
    expected = tuple(dataset.train.images.shape[1:])
    if tuple(teacher.input_shape[1:]) != expected:
        raise PipelineError(
            f"The teacher {path} takes images of {_size(teacher.input_shape[1:])} pixels; this "
            f"training has images of {_size(expected)}. Choose a recipe with the image_size of "
            "the teacher, or train a teacher with the image_size of this recipe."
        )
    teacher.trainable = False
    return teacher


def with_training_loss(
    model: keras.Model, recipe: Recipe, *, teacher: keras.Model | None
) -> keras.Model:
    """A model of the same layers, whose training steps have the loss of the recipe.

    It is ``model`` itself where that is the plain cross-entropy. The loss of validation is the
    plain one always, so that it compares between recipes.
    """
    if not recipe.label_smoothing and teacher is None:
        return model
    student = _Student(model.input, model.output, name=model.name)
    student.training_loss = _TrainingLoss(recipe, teacher)
    return student


class _Student(keras.Model):  # type: ignore[misc]  # Keras has no types.
    """A net with a loss of its own for training steps."""

    training_loss: "_TrainingLoss"

    def compute_loss(
        self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None, training: bool = True
    ) -> Any:
        if not training:
            return super().compute_loss(x, y, y_pred, sample_weight)
        each = self.training_loss(x, y, y_pred)
        return ops.mean(each if sample_weight is None else each * sample_weight)


class _TrainingLoss:
    """The loss per image. No layer, so that the teacher is not a part of the student."""

    def __init__(self, recipe: Recipe, teacher: keras.Model | None) -> None:
        self._smoothing = recipe.label_smoothing
        self._weight = recipe.distillation_weight
        self._temperature = recipe.distillation_temperature
        self._teacher = teacher

    def __call__(self, images: Any, labels: Any, probabilities: Any) -> Any:
        hard = smoothed_cross_entropy(labels, probabilities, smoothing=self._smoothing)
        if self._teacher is None:
            return hard
        taught = self._teacher(images, training=False)
        soft = distillation_loss(taught, probabilities, temperature=self._temperature)
        return (1 - self._weight) * hard + self._weight * soft


def smoothed_cross_entropy(labels: Any, probabilities: Any, *, smoothing: float) -> Any:
    """Cross-entropy (n,), in nats, with ``smoothing`` of each label spread over all classes.

    ``labels`` are whole numbers (n,), ``probabilities`` float32 (n, classes). Szegedy et al.,
    "Rethinking the Inception architecture", 2015, https://arxiv.org/abs/1512.00567, section 7.
    """
    targets = ops.one_hot(labels, probabilities.shape[-1])
    return keras.losses.categorical_crossentropy(targets, probabilities, label_smoothing=smoothing)


def distillation_loss(taught: Any, probabilities: Any, *, temperature: float) -> Any:
    """How far (n,) the student's softened ``probabilities`` are from the teacher's, in nats.

    Both are float32 (n, classes). The divergence of Kullback and Leibler, times the square of the
    temperature, so that the gradients keep their size: Hinton, Vinyals and Dean, "Distilling the
    knowledge in a neural network", 2015, https://arxiv.org/abs/1503.02531. Probabilities serve
    where the paper has logits, which differ from their logarithms by a constant per image.
    """
    targets = ops.stop_gradient(_log_softened(taught, temperature))
    distance = ops.exp(targets) * (targets - _log_softened(probabilities, temperature))
    return temperature**2 * ops.sum(distance, axis=-1)


def _log_softened(probabilities: Any, temperature: float) -> Any:
    logarithms = ops.log(ops.maximum(ops.cast(probabilities, "float32"), SMALLEST))
    return ops.log_softmax(logarithms / temperature, axis=-1)


def _size(shape: tuple[int | None, ...]) -> str:
    return f"{shape[0]} x {shape[1]}"
