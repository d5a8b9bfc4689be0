"""Which epochs belong to which phase of a run: a function of the recipe and the curves so far.

Nothing here keeps a state of its own, so a resumed run decides as an uninterrupted one does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.recipe import Recipe

Curves = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Phase:
    """A row of epochs with one optimizer and one schedule.

    ``first_epoch`` counts from zero; ``epochs`` is their largest number, for patience may end them
    sooner. ``fine_tuned_blocks`` is None where the net trains as it was built, ``crop_px`` where it
    sees whole images. Of the ``scheduled_epochs`` of its schedule (0: its own) those before
    ``scheduled_before`` belong to an earlier phase.
    """

    first_epoch: int
    epochs: int
    learning_rate: float
    warmup_epochs: int
    fine_tuned_blocks: int | None = None
    crop_px: int | None = None
    scheduled_epochs: int = 0
    scheduled_before: int = 0

    @property
    def end(self) -> int:
        return self.first_epoch + self.epochs


def all_epochs(recipe: Recipe) -> int:
    """The largest number of epochs that a run of ``recipe`` can have."""
    return recipe.epochs + recipe.fine_tune_epochs


def current_phase(recipe: Recipe, curves: Curves) -> Phase | None:
    """The phase of the next epoch, after the epochs of ``curves``; None where the run is over."""
    accuracies = curves.get("val_accuracy", [])
    phase = _first_phase(recipe, epochs_done=len(accuracies))
    used = epochs_used(accuracies, limit=recipe.epochs, patience=recipe.early_stopping_patience)
    if used is None:
        return phase
    tuning = Phase(
        used,
        recipe.fine_tune_epochs,
        recipe.fine_tune_learning_rate,
        warmup_epochs=0,
        fine_tuned_blocks=recipe.fine_tune_blocks,
    )
    rest = accuracies[used:]
    over = epochs_used(rest, limit=tuning.epochs, patience=recipe.early_stopping_patience)
    return tuning if over is None else None


def first_that_counts(recipe: Recipe, *, epochs_done: int) -> int:
    """The first epoch, from zero, of those among which the best one is: crops count alone only."""
    return recipe.crop_epochs if epochs_done > recipe.crop_epochs else 0


def _first_phase(recipe: Recipe, *, epochs_done: int) -> Phase:
    """The phase before any fine-tuning: with crops, as long as there are epochs for them."""
    first, rate, crops = 0, recipe.learning_rate, recipe.crop_epochs
    if not crops:
        return Phase(first, recipe.epochs, rate, recipe.warmup_epochs)
    if epochs_done < crops:
        return Phase(
            first,
            crops,
            rate,
            recipe.warmup_epochs,
            crop_px=recipe.crop_px,
            scheduled_epochs=recipe.epochs,
        )
    return Phase(
        crops,
        recipe.epochs - crops,
        rate,
        recipe.warmup_epochs,
        scheduled_epochs=recipe.epochs,
        scheduled_before=crops,
    )


def epochs_used(accuracies: Sequence[float], *, limit: int, patience: int) -> int | None:
    """How many epochs a phase took; None while it goes on.

    ``accuracies`` are those of its epochs, and of later ones. It ends after ``limit`` epochs, or
    when the best accuracy is ``patience`` epochs old; a ``patience`` of zero waits for ever.
    """
    best_epoch = 0
    for epoch, accuracy in enumerate(accuracies[:limit]):
        if accuracy > accuracies[best_epoch]:
            best_epoch = epoch
        if patience and epoch - best_epoch >= patience:
            return epoch + 1
    return limit if len(accuracies) >= limit else None


def plateau_rate(rate: float, losses: Sequence[float], *, patience: int, factor: float) -> float:
    """The learning rate of the next epoch, after epochs with these validation ``losses``.

    Whenever ``patience`` epochs have passed without a new lowest loss, ``rate`` is multiplied by
    ``factor`` and the waiting begins anew.
    """
    lowest, waited = float("inf"), 0
    for loss in losses:
        waited += 1
        if loss < lowest:
            lowest, waited = loss, 0
        elif waited >= patience:
            rate, waited = rate * factor, 0
    return rate
