"""What was concluded about a loaded model, in sentences."""

from edge_app.classifier import Classifier
from edge_app.model_output import LOG_PROBABILITIES, LOGITS, SCORES

APPLIED = {
    LOGITS: "a softmax is applied",
    LOG_PROBABILITIES: "the exponential is taken",
    SCORES: "each class has its own, and they need not add up to 1",
}
SHOWN_LABELS = 6


def notes(classifier: Classifier) -> list[str]:
    """What was concluded about a model, and not said in words by its file or by the user.

    Empty for a file of ``python -m convert``.
    """
    said = []
    if classifier.label_choice.was_chosen:
        said.append(f"The class names are those of {classifier.label_choice.source}.")
    rule = classifier.input.rule
    if rule.was_derived:
        said.append(f"Pixels become {rule.normalization.describe()}, by {rule.source}.")
    if classifier.output_rule.kind in APPLIED:
        said.append(f"The outputs are {output_words(classifier)}.")
    return said


def input_words(classifier: Classifier) -> str:
    """How a picture enters."""
    rule = classifier.input.rule
    color = "grey" if classifier.input.image.channels == 1 else "RGB"
    return f"{color}; pixels become {rule.normalization.describe()}, by {rule.source}"


def output_words(classifier: Classifier) -> str:
    """What the model's numbers are, and how they become probabilities."""
    rule, outputs = classifier.output_rule, classifier.output.shape
    applied = APPLIED.get(rule.kind, "")
    if all(n == 1 for n in outputs):
        applied = "one output, which tells two classes apart"
        applied += "; a sigmoid is applied" if rule.kind == LOGITS else ""
    return f"{rule.kind} ({rule.reason})" + (f": {applied}" if applied else "")


def label_words(labels: tuple[str, ...], source: str) -> str:
    """How many classes there are, where their names come from, and the first of them."""
    names = "; ".join(labels[:SHOWN_LABELS]) + ("; ..." if len(labels) > SHOWN_LABELS else "")
    return f"{len(labels)}, of {source}: {names}"


def sure_words(labels: tuple[str, ...], thresholds: tuple[float | None, ...] | None) -> str:
    """From which probability on an answer is sure; "" of a model that states no thresholds."""
    if thresholds is None:
        return ""
    stated = [100 * one for one in thresholds if one is not None]
    if not stated:
        return "never, of no class"
    low, high = f"{min(stated):.1f} %", f"{max(stated):.1f} %"
    said = f"from {low} on" if low == high else f"from {low} to {high} on, by class"
    never = [name for name, one in zip(labels, thresholds, strict=False) if one is None]
    more = "; ..." if len(never) > SHOWN_LABELS else ""
    return said + (f"; never of {'; '.join(never[:SHOWN_LABELS])}{more}" if never else "")
