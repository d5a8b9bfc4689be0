"""What a loaded model is, and what was concluded about it, for people and for programs."""

from typing import Any

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
        said.append(f"The outputs are {_output(classifier)}.")
    return said


def summary_json(classifier: Classifier) -> dict[str, Any]:
    """The fields that ``edge-app info --json`` prints."""
    info, image, rule = classifier.info, classifier.input.image, classifier.input.rule
    low, high = rule.normalization.range
    return {
        "model": classifier.name,
        "file": str(classifier.path),
        "sha256": info.sha256,
        "description": info.description,
        "version": info.version,
        "author": info.author,
        "license": info.license,
        "input": {
            "dtype": str(image.tensor.dtype),
            "shape": list(image.tensor.shape),
            "black": low,
            "white": high,
            "mean": list(rule.normalization.mean),
            "standard_deviation": list(rule.normalization.standard_deviation),
            "source": rule.source,
        },
        "output": {
            "dtype": str(classifier.output.dtype),
            "shape": list(classifier.output.shape),
            "kind": classifier.output_rule.kind,
            "reason": classifier.output_rule.reason,
        },
        "labels": list(classifier.labels),
        "labels_source": classifier.label_choice.source,
        "thresholds": None if info.thresholds is None else list(info.thresholds),
        "runtime": f"{classifier.runtime.name} {classifier.runtime.version}",
    }


def summary_text(classifier: Classifier) -> str:
    """The same in lines, without what the file leaves empty."""
    info, image, rule = classifier.info, classifier.input.image, classifier.input.rule
    color = "grey" if image.channels == 1 else "RGB"
    labels = classifier.labels
    names = "; ".join(labels[:SHOWN_LABELS]) + ("; ..." if len(labels) > SHOWN_LABELS else "")
    lines = {
        "model": classifier.name,
        "file": classifier.path,
        "sha256": info.sha256,
        "description": info.description,
        "version": info.version,
        "author": info.author,
        "licence": info.license,
        "input": f"{image.tensor.dtype} {image.tensor.shape}, {color}; pixels become "
        f"{rule.normalization.describe()}, by {rule.source}",
        "output": f"{classifier.output.dtype} {classifier.output.shape}; {_output(classifier)}",
        "labels": f"{len(labels)}, of {classifier.label_choice.source}: {names}",
        "sure": _sure(classifier),
        "runtime": f"{classifier.runtime.name} {classifier.runtime.version}",
    }
    return "\n".join(f"{name:<12}{value}" for name, value in lines.items() if value)


def _sure(classifier: Classifier) -> str:
    """From which probability on; "" of a model that states no thresholds."""
    thresholds = classifier.info.thresholds
    if thresholds is None:
        return ""
    stated = [100 * one for one in thresholds if one is not None]
    if not stated:
        return "never, of no class"
    low, high = f"{min(stated):.1f} %", f"{max(stated):.1f} %"
    said = f"from {low} on" if low == high else f"from {low} to {high} on, by class"
    never = [name for name, one in zip(classifier.labels, thresholds, strict=True) if one is None]
    more = "; ..." if len(never) > SHOWN_LABELS else ""
    return said + (f"; never of {'; '.join(never[:SHOWN_LABELS])}{more}" if never else "")


def _output(classifier: Classifier) -> str:
    rule, outputs = classifier.output_rule, classifier.output.shape
    applied = APPLIED.get(rule.kind, "")
    if all(n == 1 for n in outputs):
        applied = "one output, which tells two classes apart"
        applied += "; a sigmoid is applied" if rule.kind == LOGITS else ""
    return f"{rule.kind} ({rule.reason})" + (f": {applied}" if applied else "")
