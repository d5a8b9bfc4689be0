"""Advice on a training as a whole: too long or too short, too sure, or too good to be true."""

import numpy as np

from training.report.evidence import Evidence
from training.report.words import interval, percent

# Half the width of the interval: beyond it, the common gains of a change cannot be seen.
WIDE_INTERVAL = 0.05
# Training accuracy is measured on augmented images and with dropout, which lower it: where it is
# above all the same, and by so much, the net has learned images by heart.
OVERFITTING_GAP = 0.10
# Of the lowest validation loss: less is the usual unrest of the curve.
LOSS_RISE = 0.10
# The last tenth of the epochs, two at least, compared with all before: with a rate that falls to
# zero, the accuracy rises before, and then stands still if the run was long enough.
LAST_EPOCHS = 0.1
STILL_RISING = 0.01
FEWEST_EPOCHS = 4
# A calibration error below it is hard to notice, and near what chance gives a few hundred images.
CALIBRATION_ERROR = 0.05
SURE = 0.99
# So good that copies in two parts are a likelier reason than a perfect net.
TOO_GOOD = 0.95
INSPECT = "`python -m training inspect` on the data finds near duplicates in two parts."


def few_images(evidence: Evidence) -> str | None:
    """The interval of the accuracy is wide."""
    reached = evidence.facts.accuracy
    if reached.high - reached.low <= 2 * WIDE_INTERVAL:
        return None
    return (
        f"Only {reached.count} validation images: the true accuracy may be anything in "
        f"{interval(reached)} %. With more of them, all figures here say more."
    )


def overfitting(evidence: Evidence) -> str | None:
    """The training images are known better than new ones by more than chance explains."""
    if evidence.history is None or evidence.kept_epoch is None:
        return None
    training, reached = evidence.history["accuracy"][evidence.kept_epoch], evidence.facts.accuracy
    if training - reached.value < OVERFITTING_GAP or training <= reached.high:
        return None
    return (
        f"The net knows its training images ({percent(training)} right) better than new ones "
        f"({percent(reached.value)}): it has learned some of them by heart. More pictures, "
        "stronger augmentation, dropout, weight decay or a smaller net narrow the gap."
    )


def rising_loss(evidence: Evidence) -> str | None:
    """The validation loss has risen since its lowest point, while the training loss fell."""
    if evidence.history is None:
        return None
    loss, training = evidence.history["val_loss"], evidence.history["loss"]
    lowest = int(np.argmin(loss))
    if loss[-1] < (1 + LOSS_RISE) * loss[lowest] or training[-1] >= training[lowest]:
        return None
    return (
        f"The validation loss has risen by {percent(loss[-1] / loss[lowest] - 1, digits=0)} since "
        f"epoch {lowest + 1}: after it, the net mostly became surer of its mistakes. A lower rate, "
        "stronger augmentation or weight decay help more than further epochs."
    )


def undertraining(evidence: Evidence) -> str | None:
    """The validation accuracy was still rising, by more than its interval, at the end."""
    if evidence.history is None or overfitting(evidence):
        return None
    curve, reached = evidence.history["val_accuracy"], evidence.facts.accuracy
    last = max(2, round(LAST_EPOCHS * len(curve)))
    if len(curve) < max(FEWEST_EPOCHS, last + 1):
        return None
    gain = max(curve[-last:]) - max(curve[:-last])
    if gain < max(STILL_RISING, (reached.high - reached.low) / 2):
        return None
    return (
        f"The validation accuracy was still rising at the end, by {100 * gain:.1f} points in the "
        f"last {last} of {len(curve)} epochs: more epochs will probably help."
    )


def confidence(evidence: Evidence) -> str | None:
    """The confidence is far from the accuracy, on the same side in the mean over all answers."""
    found, reached = evidence.facts.calibration, evidence.facts.accuracy
    if found.error < CALIBRATION_ERROR or reached.low <= found.confidence <= reached.high:
        return None
    word = "surer" if found.confidence > reached.value else "less sure"
    remedy = (
        "The temperature below corrects it where the model is converted."
        if evidence.calibrated
        else "Do not take its percentages at their word."
    )
    return (
        f"The net is {word} than it should be: it gives its answers {percent(found.confidence)} on "
        f"average, and {percent(reached.value)} are right (calibration error "
        f"{percent(found.error)}). {remedy}"
    )


def sure_mistakes(evidence: Evidence) -> str | None:
    """Wrong answers that the net is sure of."""
    shown = evidence.facts.surest_mistakes
    count = sum(one.probability >= SURE for one in shown)
    if not count:
        return None
    number = f"At least {count}" if count == len(shown) < evidence.facts.mistakes else str(count)
    answers = "wrong answer was" if count == 1 else "wrong answers were"
    return (
        f"{number} {answers} given with {percent(SURE, digits=0)} or more. Look at the surest "
        "mistakes first: pictures with a wrong label are often among them."
    )


def near_duplicates(evidence: Evidence) -> str | None:
    """Figures that near duplicates of training images would explain."""
    reached, test = evidence.facts.accuracy, evidence.test
    if test and reached.low > test.high:
        return (
            f"{percent(reached.value)} of the validation images are right, and "
            f"{percent(test.value)} of the test images: more apart than chance explains. Near "
            f"duplicates of training images may be among the validation images. {INSPECT}"
        )
    if evidence.drawn_folder and reached.low >= TOO_GOOD:
        return (
            f"{percent(reached.value)} is very good. The parts of the folder were drawn at random: "
            "where it holds several pictures of one scene, they are in several parts, and the "
            f"figures too good. {INSPECT}"
        )
    return None
