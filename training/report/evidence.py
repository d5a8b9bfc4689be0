"""What an advice on a trained net rests on."""

from dataclasses import dataclass

from training.checkpoint import History
from training.evaluation import Accuracy
from training.report.split_facts import SplitFacts


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The facts of the validation images, and what is known of the training.

    ``training_images`` are those of each class. ``history`` has a value per epoch, and
    ``kept_epoch`` counts from zero; both are None for a record without curves. ``drawn_folder`` is
    True where pictures of a folder were drawn at random into the parts. ``test`` is the published
    figure, if there is one. ``calibrated`` is True where a temperature corrects the confidence.
    """

    facts: SplitFacts
    class_names: tuple[str, ...]
    training_images: tuple[int, ...]
    history: History | None = None
    kept_epoch: int | None = None
    drawn_folder: bool = False
    test: Accuracy | None = None
    calibrated: bool = False
