"""When to believe an answer: what a conversion found on it, in plain sentences."""

from convert.outcome import Outcome
from convert.report.confidence_tables import thresholds_by_variant
from training.confidence.figures import ThresholdFigures
from training.confidence.unknown import OFTEN, totals


def confidence_advice(outcome: Outcome) -> list[str]:
    """On the recommended file: when it is sure, of which classes never, and of what else."""
    variant = outcome.recommended or ""
    figures = thresholds_by_variant(outcome).get(variant)
    if figures is None:
        return []
    if figures.fitted is None:
        return [f"The file says of no answer whether it is sure: {figures.reason}."]
    shown = outcome.sure_on_test.get(variant, figures)
    part = "test" if variant in outcome.sure_on_test else "validation"
    return [_when_sure(shown, part), *_never(outcome, figures), *_unknown(figures)]


def _when_sure(shown: ThresholdFigures, part: str) -> str:
    if shown.sure is None or shown.sure.right is None:
        return f"The file is sure of none of the {part} images: its answers are too often wrong."
    sure, right = shown.sure.sure, shown.sure.right
    return (
        f"The file is sure of {100 * sure.value:.1f} % of the {part} images, and right on "
        f"{100 * right.value:.1f} % of these; of the others the app says that it is not sure."
    )


def _never(outcome: Outcome, figures: ThresholdFigures) -> list[str]:
    values = figures.values or ()
    never = [n for n, value in zip(outcome.class_names, values, strict=True) if value is None]
    if not never or len(never) == len(values):
        return []
    shown = ", ".join(never[:5]) + (", ..." if len(never) > 5 else "")
    return [
        f"It is never sure of {shown}: no threshold keeps {100 * figures.precision:g} % of such "
        "answers right. More pictures of these classes, or a longer training, may change that."
    ]


def _unknown(figures: ThresholdFigures) -> list[str]:
    sentences, (drawn, own) = [], totals(figures.unknown)
    if drawn.answered_sure > OFTEN * drawn.count:
        sentences.append(
            f"It is also sure of {drawn.answered_sure} of {drawn.count} drawn pictures of nothing "
            "that it knows, such as noise and stripes."
        )
    if own.count:
        sentences.append(f"It is sure of {own.answered_sure} of the {own.count} of --unknown.")
    if any(one.answered_sure > OFTEN * one.count for one in (drawn, own)):
        sentences.append(
            "So a sure answer says little where other things than its classes come before the "
            "camera. A class of such pictures in the training helps."
        )
    return sentences
