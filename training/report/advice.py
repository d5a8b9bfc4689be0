"""What to do next, in plain sentences, and only where the figures support it."""

from training.report import class_advice, run_advice
from training.report.evidence import Evidence

# The most important first: a figure that is uncertain, then the data, then the training.
RULES = (
    run_advice.few_images,
    run_advice.near_duplicates,
    class_advice.few_training_images,
    class_advice.imbalance,
    class_advice.confused_pairs,
    class_advice.poor_recall,
    run_advice.sure_mistakes,
    run_advice.overfitting,
    run_advice.rising_loss,
    run_advice.undertraining,
    run_advice.confidence,
)
NOTHING = "Nothing in these figures asks for a change."


def advice(evidence: Evidence) -> tuple[str, ...]:
    """A sentence or two for each rule that applies, or NOTHING."""
    sentences = tuple(said for rule in RULES if (said := rule(evidence)))
    return sentences or (NOTHING,)
