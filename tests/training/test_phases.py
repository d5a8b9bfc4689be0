"""Phases, patience and falling rates: functions of a recipe and of curves."""

from dataclasses import replace

import pytest

from training.phases import (
    Phase,
    all_epochs,
    current_phase,
    epochs_used,
    first_that_counts,
    plateau_rate,
)


@pytest.fixture
def tuned(recipe):
    """Four epochs with a warm-up, then up to three epochs of fine-tuning; a patience of two."""
    return replace(
        recipe,
        epochs=4,
        schedule="warmup-cosine",
        warmup_epochs=1,
        early_stopping_patience=2,
        fine_tune_epochs=3,
        fine_tune_blocks=5,
        fine_tune_learning_rate=0.25,
    )


@pytest.mark.parametrize(
    ("accuracies", "patience", "used"),
    [
        ([], 0, None),
        ([0.1, 0.2, 0.3], 0, None),
        ([0.1, 0.2, 0.3, 0.4], 0, 4),
        ([0.1, 0.2, 0.3, 0.4, 0.5], 0, 4),
        ([0.5, 0.4], 2, None),
        ([0.5, 0.4, 0.3], 2, 3),
        ([0.5, 0.5, 0.5], 2, 3),  # As good is not better.
        ([0.5, 0.4, 0.6, 0.5], 2, 4),
        ([0.5, 0.4, 0.3, 0.9, 0.9], 2, 3),  # What follows belongs to the next phase.
    ],
)
def test_a_phase_ends_at_its_limit_or_when_patience_ends(accuracies, patience, used):
    assert epochs_used(accuracies, limit=4, patience=patience) == used


def test_a_recipe_without_fine_tuning_has_one_phase(recipe):
    assert current_phase(recipe, {}) == Phase(0, 2, 0.001, 0)
    assert current_phase(recipe, {"val_accuracy": [0.5]}) == Phase(0, 2, 0.001, 0)
    assert current_phase(recipe, {"val_accuracy": [0.5, 0.4]}) is None
    assert all_epochs(recipe) == 2


@pytest.mark.parametrize(
    ("accuracies", "first_epoch"),
    [([0.1, 0.2, 0.3, 0.4], 4), ([0.5, 0.4, 0.3], 3)],
)
def test_fine_tuning_begins_where_the_first_phase_ended(tuned, accuracies, first_epoch):
    assert current_phase(tuned, {"val_accuracy": accuracies[:-1]}) == Phase(0, 4, 0.001, 1)
    expected = Phase(first_epoch, 3, 0.25, 0, fine_tuned_blocks=5)
    assert current_phase(tuned, {"val_accuracy": accuracies}) == expected
    assert current_phase(tuned, {"val_accuracy": [*accuracies, 0.9, 0.8]}) == expected
    assert expected.end == first_epoch + 3


@pytest.mark.parametrize("tuning", [[0.1, 0.2, 0.3], [0.9, 0.1, 0.2]])
def test_a_run_is_over_after_fine_tuning(tuned, tuning):
    accuracies = [0.1, 0.2, 0.3, 0.4]
    assert current_phase(tuned, {"val_accuracy": accuracies + tuning[:2]}) is not None
    assert current_phase(tuned, {"val_accuracy": accuracies + tuning}) is None
    assert all_epochs(tuned) == 7


@pytest.mark.parametrize(
    ("losses", "rate"),
    [
        ([], 1.0),
        ([3.0], 1.0),
        ([3.0, 3.0], 1.0),
        ([3.0, 3.0, 3.0], 0.5),
        ([3.0, 3.0, 3.0, 3.0], 0.5),  # The waiting began anew.
        ([3.0, 3.0, 3.0, 3.0, 3.0], 0.25),
        ([3.0, 4.0, 2.0, 4.0], 1.0),
        ([3.0, 4.0, 2.0, 4.0, 2.5], 0.5),
    ],
)
def test_the_rate_falls_when_the_loss_does_not(losses, rate):
    assert plateau_rate(1.0, losses, patience=2, factor=0.5) == rate


@pytest.fixture
def cropped(recipe):
    """Two epochs with crops, then three with whole images, in one schedule."""
    schedule = {"schedule": "warmup-linear", "warmup_epochs": 1}
    return replace(recipe, epochs=5, crop_epochs=2, crop_px=20, **schedule)


def test_crops_come_first_in_a_schedule_of_all_epochs(cropped):
    crops = Phase(0, 2, 0.001, 1, crop_px=20, scheduled_epochs=5)
    whole = Phase(2, 3, 0.001, 1, scheduled_epochs=5, scheduled_before=2)
    phases = [current_phase(cropped, {"val_accuracy": [0.5] * done}) for done in range(6)]
    assert phases == [crops, crops, whole, whole, whole, None]


def test_epochs_with_crops_count_only_while_there_are_no_others(recipe, cropped):
    assert [first_that_counts(cropped, epochs_done=done) for done in range(6)] == [0, 0, 0, 2, 2, 2]
    assert first_that_counts(recipe, epochs_done=2) == 0
